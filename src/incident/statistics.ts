/** How long it took to acknowledge, to mitigate, to resolve, and whether somebody responded in time: of what is over. */
import { read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import { incidentRef, overIndex } from './document.ts';
import { type Incident, isOver, SEVERITIES, stepIndex } from './state.ts';

/** The newest; how many there are besides is not known, and said. */
export const COUNTED_MAX = 1_000;
export const DAYS_DEFAULT = 30;
export const DAYS_MAX = 366;
const PAGE = 200;
const DAY_MS = 24 * 60 * 60_000;

/** In milliseconds; null where there is none of them. */
export type Times = {
  readonly count: number;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
};

export type StatisticsRow = {
  readonly count: number;
  readonly acknowledged: Times;
  readonly mitigated: Times;
  readonly resolved: Times;
  /** Of those, somebody had responded in time. */
  readonly inTime: number;
};

/** What there is none of is left out. */
export type Grouped = { readonly key: string; readonly row: StatisticsRow };

export type Statistics = {
  readonly days: number;
  readonly total: StatisticsRow;
  readonly bySeverity: readonly Grouped[];
  /** As in 2026-01, the first first. */
  readonly byMonth: readonly Grouped[];
  /** As in 2026-01 P1. */
  readonly byMonthAndSeverity: readonly Grouped[];
  /** By its id; of those that have none, ''. The one with the most comes first. */
  readonly byArea: readonly Grouped[];
  /** Older ones of these days were not looked at. */
  readonly isCut: boolean;
};

export async function statistics(journal: Journal, days: number): Promise<Statistics> {
  const nowMs = await journal.now();
  const { incidents, isCut } = await overSince(journal, nowMs - days * DAY_MS, nowMs);
  return {
    days,
    total: rowOf(incidents),
    bySeverity: grouped(incidents, ({ severity }) => severity).toSorted(bySeverity),
    byMonth: grouped(incidents, monthOver).toSorted(byKey),
    byMonthAndSeverity: grouped(incidents, (one) => `${monthOver(one)} ${one.severity}`).toSorted(byKey),
    byArea: grouped(incidents, ({ area }) => area ?? '').toSorted((a, b) => b.row.count - a.row.count),
    isCut,
  };
}

/** By the index of each month, the newest first: what is open, or a drill, is in none of them. */
async function overSince(
  journal: Journal,
  sinceMs: number,
  nowMs: number,
): Promise<{ readonly incidents: readonly Incident[]; readonly isCut: boolean }> {
  const incidents: Incident[] = [];
  for (const month of monthsBack(nowMs, sinceMs)) {
    for (let after: string | undefined; ; ) {
      const page = { limit: PAGE, order: 'descending', ...(after === undefined ? {} : { after }) } as const;
      const found = await journal.find('incident', overIndex(month), page);
      const stored = await Promise.all(found.ids.map((id) => read<Incident>(journal, incidentRef(id))));
      // Reopened between the two readings.
      const over = stored.flatMap((doc) => (doc !== null && isOver(doc.state) ? [doc.state] : []));
      const recent = over.filter((incident) => overAtMs(incident) >= sinceMs);
      incidents.push(...recent);
      if (incidents.length >= COUNTED_MAX) return { incidents: incidents.slice(0, COUNTED_MAX), isCut: true };
      if (found.next === undefined || recent.length < over.length) break;
      after = found.next;
    }
  }
  return { incidents, isCut: false };
}

function monthsBack(nowMs: number, sinceMs: number): readonly string[] {
  const months: string[] = [];
  let month = Temporal.PlainYearMonth.from(monthOf(nowMs));
  for (; month.toString() >= monthOf(sinceMs); month = month.subtract({ months: 1 }))
    months.push(month.toString());
  return months;
}

/** As in 2026-01, by UTC: the same wherever it is asked. */
export function monthOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 'YYYY-MM'.length);
}

/** When it was resolved, the last time. */
export function overAtMs({ steps, declaredAtMs }: Pick<Incident, 'steps' | 'declaredAtMs'>): number {
  return steps.findLast(({ step }) => step === 'resolved')?.atMs ?? declaredAtMs;
}

function grouped(incidents: readonly Incident[], keyOf: (incident: Incident) => string): Grouped[] {
  return [...Map.groupBy(incidents, keyOf)].map(([key, of]) => ({ key, row: rowOf(of) }));
}

function monthOver(incident: Incident): string {
  return monthOf(overAtMs(incident));
}

function byKey(a: Grouped, b: Grouped): number {
  return a.key < b.key ? -1 : 1;
}

function bySeverity(a: Grouped, b: Grouped): number {
  const place = (key: string) => SEVERITIES.findIndex((severity) => severity === key);
  return place(a.key) - place(b.key);
}

function rowOf(incidents: readonly Incident[]): StatisticsRow {
  const took = (endMs: (incident: Incident) => number | undefined): Times =>
    timesOf(
      incidents.flatMap((incident) => {
        const atMs = endMs(incident);
        return atMs === undefined ? [] : [atMs - incident.declaredAtMs];
      }),
    );
  return {
    count: incidents.length,
    acknowledged: took(({ steps }) => steps[0]?.atMs),
    // Whoever resolves at once has mitigated by then.
    mitigated: took(({ steps }) => steps.find(({ step }) => stepIndex(step) >= stepIndex('mitigated'))?.atMs),
    resolved: took(overAtMs),
    inTime: incidents.filter(({ clock }) => clock.breachedAtMs === null).length,
  };
}

/** The median, between two the middle of them; of the 90th percentile the nearest rank. */
export function timesOf(lengthsMs: readonly number[]): Times {
  const sorted = lengthsMs.toSorted((a, b) => a - b);
  const count = sorted.length;
  const [low, high] = [sorted[Math.floor((count - 1) / 2)], sorted[Math.floor(count / 2)]];
  if (low === undefined || high === undefined) return { count, medianMs: null, p90Ms: null };
  return { count, medianMs: (low + high) / 2, p90Ms: sorted[Math.ceil(0.9 * count) - 1] ?? null };
}
