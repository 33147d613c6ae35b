/** Numbers for the table and the chart, by how many incidents there were and how long each step took. */
import type { Grouped, Statistics, StatisticsRow } from '../../src/incident/statistics.ts';

export const MINUTE_MS = 60_000;

export const times = (medianMin: number, p90Min: number, count = 10) => ({
  count,
  medianMs: medianMin * MINUTE_MS,
  p90Ms: p90Min * MINUTE_MS,
});

export function row(count = 10, inTime = 8): StatisticsRow {
  return {
    count,
    acknowledged: times(4, 11, count),
    mitigated: times(45, 200, count),
    resolved: times(300, 3_000, count),
    inTime,
  };
}

export const grouped = (...keys: readonly string[]): Grouped[] => keys.map((key) => ({ key, row: row() }));

export function numbers(given: Partial<Statistics> = {}): Statistics {
  return {
    days: 90,
    total: row(40, 33),
    bySeverity: grouped('P0', 'P1', 'P2', 'P3'),
    byMonth: grouped('2026-10', '2026-11'),
    byMonthAndSeverity: grouped('2026-10 P1', '2026-11 P1'),
    byArea: grouped('pipes', ''),
    isCut: false,
    ...given,
  };
}

export const NONE: StatisticsRow = {
  count: 0,
  acknowledged: { count: 0, medianMs: null, p90Ms: null },
  mitigated: { count: 0, medianMs: null, p90Ms: null },
  resolved: { count: 0, medianMs: null, p90Ms: null },
  inTime: 0,
};
