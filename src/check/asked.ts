/** Runs the checks that an incident asked for, side by side, and reports each as soon as it is done. */
import { incidentDocument, incidentRef } from '../incident/document.ts';
import type { Incident } from '../incident/state.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { difference } from './difference.ts';
import { previousReports } from './previous.ts';
import type { Readers } from './read.ts';
import { runCheck } from './run.ts';

export type CheckDeps = Readers & { readonly journal: Journal; readonly wake: () => void };

/** At the deadline `run_checks`. A check cut short by a restart is run again: it only reads. */
export async function runChecks(deps: CheckDeps, item: DueItem): Promise<void> {
  const stored = await read<Incident>(deps.journal, incidentRef(item.ref.id));
  const run = stored?.state.lastRun ?? null;
  if (stored === null || run === null) return;
  const previous = await previousReports(deps.journal, item.ref, stored.version);
  await Promise.all(
    run.pending.map(async (check) => {
      const found = await runCheck(deps, check, {});
      const before = previous(check, found.parameters);
      const report = before === null ? found : { ...found, change: difference(before, found) };
      await apply(deps.journal, incidentDocument, item.ref.id, {
        type: 'check_reported',
        run: run.run,
        report,
      });
      deps.wake();
    }),
  );
}
