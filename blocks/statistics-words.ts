/** The numbers in words: what stands over the table, over the picture, and instead of it for who cannot see it. */
import type { Grouped, Statistics, StatisticsRow, Times } from '../src/incident/statistics.ts';
import { clip, duration } from './kit.ts';
import { ALT_TEXT_CHARACTERS_MAX } from './limits.ts';

export type TitleOf = (area: string) => string | null;

export function spanWords(days: number): string {
  return days === 1 ? 'the last day' : `the last ${days} days`;
}

export function saidWords({ days, total }: Statistics): string {
  return `${total.count} resolved in ${spanWords(days)}; in ${total.inTime} somebody had responded in time`;
}

export function sharePercent({ count, inTime }: StatisticsRow): number {
  return Math.round((100 * inTime) / Math.max(count, 1));
}

export function timesWords({ medianMs, p90Ms }: Times): string {
  return medianMs === null || p90Ms === null ? '–' : `${duration(medianMs)} / ${duration(p90Ms)}`;
}

export function areaWords(area: string, titleOf: TitleOf): string {
  return area === '' ? 'no area' : (titleOf(area) ?? area);
}

/** What the picture shows, the most important first: what does not fit is in the table. */
export function chartAltText(statistics: Statistics, titleOf: TitleOf): string {
  const { total, bySeverity, byMonth, byArea } = statistics;
  const areas = byArea.map(({ key, row }) => ({ key: areaWords(key, titleOf), row }));
  const sentences = [
    `Chart: ${saidWords(statistics)}. Times are median / 90th percentile since the declaration.`,
    ...[{ key: 'All', row: total }, ...bySeverity, ...byMonth, ...areas].map(rowSentence),
  ];
  return clip(sentences.join(' '), ALT_TEXT_CHARACTERS_MAX);
}

function rowSentence({ key, row }: Grouped): string {
  const { count, acknowledged, mitigated, resolved } = row;
  const times = [
    `acknowledged after ${timesWords(acknowledged)}`,
    `mitigated after ${timesWords(mitigated)}`,
    `resolved after ${timesWords(resolved)}`,
  ];
  return `${key} (${count}): ${times.join(', ')}, ${sharePercent(row)} % in time.`;
}
