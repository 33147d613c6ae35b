/** The last report of a check in an incident, before the one that is being made. */
import type { IncidentEvent } from '../incident/state.ts';
import type { DocumentRef, Journal } from '../journal/journal.ts';
import { canonicalJson } from '../journal/json.ts';
import { difference } from './difference.ts';
import type { CheckReport } from './report.ts';

/** An incident with more events than this has its difference to what is within them. */
const EVENTS_LOOKED_AT_MAX = 500;

export type Previous = (check: string, parameters: CheckReport['parameters']) => CheckReport | null;

/** `version` is the document's: as many events as it has had. */
export async function previousReports(
  journal: Journal,
  ref: DocumentRef,
  version: number,
): Promise<Previous> {
  const reports = await recentReports(journal, ref, version);
  return (check, parameters) =>
    reports.findLast(
      (report) => report.check === check && canonicalJson(report.parameters) === canonicalJson(parameters),
    ) ?? null;
}

/** With what has changed since the one before it, where there is one. */
export function compared(report: CheckReport, previous: Previous): CheckReport {
  const before = previous(report.check, report.parameters);
  return before === null ? report : { ...report, change: difference(before, report) };
}

/** The oldest first. */
export async function recentReports(
  journal: Pick<Journal, 'history'>,
  ref: DocumentRef,
  version: number,
): Promise<readonly CheckReport[]> {
  const from = Math.max(1, version - EVENTS_LOOKED_AT_MAX + 1);
  const entries = await journal.history(ref, from, EVENTS_LOOKED_AT_MAX);
  return entries.flatMap(({ event }) => {
    const known = event as IncidentEvent;
    return known.type === 'check_reported' ? [known.report] : [];
  });
}
