/** Figures of several rounds: the median, and from where to where they went. */
export type Spread = { readonly median: number; readonly least: number; readonly most: number };

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return { median: at(Math.floor((sorted.length - 1) / 2)), least: at(0), most: at(sorted.length - 1) };
}

export type Compared = {
  readonly what: string;
  readonly unit: string;
  readonly bare: readonly number[];
  readonly ours: readonly number[];
};

/** Rounds side by side share the machine's moods, so the ratio is taken of each pair. */
export function comparedLine({ what, unit, bare, ours }: Compared): string {
  const ratios = ours.map((value, index) => value / (bare[index] ?? Number.NaN));
  const ratio = spread(ratios);
  return [
    what.padEnd(40),
    `${number(spread(bare).median)} ${unit}`.padStart(12),
    `${number(spread(ours).median)} ${unit}`.padStart(12),
    `${number(ratio.median)} ×`.padStart(10),
    `  (${number(ratio.least)}–${number(ratio.most)})`,
  ].join('');
}

export function plainLine(what: string, unit: string, values: readonly number[]): string {
  const { median, least, most } = spread(values);
  return `${what.padEnd(52)}${number(median).padStart(12)} ${unit}  (${number(least)}–${number(most)})`;
}

function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}
