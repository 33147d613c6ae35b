/** A check that somebody runs by themselves, outside of incidents: the answer is theirs, and nothing of it is kept. */
import type { Directory } from '../approval/directory.ts';
import { type Asking, fullMember } from '../approval/full-member.ts';
import { AppError } from '../errors.ts';
import type { CheckErrors, WishedCheck } from '../incident/ask-checks.ts';
import type { Journal } from '../journal/journal.ts';
import { parseParameters } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Verdict } from '../runbook/verdict.ts';
import { keepLease } from '../schedule/keep-lease.ts';
import type { Log, Timers } from '../schedule/loop.ts';
import type { Readers } from './read.ts';
import type { CheckReport } from './report.ts';
import { runCheck } from './run.ts';

export type LookDeps = Readers & {
  readonly journal: Pick<Journal, 'lease'>;
  readonly directory: Directory;
  readonly timers: Timers;
  readonly log: Log;
  readonly looked?: (verdict: Verdict) => void;
};

export type LookAnswer =
  | { readonly outcome: 'reported'; readonly report: CheckReport }
  | { readonly outcome: 'invalid'; readonly errors: CheckErrors };

export type Looks = ReturnType<typeof checkLooks>;

/** Of all people in one process; the warehouse has its own limit, which incidents share. */
export const LOOKS_AT_ONCE_MAX = 4;
/** A private answer that comes later is of no use. */
export const LOOK_ANSWERED_WITHIN_MS = 120_000;
/** Less than that, so that a check that takes too long says so itself. */
const LOOK_TIMEOUT_MS = 100_000;
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5_000;

export function checkLooks(deps: LookDeps) {
  const patient = { ...deps, runbook: withPatience(deps.runbook) };
  let underWay = 0;
  return {
    /**
     * One at a time for each person, over all replicas. Throws AppError: for whoever is no full member, while another one
     * is under way, and where there is no answer in time.
     */
    check: async (asker: Asking, { check, raw }: WishedCheck): Promise<LookAnswer> => {
      await fullMember(deps.directory, asker);
      const { by } = asker;
      const known = deps.runbook.checks[check];
      if (known === undefined) throw new AppError('not_found', 'The runbook has no such check any more.');
      const parsed = parseParameters(known.parameters, raw);
      if (!parsed.ok) return { outcome: 'invalid', errors: parsed.errors };
      if (underWay >= LOOKS_AT_ONCE_MAX) throw busy();
      underWay += 1;
      const work = held(patient, by, () => runCheck(patient, check, raw)).finally(() => (underWay -= 1));
      const report = await inTime(deps.timers, work);
      deps.log.info({ by, check, verdict: report.verdict }, 'A check was run outside of incidents');
      deps.looked?.(report.verdict);
      return { outcome: 'reported', report };
    },
  };
}

function withPatience(runbook: Runbook): Runbook {
  const checks = Object.create(null) as { [id: string]: Runbook['checks'][string] };
  for (const [id, check] of Object.entries(runbook.checks))
    checks[id] = { ...check, timeoutMs: Math.min(check.timeoutMs, LOOK_TIMEOUT_MS) };
  return { ...runbook, checks };
}

/** Under a lease, so that it ends with the process that had it, and holds in every other one until then. */
async function held<Out>(deps: LookDeps, by: string, work: () => Promise<Out>): Promise<Out> {
  const lease = await deps.journal.lease(`look/${by}`, LEASE_MS);
  if (lease === null)
    throw new AppError(
      'refused',
      'Another check of yours is under way. One at a time: its answer comes first.',
    );
  const stopRenewing = keepLease(deps, lease, RENEW_EVERY_MS);
  try {
    return await work();
  } finally {
    stopRenewing();
    // It runs out by itself as well.
    await lease.release().catch((err: unknown) => deps.log.warn({ err }, 'A lease could not be given back'));
  }
}

/** Whoever waits is let go; what was begun ends by its own time. */
async function inTime<Out>({ after }: Timers, work: Promise<Out>): Promise<Out> {
  const late = Promise.withResolvers<never>();
  const giveUp = (): void =>
    late.reject(
      new AppError(
        'unavailable',
        'There was no answer within two minutes, so nobody waits for it any more. The platform is busy: try again later, or run the check in an incident.',
      ),
    );
  const callOff = after(LOOK_ANSWERED_WITHIN_MS, giveUp);
  return Promise.race([work, late.promise]).finally(callOff);
}

function busy(): AppError {
  return new AppError(
    'unavailable',
    `${LOOKS_AT_ONCE_MAX} people are running checks by themselves at this moment. Try again in a moment; in an incident it runs at once.`,
  );
}
