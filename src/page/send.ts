/** Tries a page at its deadline: at least once, by one process at a time, and no more once somebody has responded. */
import { incidentRef } from '../incident/document.ts';
import { type Incident, isOver } from '../incident/state.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { PAGE_WITHIN_MS, type PageAnswer, type Pagers } from './pager.ts';
import { type Page, type PageEvent, pageDocument, pageRef } from './state.ts';

export type SendPageDeps = {
  readonly journal: Journal;
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
    await apply(journal, pageDocument, ref.id, await tryOnce(deps, stored.state));
  } finally {
    await lease.release();
    wake();
  }
}

async function tryOnce({ journal, pagers }: SendPageDeps, page: Page): Promise<PageEvent> {
  const incident = await read<Incident>(journal, incidentRef(page.incident));
  const isAwaited = incident !== null && !isOver(incident.state) && incident.state.clock.mark !== 'met';
  if (!isAwaited) return { type: 'called_off' };
  const pager =
    pagers !== undefined && Object.hasOwn(pagers, page.contact) ? pagers[page.contact] : undefined;
  if (pager === undefined)
    return answered({ outcome: 'refused', text: 'No pager is set up for them any more.' });
  const { id, incident: about, contact, severity, title, contactTitle, isLate, askedAtMs } = page;
  const answer = await pager({
    key: id,
    foldKey: `${about}/${contact}`,
    incident: about,
    severity,
    title,
    contact: contactTitle,
    isLate,
    atMs: askedAtMs,
  });
  return answered(answer);
}

function answered(answer: PageAnswer): PageEvent {
  return { type: 'answered', answer };
}
