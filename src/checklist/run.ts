/** Runs the check of one item. One cut short by a restart is run again: it only reads. */
import { leadingToActions } from '../check/leads.ts';
import { compared, type Previous, previousReports } from '../check/previous.ts';
import type { Readers } from '../check/read.ts';
import { runCheck } from '../check/run.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { checklistDocument, checklistRef, postedIndex, runDeadline } from './document.ts';
import type { Checklist } from './state.ts';

export type RunDeps = Readers & { readonly journal: Journal; readonly wake: () => void };

/** At the deadline `run/<item>`. */
export async function runItem(deps: RunDeps, due: DueItem): Promise<void> {
  const { journal } = deps;
  const stored = await read<Checklist>(journal, checklistRef(due.ref.id));
  const item = stored?.state.items.find(({ id }) => runDeadline(id) === due.name);
  if (stored === null || item?.check == null || item.running === null) return;
  const found = await runCheck(deps, item.check.id, item.check.with);
  const previous = await lastReports(journal, stored.state, stored.version);
  await apply(journal, checklistDocument, due.ref.id, {
    type: 'check_reported',
    item: item.id,
    run: item.running.run,
    report: compared(leadingToActions(found), previous),
  });
  deps.wake();
}

/**
 * Checklists and incidents report a check by an event of the same name, so what reads the one reads the other. Of this
 * checklist, or else of the one before it: what has changed since yesterday is what a
 * daily check is for.
 */
async function lastReports(journal: Journal, checklist: Checklist, version: number): Promise<Previous> {
  const own = await previousReports(journal, checklistRef(checklist.id), version);
  const page = { limit: 2, order: 'descending' } as const;
  const { ids } = await journal.find('checklist', postedIndex(checklist.checklist), page);
  const last = ids.find((id) => id !== checklist.id);
  const ref = last === undefined ? null : checklistRef(last);
  const stored = ref === null ? null : await read<Checklist>(journal, ref);
  if (ref === null || stored === null || stored.state.slotMs > checklist.slotMs) return own;
  const former = await previousReports(journal, ref, stored.version);
  return (check, parameters) => own(check, parameters) ?? former(check, parameters);
}
