/** Tells a pager what it is to be told, at its deadline: at least once, by one process at a time, by what is so now. */
import type { Directory } from '../approval/directory.ts';
import { incidentRef, incidentThread } from '../incident/document.ts';
import { quietUntilMs } from '../incident/quiet.ts';
import { type Incident, isOver } from '../incident/state.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { maskText } from '../pii/mask.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { levelOf, nextTelling } from './next.ts';
import { PAGE_WITHIN_MS, type PageAnswer, type Pagers, type PageText } from './pager.ts';
import { causeOf, movesOf, type Page, type PageEvent, pageDocument, pageRef, type Telling } from './state.ts';

export type SendPageDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Pick<Directory, 'person'>;
  readonly zone: string;
  /** The address of a message in Slack. */
  readonly permalink: (channel: string, ts: string) => string;
  /** Absent: nobody can be paged. */
  readonly pagers?: Pagers;
  readonly wake: () => void;
};

export async function sendPage(deps: SendPageDeps, { ref }: DueItem): Promise<void> {
  const { journal, wake } = deps;
  const lease = await journal.lease(`page/${ref.id}`, 2 * PAGE_WITHIN_MS);
  if (lease === null) return;
  try {
    const [stored, nowMs] = await Promise.all([read<Page>(journal, pageRef(ref.id)), journal.now()]);
    if (stored?.state.status !== 'waiting' || stored.state.nextAtMs > nowMs) return;
    await apply(journal, pageDocument, ref.id, await tryOnce(deps, stored.state, nowMs));
  } finally {
    await lease.release();
    wake();
  }
}

/**
 * Somebody who is wanted is wanted now: of that nothing is asked of Slack, and nothing waited for between the look at
 * the incident and the page. What says a name may be behind by a moment, and is followed by what came meanwhile.
 */
async function tryOnce(deps: SendPageDeps, page: Page, nowMs: number): Promise<PageEvent> {
  const seen = movesOf(page);
  const link = await threadLink(deps, page.incident);
  const incident = (await read<Incident>(deps.journal, incidentRef(page.incident)))?.state;
  if (incident === undefined) return { type: 'called_off', seen };
  const { quiet_hours } = deps.runbook.severities[incident.severity];
  const telling = nextTelling(page, incident, quietUntilMs(quiet_hours, deps.zone, nowMs) !== null);
  if (telling === null) return { type: 'called_off', seen };
  const by = levelOf(incident) === 'trigger' ? null : await nameOf(deps, whoAnswered(incident));
  const answer = await tell(deps, page, textOf(page, telling, { incident, by, link }));
  return { type: 'answered', telling, answer, seen };
}

function textOf(
  page: Page,
  { act, reason, key, then }: Telling,
  told: { readonly incident: Incident; readonly by: string | null; readonly link: string | null },
): PageText {
  const { incident, by, link } = told;
  return {
    key,
    foldKey: `${page.incident}/${page.contact}`,
    act,
    reason,
    follows: act === 'trigger' ? null : then.key,
    isAnswered: page.alert?.isAnswered === true,
    incident: page.incident,
    severity: incident.severity,
    title: page.title,
    contact: page.contactTitle,
    by,
    link,
    atMs: causeOf(page).atMs,
  };
}

/** Who ended it, opened it again, or was the first to respond. */
function whoAnswered(incident: Incident): string | null {
  const { steps, reopened } = incident;
  if (isOver(incident)) return steps.findLast(({ step }) => step === 'resolved')?.by ?? null;
  return reopened?.by ?? steps[0]?.by ?? null;
}

async function nameOf({ directory }: SendPageDeps, user: string | null): Promise<string | null> {
  const found = user === null ? 'unknown' : await directory.person(user);
  return found === 'unknown' ? null : maskText(found.name);
}

async function threadLink({ journal, permalink }: SendPageDeps, id: string): Promise<string | null> {
  const { ref, view } = incidentThread(id);
  const card = (await journal.posts(ref)).find((post) => post.view === view);
  return card === undefined ? null : permalink(card.channel, card.ts);
}

async function tell({ pagers }: SendPageDeps, { contact }: Page, text: PageText): Promise<PageAnswer> {
  const pager = pagers !== undefined && Object.hasOwn(pagers, contact) ? pagers[contact] : undefined;
  return pager === undefined
    ? { outcome: 'refused', text: 'No pager is set up for them any more.' }
    : pager(text);
}
