/** Every statement that the warehouse has had: what the query history shows at once, and its system table later. */
import type { OperationState } from './operation.ts';

export type QueryStatus = 'QUEUED' | 'RUNNING' | 'CANCELED' | 'FAILED' | 'FINISHED';

/** What is not read-only moves on while it runs. */
export type LoggedQuery = {
  /** The id of its operation. */
  readonly statementId: string;
  readonly sessionId: string;
  readonly text: string;
  readonly principal: string;
  readonly startMs: number;
  /** Null while it runs. */
  endMs: number | null;
  status: QueryStatus;
  errorMessage: string | null;
  rowCount: number;
};

export const STATUSES = {
  running: 'RUNNING',
  succeeded: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'CANCELED',
  timed_out: 'CANCELED',
} as const satisfies Record<OperationState, QueryStatus>;

/** The latest first, also of two that began in the same millisecond. */
export function latestFirst(log: readonly LoggedQuery[]): readonly LoggedQuery[] {
  return log.toReversed().toSorted((a, b) => b.startMs - a.startMs);
}
