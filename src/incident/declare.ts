/** Declaring, for every way in. The same thing declared twice within minutes is asked about first. */
import { fullMember } from '../approval/full-member.ts';
import { AppError } from '../errors.ts';
import { idOf } from '../ids.ts';
import { apply, read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import { areAlike } from './alike.ts';
import { areaOf } from './area.ts';
import { type Asker, commit, type IncidentAnswer, type IncidentDeps } from './commit.ts';
import { declaredIndex, incidentDocument, incidentRef, OPEN_INDEX } from './document.ts';
import type { SaidMessage } from './said.ts';
import { type Incident, isOver, type Severity } from './state.ts';
import { timesOf } from './times.ts';

export type Declaration = {
  readonly title: string;
  readonly severity: Severity;
  /** Null: found from the words of the title, where it can be. */
  readonly area: string | null;
  /** Tables, services, customers. */
  readonly affected?: string;
  /** What somebody had said, and it is declared from. */
  readonly message?: SaidMessage;
  /** For good: nobody is paged, nothing runs, it is not counted. */
  readonly drill?: boolean;
  /** Also where it looks like one that is open. */
  readonly anyway?: boolean;
};

/** Nothing was declared: somebody was faster, it seems. */
export type LooksLike = { readonly outcome: 'looks_like'; readonly like: Incident };

export type DeclareAnswer = IncidentAnswer | LooksLike;

/** In the title itself, so that no list and no form shows it without. */
const DRILL_MARK = 'DRILL · ';
const OPEN_INCIDENTS_MAX = 200;
const TWICE_WITHIN_MS = 10 * 60_000;
const LOOKED_AT_MAX = 30;

export async function declare(deps: IncidentDeps, asker: Asker, wish: Declaration): Promise<DeclareAnswer> {
  await fullMember(deps.directory, asker);
  const replayed = await deps.journal.usedBy(asker.requestKey);
  if (replayed !== null) return { outcome: 'duplicate', ref: replayed.ref };
  const { anyway = false, drill = false, severity, affected, message } = wish;
  const title = drill ? `${DRILL_MARK}${wish.title}` : wish.title;
  const like = anyway ? null : await declaredJustNow(deps.journal, title, drill);
  if (like !== null) return { outcome: 'looks_like', like };
  await roomForOneMore(deps.journal);
  const id = idOf('incident', await deps.journal.next('incident'));
  const answer = await commit(deps, asker, id, {
    type: 'declared',
    id,
    title,
    severity,
    area: wish.area ?? areaOf(deps.runbook, title),
    channel: deps.channel,
    by: asker.by,
    ...timesOf(deps.runbook, severity),
    ...(drill ? { drill } : {}),
    ...(affected === undefined ? {} : { affected }),
    ...(message === undefined ? {} : { message }),
  });
  // It is declared: that this could not be asked, when the store has gone since, is no reason to say otherwise.
  if (!anyway && answer.outcome === 'committed') await askLater(deps, answer.state).catch(() => undefined);
  return answer;
}

/**
 * Two people at two replicas in the same second: each found nothing before, and at least the one who came to the store last
 * finds the other now. The one with the larger number is asked about in its own thread, once, whoever finds it.
 */
async function askLater(deps: IncidentDeps, declared: Incident): Promise<void> {
  const { journal, wake } = deps;
  const { title, drill = false, id } = declared;
  const twin = await declaredJustNow(journal, title, drill, id);
  if (twin === null) return;
  const [first, later] = [twin, declared].toSorted((a, b) => numberOf(a) - numberOf(b));
  if (first === undefined || later === undefined) return;
  const event = { type: 'resembles', like: first.id, title: first.title } as const;
  const once = [{ key: `resembles/${later.id}/${first.id}` }];
  await apply(journal, incidentDocument, later.id, event, { once });
  wake();
}

function numberOf({ id }: Incident): number {
  return Number(id.split('-')[1]);
}

/** The newest of the last minutes that is open and about the same. */
async function declaredJustNow(
  journal: Pick<Journal, 'find' | 'load' | 'now'>,
  title: string,
  drill: boolean,
  but: string | null = null,
): Promise<Incident | null> {
  const nowMs = await journal.now();
  const days = new Set([declaredIndex(nowMs), declaredIndex(nowMs - TWICE_WITHIN_MS)]);
  const page = { limit: LOOKED_AT_MAX, order: 'descending' } as const;
  for (const day of days) {
    const { ids } = await journal.find('incident', day, page);
    const stored = await Promise.all(ids.map((id) => read<Incident>(journal, incidentRef(id))));
    const found = stored
      .flatMap((document) => (document === null ? [] : [document.state]))
      // What is real is never joined to a drill, nor the other way round.
      .filter(
        (incident) =>
          incident.id !== but &&
          (incident.drill === true) === drill &&
          !isOver(incident) &&
          incident.declaredAtMs > nowMs - TWICE_WITHIN_MS,
      )
      .find((incident) => areAlike(incident.title, title));
    if (found !== undefined) return found;
  }
  return null;
}

/** A loop that declares without end must not bury the incident that is real. */
async function roomForOneMore(journal: Journal): Promise<void> {
  const open = await journal.count('incident', OPEN_INDEX);
  if (open < OPEN_INCIDENTS_MAX) return;
  throw new AppError(
    'refused',
    `${open} incidents are open, which is as many as there may be. Resolve some first: /incident list.`,
  );
}
