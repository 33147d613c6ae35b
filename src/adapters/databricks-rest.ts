/** The port `Rest` on Databricks' REST API: reads only, each with a deadline, behind a bulkhead and a breaker. */
import type { Rest } from '../check/rest.ts';
import type { ReadResult } from '../check/warehouse.ts';
import { guardReads, type NotTried } from '../guard/reads.ts';
import { createAuthority, type RestCredentials } from './databricks-rest-auth.ts';
import { createCall, type Query, RestFailure } from './databricks-rest-call.ts';
import type { Rows } from './databricks-rest-reading.ts';
import { readRows } from './databricks-rest-reads.ts';

export type RestOptions = {
  /** `name[:port]`, without a scheme. */
  readonly host: string;
  readonly credentials: RestCredentials;
  /** Monotonic, in milliseconds. */
  readonly clock?: () => number;
  readonly wallClockMs?: () => number;
  readonly limits?: Partial<RestLimits>;
};

export type RestLimits = {
  readonly readsMax: number;
  readonly readsWaitingMax: number;
  /** So many reads in a row without an answer, and the next ones are not tried for `breakMs`. */
  readonly failuresMax: number;
  readonly breakMs: number;
  readonly bodyBytesMax: number;
  /** Pages of one list; what lies behind them counts as cut off. */
  readonly pagesMax: number;
};

const LIMITS: RestLimits = {
  readsMax: 4,
  readsWaitingMax: 16,
  failuresMax: 5,
  breakMs: 10_000,
  bodyBytesMax: 4_000_000,
  pagesMax: 8,
};

export function databricksRest(options: RestOptions): Rest {
  const { clock = () => performance.now(), wallClockMs = Date.now } = options;
  const limits = { ...LIMITS, ...options.limits };
  const base = `https://${options.host}`;
  const authority = createAuthority(base, options.credentials, clock);
  const call = createCall({ base, authority, bodyBytesMax: limits.bodyBytesMax });
  const guarded = guardReads<ReadResult>(
    { ...limits, atOnceMax: limits.readsMax, waitingMax: limits.readsWaitingMax },
    ({ outcome }) => outcome === 'unavailable' || outcome === 'timed_out',
  );
  const read: Rest['read'] = async (wish, { timeoutMs, rowsMax }) => {
    const startedMs = clock();
    const deadline = AbortSignal.timeout(timeoutMs);
    const over = new AbortController();
    const signal = AbortSignal.any([deadline, over.signal]);
    const attempt = async (): Promise<ReadResult> => {
      const took = () => Math.round(clock() - startedMs);
      try {
        const get = (path: string, query: Query) => call(path, query, signal);
        const { pagesMax } = limits;
        const found = await readRows(wish, { get, nowMs: wallClockMs(), rowsMax, pagesMax });
        return resultOf(found, rowsMax, took());
      } catch (error) {
        return deadline.aborted ? { outcome: 'timed_out', afterMs: took() } : failureOf(error);
      } finally {
        // Where one call failed, nobody waits for those beside it.
        over.abort();
      }
    };
    const tried = await guarded(attempt);
    return tried.outcome === 'tried'
      ? tried.result
      : { outcome: 'unavailable', message: whyNotTried(tried, limits) };
  };
  return { read };
}

function resultOf({ columns, rows, isCut }: Rows, rowsMax: number, takenMs: number): ReadResult {
  const truncated = isCut || rows.length > rowsMax;
  return { outcome: 'read', columns, rows: rows.slice(0, rowsMax), truncated, takenMs };
}

function failureOf(error: unknown): ReadResult {
  if (!(error instanceof RestFailure)) throw error;
  return error.errorCode === null
    ? { outcome: 'unavailable', message: error.message }
    : { outcome: 'refused', errorClass: error.errorCode, message: error.message };
}

function whyNotTried({ why }: NotTried, limits: RestLimits): string {
  if (why === 'full') return `${limits.readsMax} reads are running and enough are waiting.`;
  const pauseS = Math.ceil(limits.breakMs / 1_000);
  return `The workspace did not answer ${limits.failuresMax} times in a row; it is asked again after ${pauseS} s.`;
}
