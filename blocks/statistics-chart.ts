/**
 * The numbers as one picture, to be read on a phone: of each group the way from the declaration to the end, by the median
 * and, outlined below it, by the 90th percentile; how many there were, and in how many somebody responded in time.
 */
import type { Grouped, Statistics, StatisticsRow } from '../src/incident/statistics.ts';
import { chartFoot, chartHead, type Part } from './chart-frame.ts';
import { inTwo, widthOf } from './chart-label.ts';
import { CHART_WIDTH, FAINT, FEW, heading, INK, QUIET, targetLine, WAY, words, X } from './chart-look.ts';
import { MOMENTS, mark } from './chart-marks.ts';
import { areaWords, sharePercent, type TitleOf } from './statistics-words.ts';
import { element, group, picture, type Svg } from './svg.ts';
import { type TimeAxis, timeAxis } from './time-axis.ts';

export type ChartGiven = {
  readonly statistics: Statistics;
  readonly titleOf: TitleOf;
  /** By severity, as the runbook says it now; null for what is none. */
  readonly respondWithinMs: (severity: string) => number | null;
};

/** The others are in the table. */
export const AREAS_ON_CHART_MAX = 10;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LABEL_WIDTH = 82;
const LABEL_SIZE = 11.5;
const TICK_SIZE = 9.5;
const HEAD = 30;
const ROW = 30;
const MEDIAN_Y = 9;
const P90_Y = 21;
const KEPT_WIDTH = 40;
const FADED = 0.42;

type Line = Grouped & { readonly targetMs: number | null };
type Section = { readonly title: string; readonly lines: readonly Line[]; readonly left: number };

export function statisticsChart({ statistics, titleOf, respondWithinMs }: ChartGiven): string {
  const sections = sectionsOf(statistics, titleOf, respondWithinMs);
  const lines = sections.flatMap((section) => section.lines);
  const axis = timeAxis(lengthsIn(lines));
  const parts: Part[] = [chartHead(statistics)];
  const topOf = () => parts.reduce((sum, { height }) => sum + height, 0);
  for (const section of sections) parts.push(drawSection(section, axis, topOf()));
  const hasFew = lines.some(({ row }) => row.count < FEW);
  parts.push(chartFoot(statistics, hasFew, topOf() + 6));
  const height = topOf() + 16;
  const paper = element('rect', { x: 0, y: 0, width: CHART_WIDTH, height, fill: '#ffffff' });
  return picture(CHART_WIDTH, height, paper, ...parts.map(({ svg }) => svg));
}

