/** Runs the checks that an incident asked for, side by side, and reports each as soon as it is done. */
import { incidentDocument, incidentRef } from '../incident/document.ts';
import { checksOf, type Incident, type PendingCheck } from '../incident/state.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { keepLease } from '../schedule/keep-lease.ts';
import type { Log, Timers } from '../schedule/loop.ts';
import { compared, previousReports } from './previous.ts';
import type { Readers } from './read.ts';
import { runCheck } from './run.ts';

export type AskedDeps = Readers & {
  readonly journal: Journal;
  readonly timers: Timers;
  readonly log: Log;
  readonly wake: () => void;
};

/** While a check runs nobody else runs it; after a crash it is taken up by the next one once this has passed. */
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5_000;

/**
 * At the deadline `run_checks/<run>`. A check cut short by a restart is run again: it only reads. Documents from before
 * checks could be asked for one by one have a deadline without a number, for all that is pending.
 */
export async function runChecks(deps: AskedDeps, { ref, name }: DueItem): Promise<void> {
  const [, run] = name.split('/');
  const stored = await read<Incident>(deps.journal, incidentRef(ref.id));
  if (stored === null) return;
  const { pending } = checksOf(stored.state);
  const mine = pending.filter((one) => run === undefined || String(one.run) === run);
  await Promise.all(mine.map((one) => runHeld(deps, ref.id, one)));
}

/** Somebody else has it: their report comes, or the deadline does again. */
async function runHeld(deps: AskedDeps, id: string, asked: PendingCheck): Promise<void> {
  const lease = await deps.journal.lease(`check/${id}/${asked.run}/${asked.check}`, LEASE_MS);
  if (lease === null) return;
  const stopRenewing = keepLease(deps, lease, RENEW_EVERY_MS);
  try {
    await report(deps, id, asked);
  } finally {
    stopRenewing();
    await lease.release();
  }
}

async function report(deps: AskedDeps, id: string, { run, check, parameters }: PendingCheck): Promise<void> {
  const stored = await read<Incident>(deps.journal, incidentRef(id));
  if (stored === null || !isPending(stored.state, run, check)) return;
  const previous = await previousReports(deps.journal, incidentRef(id), stored.version);
  const found = await runCheck(deps, check, parameters, stored.state.area);
  await apply(deps.journal, incidentDocument, id, {
    type: 'check_reported',
    run,
    report: compared(found, previous),
  });
  deps.wake();
}

/** Reported by somebody who held the lease before. */
function isPending(incident: Incident, run: number, check: string): boolean {
  return checksOf(incident).pending.some((one) => one.run === run && one.check === check);
}
