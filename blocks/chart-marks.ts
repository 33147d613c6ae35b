/** The three moments of an incident, told apart by form as well as by colour: one in twelve men cannot by colour alone. */
import type { StatisticsRow, Times } from '../src/incident/statistics.ts';
import { WAY } from './chart-look.ts';
import { element, type Svg } from './svg.ts';

export type Moment = {
  readonly name: string;
  readonly color: string;
  readonly timesIn: (row: StatisticsRow) => Times;
  readonly form: (x: number, y: number, size: number, look: { readonly [name: string]: string }) => Svg;
};

/** In the order in which they are drawn: where they fall on one place, the smaller lies on the larger. */
export const MOMENTS: readonly Moment[] = [
  {
    name: 'resolved',
    color: '#00795a',
    timesIn: ({ resolved }) => resolved,
    form: (x, y, size, look) =>
      element('rect', { x: x - size, y: y - size, width: 2 * size, height: 2 * size, ...look }),
  },
  {
    name: 'mitigated',
    color: '#d55e00',
    timesIn: ({ mitigated }) => mitigated,
    form: (x, y, size, look) => {
      const points = [`${x},${y - size}`, `${x + size},${y}`, `${x},${y + size}`, `${x - size},${y}`];
      return element('polygon', { points: points.join(' '), ...look });
    },
  },
  {
    name: 'acknowledged',
    color: '#0072b2',
    timesIn: ({ acknowledged }) => acknowledged,
    form: (x, y, size, look) => element('circle', { cx: x, cy: y, r: size * 0.8, ...look }),
  },
];

const MEDIAN_SIZE = 4.6;
const P90_SIZE = 3.6;

/** One of no moment in particular, for the legend. */
export function measureMark(of: 'median' | 'p90', x: number, y: number): Svg {
  const [moment] = MOMENTS.slice(-1);
  return moment === undefined ? element('g', {}) : mark({ ...moment, color: WAY }, of, x, y);
}

/** The median is filled, what nine in ten stay below is an outline. */
export function mark({ form, color }: Moment, of: 'median' | 'p90', x: number, y: number): Svg {
  return of === 'median'
    ? form(x, y, MEDIAN_SIZE, { fill: color, stroke: '#ffffff', 'stroke-width': '0.8' })
    : form(x, y, P90_SIZE, { fill: '#ffffff', stroke: color, 'stroke-width': '1.5' });
}
