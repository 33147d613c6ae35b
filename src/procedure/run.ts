/** Runs the check of one step, once or as often as its watch asks for. One cut short by a restart is run again: it only reads. */
import { difference } from '../check/difference.ts';
import { previousReports } from '../check/previous.ts';
import type { Readers } from '../check/read.ts';
import { runCheck } from '../check/run.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { procedureDocument, procedureRef, runDeadline } from './document.ts';
import { withFields } from './fields.ts';
import { type Procedure, stepsOf } from './state.ts';

export type RunDeps = Readers & { readonly journal: Journal; readonly wake: () => void };

/** At the deadline `run/<step>`. */
export async function runStep(deps: RunDeps, { ref, name }: DueItem): Promise<void> {
  const { journal } = deps;
  const stored = await read<Procedure>(journal, procedureRef(ref.id));
  const step = (stored === null ? [] : stepsOf(stored.state)).find(({ id }) => runDeadline(id) === name);
  if (stored === null || step === undefined || step.running === null || !('run' in step.does)) return;
  const { run } = step.does;
  const report = await runCheck(deps, run.id, withFields(run.with, stored.state.fields));
  // Another check belongs to no step of this one.
  const found = { ...report, leads: (report.leads ?? []).filter((lead) => 'action' in lead) };
  const previous = await previousReports(journal, procedureRef(ref.id), stored.version);
  const before = previous(found.check, found.parameters);
  await apply(journal, procedureDocument, ref.id, {
    type: 'check_reported',
    step: step.id,
    run: step.running.run,
    report: before === null ? found : { ...found, change: difference(before, found) },
  });
  deps.wake();
}
