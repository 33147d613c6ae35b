/** Where the columns of the chart stand, and its colours: dark enough on white, and told apart by who sees few colours. */
import { element, type Svg, textAt } from './svg.ts';

/** As wide as a phone, in its own pixels. */
export const CHART_WIDTH = 360;
/** Of fewer incidents a median says little: they are drawn faded, and the picture says why. */
export const FEW = 3;

/** From the left. */
export const X = { label: 14, count: 114, track: 138, trackEnd: 290, kept: 346 } as const;

export const INK = '#1d2433';
export const QUIET = '#5b6472';
export const FAINT = '#dfe3e8';
export const WAY = '#3d4b63';
export const TARGET = '#0072b2';

type Anchor = 'start' | 'middle' | 'end';

export function words(
  x: number,
  y: number,
  text: string,
  size: number,
  color: string = INK,
  anchor: Anchor = 'start',
): Svg {
  return textAt(x, y, text, { 'font-size': size, fill: color, 'text-anchor': anchor });
}

export function heading(x: number, y: number, text: string, size: number): Svg {
  return textAt(x, y, text, { 'font-size': size, 'font-weight': 600, fill: INK });
}

/** The time within which somebody has to respond. */
export function targetLine(x: number, from: number, to: number): Svg {
  const look = { stroke: TARGET, 'stroke-width': 1.4, 'stroke-dasharray': '3 2' };
  return element('line', { x1: x, y1: from, x2: x, y2: to, ...look });
}
