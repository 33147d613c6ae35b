/** What the numbers say, as a table: of each group in how many somebody responded in time, and how long it took. */
import type { TableBlock } from '@slack/types';
import type { Grouped, Statistics } from '../src/incident/statistics.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION } from './action-ids.ts';
import {
  actions,
  blocks,
  bold,
  button,
  clip,
  fallback,
  line,
  paragraph,
  person,
  small,
  words,
} from './kit.ts';
import { TABLE_CELL_CHARACTERS_MAX, TABLE_CHARACTERS_MAX, TABLE_ROWS_MAX } from './limits.ts';
import {
  areaWords,
  saidWords,
  sharePercent,
  spanWords,
  type TitleOf,
  timesWords,
} from './statistics-words.ts';

/** On a phone the first ones are in sight. */
const COLUMNS = ['of', 'in time', 'to acknowledge', 'to mitigate', 'to resolve'];

/** `chart`: it can be posted, or has been by the button that stood here. */
export function statisticsMessage(
  statistics: Statistics,
  titleOf: TitleOf,
  chart: 'offered' | 'posted' = 'offered',
): Message {
  const { days, total, isCut } = statistics;
  if (total.count === 0) {
    const text = `No incident was resolved in ${spanWords(days)}. Drills are not counted.`;
    return { text: fallback(text), blocks: [paragraph(line(words(text)))] };
  }
  const { table, left } = tableOf(statistics, titleOf);
  const remarks = [
    'Median / 90th percentile, since the declaration; by severity, by area, by month (UTC) of the resolution. Drills and what is open are not counted.',
    ...(isCut ? [`Only the newest ${total.count} were looked at.`] : []),
    ...(left === 0
      ? []
      : [`${left === 1 ? 'One more row does' : `${left} more rows do`} not fit: ask for fewer days.`]),
  ];
  const said = saidWords(statistics);
  return {
    text: fallback(`${said}. Acknowledged after ${timesWords(total.acknowledged)}`),
    blocks: [
      ...blocks(paragraph(line(bold(said), words('.')))),
      table,
      small(remarks.join(' ')),
      ...(chart === 'posted'
        ? []
        : [actions(button('Post as a chart', ACTION.statisticsChart, { value: String(days) }))]),
    ],
  };
}

/** What stands over the picture in the channel. */
export function chartMessage(statistics: Statistics, by: string): Message {
  const said = saidWords(statistics);
  return {
    text: fallback(said),
    blocks: [paragraph(line(bold(said), words('. Asked for by '), person(by), words('.')))],
  };
}

/** As many rows as Slack takes: all, severities and areas come first, then the months, the latest first. */
function tableOf(
  statistics: Statistics,
  titleOf: TitleOf,
): { readonly table: TableBlock; readonly left: number } {
  const rows = [{ key: 'all', row: statistics.total }, ...groupsOf(statistics, titleOf)].map(rowCells);
  const kept: string[][] = [COLUMNS];
  let characters = lengthOf(COLUMNS);
  for (const row of rows) {
    characters += lengthOf(row);
    if (kept.length === TABLE_ROWS_MAX || characters > TABLE_CHARACTERS_MAX) break;
    kept.push(row);
  }
  const left = rows.length + 1 - kept.length;
  return { table: { type: 'table', rows: kept.map(rawTexts) }, left };
}

function groupsOf(
  { bySeverity, byArea, byMonth, byMonthAndSeverity }: Statistics,
  titleOf: TitleOf,
): readonly Grouped[] {
  const areas = byArea.map(({ key, row }) => ({ key: areaWords(key, titleOf), row }));
  const months = byMonth
    .toReversed()
    .flatMap((month) => [month, ...byMonthAndSeverity.filter(({ key }) => key.startsWith(`${month.key} `))]);
  return [...bySeverity, ...areas, ...months];
}

function rowCells({ key, row }: Grouped): string[] {
  const { count, acknowledged, mitigated, resolved, inTime } = row;
  const times = [acknowledged, mitigated, resolved].map(timesWords);
  const kept = `${inTime} of ${count} (${sharePercent(row)} %)`;
  return [clip(key, TABLE_CELL_CHARACTERS_MAX), kept, ...times];
}

function lengthOf(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.length, 0);
}

function rawTexts(cells: readonly string[]): { type: 'raw_text'; text: string }[] {
  return cells.map((text) => ({ type: 'raw_text', text }));
}
