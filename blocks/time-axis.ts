/** An axis of lengths of time on which seconds and weeks can both be read: each tenfold is as wide as the next. */
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export type Tick = { readonly label: string; readonly ms: number };

/** People know these; what is shorter than the first or longer than the last stands at the edge. */
export const TICKS: readonly Tick[] = [
  { label: '1 s', ms: SECOND_MS },
  { label: '10 s', ms: 10 * SECOND_MS },
  { label: '1 min', ms: MINUTE_MS },
  { label: '10 min', ms: 10 * MINUTE_MS },
  { label: '1 h', ms: HOUR_MS },
  { label: '6 h', ms: 6 * HOUR_MS },
  { label: '1 d', ms: DAY_MS },
  { label: '1 wk', ms: 7 * DAY_MS },
  { label: '1 mo', ms: 30 * DAY_MS },
  { label: '1 yr', ms: 365 * DAY_MS },
];

export type TimeAxis = {
  readonly ticks: readonly Tick[];
  /** From 0, where the first tick stands, to 1, where the last does. */
  readonly at: (ms: number) => number;
};

/** From the last tick that is below all of them to the first above; of nothing, from a minute to an hour. */
export function timeAxis(lengthsMs: readonly number[]): TimeAxis {
  const known = lengthsMs.length === 0 ? [MINUTE_MS, HOUR_MS] : lengthsMs;
  const [lowMs, highMs] = [Math.min(...known), Math.max(...known)];
  const last = TICKS.length - 1;
  const below = TICKS.findLastIndex(({ ms }) => ms <= lowMs);
  const from = Math.min(Math.max(below, 0), last - 1);
  const above = TICKS.findIndex(({ ms }) => ms >= highMs);
  const to = Math.max(from + 1, above === -1 ? last : above);
  const ticks = TICKS.slice(from, to + 1);
  const [first = SECOND_MS, end = DAY_MS] = [ticks[0]?.ms, ticks.at(-1)?.ms];
  const at = (ms: number) => Math.log(Math.min(Math.max(ms, first), end) / first) / Math.log(end / first);
  return { ticks, at };
}
