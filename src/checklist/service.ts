/** What people may do with checklists. Each function is one decision and at most one commit. */
import type { Directory } from '../approval/directory.ts';
import { type Asking, fullMember } from '../approval/full-member.ts';
import { AppError } from '../errors.ts';
import type { Asker } from '../incident/service.ts';
import { type Applied, apply, read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import { didYouMean } from '../runbook/problems.ts';
import { checklistDocument, checklistRef, holderOf, itemsIndex } from './document.ts';
import { type OpenDeps, type Opened, openCurrent } from './open.ts';
import { type Checklist, type ChecklistEvent, type ChecklistRefusal, type Item, isLeft } from './state.ts';
import { whyNotAsked } from './transition.ts';

export type ChecklistDeps = OpenDeps & { readonly directory: Directory };

export type ChecklistAnswer = Applied<Checklist, ChecklistRefusal>;

export type ChecklistService = ReturnType<typeof checklistService>;

/** One thing that waits for somebody. */
export type MyItem = { readonly checklist: Checklist; readonly item: Item };

const LISTED_MAX = 20;

export function checklistService(deps: ChecklistDeps) {
  return {
    /** The one of the current slot of `daily`, `weekly` …; opened now where nobody and nothing did before. */
    open: (asker: Asker, checklist: string) => open(deps, asker, checklist),
    take: (asker: Asker, id: string, item: string) =>
      commitAs(deps, asker, id, { type: 'taken', item, by: asker.by }),
    tick: (asker: Asker, id: string, item: string) =>
      commitAs(deps, asker, id, { type: 'ticked', item, by: asker.by }),
    skip: (asker: Asker, id: string, item: string, reason: string) =>
      commitAs(deps, asker, id, { type: 'skipped', item, by: asker.by, reason }),
    runCheck: (asker: Asker, id: string, item: string) =>
      commitAs(deps, asker, id, { type: 'check_requested', item, by: asker.by }),
    /** Why nothing can be asked for this item now, or null. Decides nothing: whoever sends the form is judged anew. */
    whyNotAsked: async (asker: Asking, id: string, item: string): Promise<ChecklistRefusal | null> => {
      await fullMember(deps.directory, asker);
      return whyNotAsked(await find(deps.journal, id), item);
    },
    find: (id: string) => find(deps.journal, id),
    /** Throws for whoever is not known to be a full member, before anything is shown to them. */
    admit: async (asker: Asking): Promise<void> => void (await fullMember(deps.directory, asker)),
    /** What waits for this person, taken by them or theirs by the runbook: the earliest due first. */
    itemsOf: (user: string) => itemsOf(deps.journal, user),
  };
}

async function open(deps: ChecklistDeps, asker: Asker, checklist: string): Promise<Opened> {
  await fullMember(deps.directory, asker);
  const { checklists } = deps.runbook;
  const written = checklists[checklist];
  if (written === undefined) {
    const known = Object.keys(checklists);
    const there = known.length === 0 ? 'The runbook has none.' : `There are: ${known.join(', ')}.`;
    throw new AppError(
      'invalid',
      `There is no checklist “${checklist}”.${didYouMean(checklist, known)} ${there}`,
    );
  }
  const replayed = await deps.journal.usedBy(asker.requestKey);
  if (replayed !== null) return { id: replayed.ref.id, isNew: true };
  const opened = await openCurrent(deps, written, asker.by, asker.requestKey);
  if (opened === null)
    throw new AppError('unavailable', 'The next one is just being posted. Try again in a moment.');
  return opened;
}

async function commitAs(
  deps: ChecklistDeps,
  asker: Asker,
  id: string,
  event: ChecklistEvent,
): Promise<ChecklistAnswer> {
  await fullMember(deps.directory, asker);
  const applied = await apply(deps.journal, checklistDocument, id, event, {
    once: [{ key: asker.requestKey }],
  });
  if (applied.outcome === 'committed') deps.wake();
  return applied;
}

async function find(journal: Journal, id: string): Promise<Checklist> {
  const stored = await read<Checklist>(journal, checklistRef(id));
  if (stored === null) throw new AppError('not_found', `There is no ${id}.`);
  return stored.state;
}

export async function itemsOf(
  journal: Journal,
  user: string,
): Promise<{ readonly items: readonly MyItem[]; readonly more: boolean }> {
  const page = await journal.find('checklist', itemsIndex(user), { limit: LISTED_MAX });
  const stored = await Promise.all(page.ids.map((id) => read<Checklist>(journal, checklistRef(id))));
  const items = stored.flatMap((doc) =>
    (doc?.state.items ?? [])
      .filter((item) => isLeft(item) && holderOf(item) === user)
      .flatMap((item) => (doc === null ? [] : [{ checklist: doc.state, item }])),
  );
  const shown = items.toSorted((a, b) => a.item.dueAtMs - b.item.dueAtMs).slice(0, LISTED_MAX);
  return { items: shown, more: page.next !== undefined || items.length > shown.length };
}
