/** Runs the check of one step, once or as often as its watch asks for. One cut short by a restart is run again: it only reads. */
import { leadingToActions } from '../check/leads.ts';
import { compared, previousReports } from '../check/previous.ts';
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
  const found = await runCheck(deps, run.id, withFields(run.with, stored.state.fields));
  const previous = await previousReports(journal, procedureRef(ref.id), stored.version);
  await apply(journal, procedureDocument, ref.id, {
    type: 'check_reported',
    step: step.id,
    run: step.running.run,
    report: compared(leadingToActions(found), previous),
  });
  deps.wake();
}
