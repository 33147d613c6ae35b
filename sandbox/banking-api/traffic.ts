/**
 * What the API has been through: the same number of requests every second, each second as good or as bad as was planted
 * for it. Counters are what has added up, so that the difference between two looks is what happened in between.
 */
export type Condition = {
  /** How long most requests take. */
  readonly latencyMs: number;
  /** From 0 to 1: requests that end in 500. */
  readonly errorShare: number;
  /** From 0 to 1, of one processor and of the memory it may have. */
  readonly cpuShare: number;
  readonly memoryShare: number;
  /** How long the fraud model takes for one answer. */
  readonly fraudLatencyMs: number;
};

export const WELL: Condition = {
  latencyMs: 120,
  errorShare: 0.002,
  cpuShare: 0.22,
  memoryShare: 0.41,
  fraudLatencyMs: 180,
};

/** A bad day: it answers late, sometimes not at all, and has hardly anything left to do it with. */
export const UNWELL = {
  health: 'degraded',
  latencyMs: 2_600,
  errorShare: 0.08,
  cpuShare: 0.93,
  memoryShare: 0.88,
  fraudLatencyMs: 1_300,
} as const;

export const BUCKETS_S = [0.1, 0.25, 0.5, 1, 2, 5, 10] as const;

const REQUESTS_PER_SECOND = 20;
const SECOND_MS = 1_000;

/** Most take as long as it is said, half of the others half of that, and some three times as long. */
const SPREAD = [
  [0.5, 0.45],
  [1, 0.5],
  [3, 0.05],
] as const;

export type Histogram = {
  /** Cumulative, one for each of BUCKETS_S. */
  readonly buckets: readonly number[];
  readonly count: number;
  readonly sumS: number;
};

export type Totals = {
  readonly good: number;
  readonly failed: number;
  readonly cpuS: number;
  readonly requests: Histogram;
  readonly fraud: Histogram;
};

export type Traffic = {
  readonly condition: () => Condition;
  readonly change: (condition: Condition) => void;
  readonly totals: () => Totals;
};

export function startTraffic(now: () => number): Traffic {
  const past: { readonly condition: Condition; readonly ms: number }[] = [];
  let current = WELL;
  let sinceMs = now();
  return {
    condition: () => current,
    change: (condition) => {
      past.push({ condition: current, ms: now() - sinceMs });
      current = condition;
      sinceMs = now();
    },
    totals: () => totalsOf([...past, { condition: current, ms: now() - sinceMs }]),
  };
}

function totalsOf(spans: readonly { readonly condition: Condition; readonly ms: number }[]): Totals {
  const each = spans.map(({ condition, ms }) => {
    const count = Math.round((ms / SECOND_MS) * REQUESTS_PER_SECOND);
    const failed = Math.round(count * condition.errorShare);
    return {
      good: count - failed,
      failed,
      cpuS: (ms / SECOND_MS) * condition.cpuShare,
      requests: histogramOf(count, condition.latencyMs),
      fraud: histogramOf(count, condition.fraudLatencyMs),
    };
  });
  const sum = (part: (one: Totals) => number) => each.reduce((total, one) => total + part(one), 0);
  const merged = (part: (one: Totals) => Histogram): Histogram => ({
    buckets: BUCKETS_S.map((_bound, index) => sum((one) => part(one).buckets[index] ?? 0)),
    count: sum((one) => part(one).count),
    sumS: sum((one) => part(one).sumS),
  });
  return {
    good: sum((one) => one.good),
    failed: sum((one) => one.failed),
    cpuS: sum((one) => one.cpuS),
    requests: merged((one) => one.requests),
    fraud: merged((one) => one.fraud),
  };
}

function histogramOf(count: number, latencyMs: number): Histogram {
  const parts = SPREAD.map(([factor, share]) => ({ tookS: (factor * latencyMs) / SECOND_MS, share }));
  const atMost = (bound: number) =>
    Math.round(parts.reduce((sum, { tookS, share }) => sum + (tookS <= bound ? share * count : 0), 0));
  return {
    buckets: BUCKETS_S.map(atMost),
    count,
    sumS: parts.reduce((sum, { tookS, share }) => sum + tookS * share * count, 0),
  };
}
