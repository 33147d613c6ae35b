/** What stands over and under the chart: what it is of, how it is read, what it leaves out. */
import type { Statistics } from '../src/incident/statistics.ts';
import { CHART_WIDTH, FEW, heading, QUIET, targetLine, words, X } from './chart-look.ts';
import { MOMENTS, mark, measureMark } from './chart-marks.ts';
import { sharePercent, spanWords } from './statistics-words.ts';
import { element, group, type Svg } from './svg.ts';

export type Part = { readonly svg: Svg; readonly height: number };

export function chartHead({ days, total }: Statistics): Part {
  const incidents = total.count === 1 ? '1 incident' : `${total.count} incidents`;
  const kept = `In ${total.inTime} (${sharePercent(total)} %) somebody responded in time.`;
  const svg = group(
    {},
    heading(X.label, 30, `${incidents} in ${spanWords(days)}`, 17),
    words(X.label, 48, kept, 12, QUIET),
    ...MOMENTS.toReversed().flatMap((moment, index) => {
      const x = [18, 128, 222][index] ?? X.label;
      return [mark(moment, 'median', x, 68), words(x + 10, 72, moment.name, 11.5)];
    }),
    measureMark('median', 18, 86),
    words(28, 90, 'median', 11.5),
    measureMark('p90', 84, 86),
    words(94, 90, '90 % are below', 11.5),
    targetLine(194, 79, 93),
    words(202, 90, 'time to respond', 11.5),
    element('rect', { x: X.label, y: 101, width: CHART_WIDTH - 2 * X.label, height: 1, fill: '#c5ccd6' }),
  );
  return { svg, height: 100 };
}

export function chartFoot({ total, isCut }: Statistics, hasFew: boolean, top: number): Part {
  const lines = [
    'Times run from the declaration; each step of the scale is a',
    'multiple of the one before. Drills and open ones are left out.',
    ...(hasFew ? [`Faded: fewer than ${FEW} incidents, too few to judge by.`] : []),
    ...(isCut ? [`Only the newest ${total.count} were looked at.`] : []),
  ];
  const svg = group(
    {},
    ...lines.map((line, index) => words(X.label, top + 14 + index * 15, line, 10.5, QUIET)),
  );
  return { svg, height: 10 + lines.length * 15 };
}
