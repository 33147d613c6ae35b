/** The numbers of what is over, counted over the lives themselves. */
import { isOver, type Life, STATES } from './life.ts';
import { DAY_MS } from './rules.ts';

export type Row = {
  readonly count: number;
  readonly acknowledged: Spread;
  readonly mitigated: Spread;
  readonly resolved: Spread;
  readonly inTime: number;
};
type Spread = { readonly count: number; readonly medianMs: number | null; readonly p90Ms: number | null };

export type Numbers = {
  readonly total: Row;
  readonly bySeverity: { readonly [key: string]: Row };
  readonly byMonth: { readonly [key: string]: Row };
  readonly byMonthAndSeverity: { readonly [key: string]: Row };
  readonly byArea: { readonly [key: string]: Row };
};

/** Resolved in the last so many days, and no drill. It is resolved when it was for the last time. */
export function numbers(lives: readonly Life[], days: number, nowMs: number): Numbers {
  const over = lives.filter(
    (life) => isOver(life) && !life.isDrill && resolvedAtMs(life) >= nowMs - days * DAY_MS,
  );
  const month = (life: Life) => new Date(resolvedAtMs(life)).toISOString().slice(0, 7);
  return {
    total: row(over),
    bySeverity: rows(over, ({ severity }) => severity),
    byMonth: rows(over, month),
    byMonthAndSeverity: rows(over, (life) => `${month(life)} ${life.severity}`),
    byArea: rows(over, ({ area }) => area ?? ''),
  };
}

function resolvedAtMs({ steps }: Life): number {
  return Math.max(...steps.flatMap(({ to, atMs }) => (to === 'resolved' ? [atMs] : [])));
}

function rows(lives: readonly Life[], keyOf: (life: Life) => string): { [key: string]: Row } {
  const keys = new Set(lives.map(keyOf));
  return Object.fromEntries([...keys].map((key) => [key, row(lives.filter((life) => keyOf(life) === key))]));
}

function row(lives: readonly Life[]): Row {
  const since = (life: Life, atMs: number) => atMs - life.declaredAtMs;
  return {
    count: lives.length,
    acknowledged: spread(lives.map((life) => since(life, life.steps[0]?.atMs ?? 0))),
    // Mitigated is what was, or what was resolved without a word of it: the first time.
    mitigated: spread(
      lives.map((life) =>
        since(
          life,
          life.steps.find(({ to }) => STATES.indexOf(to) >= STATES.indexOf('mitigated'))?.atMs ?? 0,
        ),
      ),
    ),
    resolved: spread(lives.map((life) => since(life, resolvedAtMs(life)))),
    inTime: lives.filter(({ missedAtMs }) => missedAtMs === null).length,
  };
}

/** By counting how many are at most so long; between two the median is the middle of them. */
function spread(lengths: readonly number[]): Spread {
  const count = lengths.length;
  if (count === 0) return { count, medianMs: null, p90Ms: null };
  const atMost = (limit: number) => lengths.filter((each) => each <= limit).length;
  const rank = (share: number) => Math.min(...lengths.filter((each) => atMost(each) >= share * count));
  const low = rank(0.5);
  const isOne = count % 2 === 1 || atMost(low) > count / 2;
  const high = isOne ? low : Math.min(...lengths.filter((each) => each > low));
  return { count, medianMs: (low + high) / 2, p90Ms: rank(0.9) };
}
