/** One statement from its arrival to its end, whoever waits for it. */
import { EngineError, internalError } from './errors.ts';
import type { Result } from './result.ts';

export type OperationState = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'timed_out';

export type Operation = {
  readonly id: string;
  readonly text: string;
  readonly state: () => OperationState;
  /** Null until it has succeeded. */
  readonly result: () => Result | null;
  readonly error: () => EngineError | null;
  readonly ended: Promise<void>;
  /** Waiting for its turn; its state is `running` all the same. */
  readonly isQueued: () => boolean;
  /** From 0 to 1, where it was made to run for a known time. */
  readonly progress: () => number | null;
  readonly cancel: () => void;
  /** How many rows have been fetched. */
  fetchedRows: number;
};

/** For how long it runs, and when it takes effect: a cancel comes in time only for what commits last. */
export type LongRun = { readonly ms: number; readonly commits: 'first' | 'last' };

export type OperationPlan = {
  readonly id: string;
  readonly text: string;
  readonly run: () => Promise<Result>;
  readonly queuedMs: number;
  /** Null for never. */
  readonly startAfterMs: number | null;
  readonly long: LongRun | null;
  /** STATEMENT_TIMEOUT of its session; 0 is none. */
  readonly timeoutMs: number;
  readonly onQueue: (isQueued: boolean) => void;
  readonly onEnd: (state: OperationState, error: EngineError | null, result: Result | null) => void;
};

export function startOperation(plan: OperationPlan): Operation {
  let state: OperationState = 'running';
  let result: Result | null = null;
  let error: EngineError | null = null;
  let isQueued = false;
  let runsSinceMs: number | null = null;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, then: () => void) => {
    if (state !== 'running') return;
    if (ms === 0) then();
    else timers.push(setTimeout(then, ms));
  };
  const end = (as: OperationState) => {
    if (state !== 'running') return;
    state = as;
    for (const timer of timers) clearTimeout(timer);
    plan.onEnd(state, error, as === 'succeeded' ? result : null);
    resolve();
  };
  const run = async (thenWaitMs: number) => {
    try {
      result = await plan.run();
      after(thenWaitMs, () => end('succeeded'));
    } catch (thrown) {
      if (state === 'running') error = thrown instanceof EngineError ? thrown : internalError(String(thrown));
      end('failed');
    }
  };
  const begin = () => {
    isQueued = false;
    plan.onQueue(false);
    runsSinceMs = performance.now();
    const { long } = plan;
    if (plan.startAfterMs === null) return;
    if (long?.commits === 'first') after(plan.startAfterMs, () => void run(long.ms));
    else after(plan.startAfterMs + (long?.ms ?? 0), () => void run(0));
  };
  if (plan.timeoutMs > 0) timers.push(setTimeout(() => end('timed_out'), plan.timeoutMs));
  if (plan.queuedMs > 0) {
    isQueued = true;
    plan.onQueue(true);
  }
  after(plan.queuedMs, begin);
  return {
    id: plan.id,
    text: plan.text,
    state: () => state,
    result: () => (state === 'succeeded' ? result : null),
    error: () => error,
    ended,
    isQueued: () => isQueued && state === 'running',
    progress: () => (plan.long === null ? null : progressOf(plan.long.ms, runsSinceMs, state)),
    cancel: () => end('cancelled'),
    fetchedRows: 0,
  };
}

function progressOf(ms: number, sinceMs: number | null, state: OperationState): number {
  if (state === 'succeeded') return 1;
  return sinceMs === null ? 0 : Math.min(1, (performance.now() - sinceMs) / ms);
}
