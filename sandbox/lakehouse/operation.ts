/** One statement from its arrival to its end, whoever waits for it. */
import { randomUUID } from 'node:crypto';
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
  readonly cancel: () => void;
  /** How many rows have been fetched. */
  fetchedRows: number;
};

export type OperationPlan = {
  readonly text: string;
  readonly run: () => Promise<Result>;
  /** Null for never. */
  readonly startAfterMs: number | null;
  /** STATEMENT_TIMEOUT of its session; 0 is none. */
  readonly timeoutMs: number;
  readonly onEnd: (state: OperationState, error: EngineError | null) => void;
};

export function startOperation(plan: OperationPlan): Operation {
  let state: OperationState = 'running';
  let result: Result | null = null;
  let error: EngineError | null = null;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const timers: NodeJS.Timeout[] = [];
  const end = (as: OperationState) => {
    if (state !== 'running') return;
    state = as;
    for (const timer of timers) clearTimeout(timer);
    plan.onEnd(state, error);
    resolve();
  };
  const run = async () => {
    try {
      result = await plan.run();
      end('succeeded');
    } catch (thrown) {
      if (state === 'running') error = thrown instanceof EngineError ? thrown : internalError(String(thrown));
      end('failed');
    }
  };
  if (plan.timeoutMs > 0) timers.push(setTimeout(() => end('timed_out'), plan.timeoutMs));
  if (plan.startAfterMs === 0) void run();
  else if (plan.startAfterMs !== null) timers.push(setTimeout(() => void run(), plan.startAfterMs));
  return {
    id: randomUUID(),
    text: plan.text,
    state: () => state,
    result: () => (state === 'succeeded' ? result : null),
    error: () => error,
    ended,
    cancel: () => end('cancelled'),
    fetchedRows: 0,
  };
}