function sectionsOf(
  { total, bySeverity, byArea, byMonth }: Statistics,
  titleOf: TitleOf,
  respondWithinMs: ChartGiven['respondWithinMs'],
): readonly Section[] {
  const untimed = ({ key, row }: Grouped): Line => ({ key, row, targetMs: null });
  const areas = byArea.slice(0, AREAS_ON_CHART_MAX);
  const sections = [
    {
      title: 'By severity',
      lines: [
        ...bySeverity.map(({ key, row }) => ({ key, row, targetMs: respondWithinMs(key) })),
        untimed({ key: 'All', row: total }),
      ],
      left: 0,
    },
    {
      title: 'By month',
      lines: byMonth.map(({ key, row }) => untimed({ key: monthLabel(key), row })),
      left: 0,
    },
    {
      title: 'By area',
      lines: areas.map(({ key, row }) => untimed({ key: areaLabel(key, titleOf), row })),
      left: byArea.length - areas.length,
    },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** `Nov 2026` of `2026-11`. */
function monthLabel(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${MONTHS[Number(number) - 1] ?? number} ${year}`;
}

/** What the picture's letters do not have is left out; of a title that has nothing else, the id stands there. */
function areaLabel(area: string, titleOf: TitleOf): string {
  const drawable = areaWords(area, titleOf)
    .replaceAll(/[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}\p{P}\p{Zs}<>=+|~^$]/gu, '')
    .trim();
  return drawable === '' ? area : drawable;
}

function lengthsIn(lines: readonly Line[]): readonly number[] {
  const ofRow = (row: StatisticsRow) =>
    MOMENTS.flatMap(({ timesIn }) => [timesIn(row).medianMs, timesIn(row).p90Ms]);
  return lines.flatMap(({ row, targetMs }) => [...ofRow(row), targetMs]).filter((ms) => ms !== null);
}

function drawSection({ title, lines, left }: Section, axis: TimeAxis, top: number): Part {
  const rows = top + HEAD;
  const bottom = rows + lines.length * ROW;
  const more = left === 0 ? [] : [words(X.label, bottom + 13, `${left} more in the table`, 10.5, QUIET)];
  const svg = group(
    {},
    heading(X.label, top + 21, title, 12.5),
    ...columnHeads(axis, top + 21),
    ...axis.ticks.map(({ ms }) => rule(xOf(axis, ms), top + 27, bottom)),
    ...lines.map((line, index) => drawLine(line, axis, rows + index * ROW)),
    ...more,
  );
  return { svg, height: bottom - top + (left === 0 ? 6 : 22) };
}

function columnHeads(axis: TimeAxis, y: number): readonly Svg[] {
  return [
    words(X.count, y, 'n', TICK_SIZE, QUIET, 'end'),
    ...readable(axis).map(({ label, x }) => words(x, y, label, TICK_SIZE, QUIET, 'middle')),
    words(X.kept, y, 'in time', TICK_SIZE, QUIET, 'end'),
  ];
}

/** Those that do not run into the one before. */
function readable(axis: TimeAxis): readonly { readonly label: string; readonly x: number }[] {
  const shown: { label: string; x: number }[] = [];
  let end = 0;
  for (const { label, ms } of axis.ticks) {
    const [x, half] = [xOf(axis, ms), widthOf(label, TICK_SIZE) / 2];
    if (x - half < end) continue;
    shown.push({ label, x });
    end = x + half + 2;
  }
  return shown;
}

function rule(x: number, from: number, to: number): Svg {
  return element('line', { x1: x, y1: from, x2: x, y2: to, stroke: FAINT, 'stroke-width': 0.8 });
}

function drawLine({ key, row, targetMs }: Line, axis: TimeAxis, top: number): Svg {
  const isFew = row.count < FEW;
  return group(
    {},
    ...label(key, top),
    words(X.count, top + 19, String(row.count), LABEL_SIZE, INK, 'end'),
    ...(targetMs === null ? [] : [targetLine(xOf(axis, targetMs), top + 1, top + ROW - 3)]),
    group({ opacity: isFew ? FADED : 1 }, ...ways(row, axis, top), ...kept(row, top)),
  );
}

function label(key: string, top: number): readonly Svg[] {
  const [first = '', second] = inTwo(key, LABEL_SIZE, LABEL_WIDTH);
  return second === undefined
    ? [words(X.label, top + 19, first, LABEL_SIZE)]
    : [words(X.label, top + 13, first, LABEL_SIZE), words(X.label, top + 26, second, LABEL_SIZE)];
}

function ways(row: StatisticsRow, axis: TimeAxis, top: number): readonly Svg[] {
  return (['p90', 'median'] as const).flatMap((of) => {
    const y = top + (of === 'median' ? MEDIAN_Y : P90_Y);
    const places = MOMENTS.flatMap((moment) => {
      const { medianMs, p90Ms } = moment.timesIn(row);
      const ms = of === 'median' ? medianMs : p90Ms;
      return ms === null ? [] : [{ moment, x: xOf(axis, ms) }];
    });
    const xs = places.map(({ x }) => x);
    const stroke =
      of === 'median' ? { stroke: WAY, 'stroke-width': 1.8 } : { stroke: '#a9b2bf', 'stroke-width': 1.2 };
    const way = element('line', { x1: Math.min(...xs), y1: y, x2: Math.max(...xs), y2: y, ...stroke });
    return places.length === 0 ? [] : [way, ...places.map(({ moment, x }) => mark(moment, of, x, y))];
  });
}

function kept(row: StatisticsRow, top: number): readonly Svg[] {
  const share = sharePercent(row);
  const bar = (width: number, fill: string) =>
    element('rect', { x: X.kept - KEPT_WIDTH, y: top + 20, width, height: 4, fill });
  return [
    words(X.kept, top + 15, `${share} %`, LABEL_SIZE, INK, 'end'),
    bar(KEPT_WIDTH, FAINT),
    bar((KEPT_WIDTH * row.inTime) / Math.max(row.count, 1), WAY),
  ];
}

function xOf(axis: TimeAxis, ms: number): number {
  return X.track + axis.at(ms) * (X.trackEnd - X.track);
}
