/** What the numbers say, as a table: of each group how many, how long, and how many in time. */
import type { TableBlock } from '@slack/types';
import type { Statistics, StatisticsRow, Times } from '../src/incident/statistics.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { blocks, bold, clip, duration, fallback, line, paragraph, small, words } from './kit.ts';
import { TABLE_CELL_CHARACTERS_MAX, TABLE_ROWS_MAX } from './limits.ts';

const COLUMNS = ['', 'incidents', 'to acknowledge', 'to mitigate', 'to resolve', 'in time'];

export function statisticsMessage(statistics: Statistics, titleOf: (area: string) => string | null): Message {
  const { days, total, isCut, bySeverity, byMonth, byArea } = statistics;
  const span = days === 1 ? 'the last day' : `the last ${days} days`;
  if (total.count === 0) {
    const text = `No incident was resolved in ${span}. Drills are not counted.`;
    return { text: fallback(text), blocks: [paragraph(line(words(text)))] };
  }
  const said = `${total.count} resolved in ${span}; in ${total.inTime} somebody had responded in time`;
  const areas = byArea.map(({ key, row }) => ({ key: titleOf(key) ?? 'no area', row }));
  const rows = [...bySeverity, ...byMonth, ...areas].slice(0, TABLE_ROWS_MAX - 2);
  const table: TableBlock = {
    type: 'table',
    rows: [
      cells(COLUMNS),
      cells(rowCells('all', total)),
      ...rows.map(({ key, row }) => cells(rowCells(key, row))),
    ],
  };
  return {
    text: fallback(`${said}. Acknowledged after ${timesText(total.acknowledged)}`),
    blocks: [
      ...blocks(paragraph(line(bold(said), words('.')))),
      table,
      small(
        `Median / 90th percentile, since the declaration; by severity, by month (UTC) of the resolution, by area. Drills and what is open are not counted.${isCut ? ` Only the newest ${total.count} were looked at.` : ''}`,
      ),
    ],
  };
}

function rowCells(
  key: string,
  { count, acknowledged, mitigated, resolved, inTime }: StatisticsRow,
): string[] {
  const share = Math.round((100 * inTime) / Math.max(count, 1));
  return [
    key,
    String(count),
    ...[acknowledged, mitigated, resolved].map(timesText),
    `${inTime} (${share} %)`,
  ];
}

function timesText({ medianMs, p90Ms }: Times): string {
  return medianMs === null || p90Ms === null ? '–' : `${duration(medianMs)} / ${duration(p90Ms)}`;
}

/** Slack refuses an empty cell. */
function cells(texts: readonly string[]): { type: 'raw_text'; text: string }[] {
  return texts.map((text) => ({
    type: 'raw_text' as const,
    text: text === '' ? '–' : clip(text, TABLE_CELL_CHARACTERS_MAX),
  }));
}
