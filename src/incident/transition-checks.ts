/** The rules of an incident's checks: what may be asked for beside what, and which report is taken. */
import type { CheckSummary } from '../check/report.ts';
import { canonicalJson } from '../journal/json.ts';
import {
  type AskedCheck,
  CHECKS_ALONE_PENDING_MAX,
  CHECKS_SEEN_MAX,
  checksOf,
  type Incident,
  type IncidentChecks,
  type IncidentEvent,
  type IncidentStep,
  isOver,
  type PendingCheck,
  refuse,
  refuseOver,
} from './state.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** All of an area; of those that somebody has asked for by themselves the report is awaited, not asked for twice. */
export function requestChecks(
  incident: Incident,
  { area, checks: wanted, by }: Of<'checks_requested'>,
  atMs: number,
): IncidentStep {
  if (isOver(incident)) return refuseOver(incident);
  if (area === null) return refuse('no_area');
  if (wanted.length === 0) return refuse('no_checks');
  const { pending } = checksOf(incident);
  if (pending.some(({ alone }) => !alone)) return refuse('checks_running');
  const fresh = wanted.filter(
    (one, index) => !pending.some(isSame(one)) && wanted.findIndex(isSame(one)) === index,
  );
  if (fresh.length === 0) return refuse('checks_running');
  return asked({ ...incident, area }, fresh, { by, atMs, alone: false });
}

/** One, with its parameters, beside whatever else is running. */
export function requestCheck(
  incident: Incident,
  { check, parameters, by }: Of<'check_requested'>,
  atMs: number,
): IncidentStep {
  if (isOver(incident)) return refuseOver(incident);
  const { pending } = checksOf(incident);
  if (pending.some(isSame({ check, parameters }))) return refuse('check_running');
  if (pending.filter(({ alone }) => alone).length >= CHECKS_ALONE_PENDING_MAX)
    return refuse('too_many_checks');
  return asked(incident, [{ check, parameters }], { by, atMs, alone: true });
}

/** Of each check in a run one report is taken; a late one of an incident that is over is still worth having. */
export function reportCheck(incident: Incident, { run, report }: Of<'check_reported'>): IncidentStep {
  const checks = checksOf(incident);
  const { check, parameters, verdict, sentence } = report;
  const isIts = (one: PendingCheck): boolean => one.run === run && one.check === check;
  if (!checks.pending.some(isIts)) return refuse('not_asked_for');
  const summary: CheckSummary = { check, parameters, verdict, sentence };
  const others = checks.seen.filter((one) => !isOfSame(one, summary));
  return withChecks(incident, {
    ...checks,
    pending: checks.pending.filter((one) => !isIts(one)),
    seen: [...others, summary].slice(-CHECKS_SEEN_MAX),
  });
}

function asked(
  incident: Incident,
  wanted: readonly AskedCheck[],
  who: Pick<PendingCheck, 'by' | 'atMs' | 'alone'>,
): IncidentStep {
  const checks = checksOf(incident);
  const run = checks.runs + 1;
  const pending = wanted.map(({ check, parameters }) => ({ run, check, parameters, ...who }));
  return withChecks(incident, { ...checks, runs: run, pending: [...checks.pending, ...pending] });
}

function withChecks(incident: Incident, checks: IncidentChecks): IncidentStep {
  return { ok: true, state: { ...incident, checks } };
}

const isSame =
  (one: AskedCheck) =>
  (other: AskedCheck): boolean =>
    isOfSame(one, other);

/** Whether both are of one check with the same parameters; parameters that are not known are like any. */
export function isOfSame(
  one: Pick<CheckSummary, 'check' | 'parameters'>,
  other: Pick<CheckSummary, 'check' | 'parameters'>,
): boolean {
  if (one.check !== other.check) return false;
  if (one.parameters === undefined || other.parameters === undefined) return true;
  return canonicalJson(one.parameters) === canonicalJson(other.parameters);
}
