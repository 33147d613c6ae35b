import type { Journal, TakenRow } from '../journal/journal.ts';
import type { LaterReason, Verdict } from './verdict.ts';

/** Fits pino. */
export type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
};

export type OutboxMetrics = {
  readonly done: (how: 'sent' | 'unchanged' | 'nothing_to_show') => void;
  readonly putOff: (why: LaterReason) => void;
  readonly buried: (reason: string) => void;
};

export type SettleDeps = {
  readonly outbox: Journal['outbox'];
  readonly log: Log;
  readonly metrics?: OutboxMetrics | undefined;
};

/** Writes down what became of the row. What cannot be written down is found out again when its lease has lapsed. */
export async function settle(
  deps: SettleDeps,
  row: TakenRow,
  verdict: Verdict,
  storeNowMs: number,
): Promise<void> {
  const about = { rowId: row.rowId, lane: row.lane, attempts: row.attempts };
  switch (verdict.then) {
    case 'done':
      await deps.outbox.done(row.rowId, verdict.post);
      for (const post of verdict.gone ?? []) await deps.outbox.forget(post);
      deps.metrics?.done(verdict.how);
      return;
    case 'later':
      await deps.outbox.retry(row.rowId, Math.ceil(storeNowMs + verdict.afterMs));
      deps.metrics?.putOff(verdict.why);
      if (verdict.why !== 'paced') deps.log.warn({ ...about, ...verdict }, 'A message to Slack has to wait');
      return;
    case 'bury':
      await deps.outbox.bury(row.rowId, verdict.reason);
      deps.metrics?.buried(verdict.reason);
      deps.log.error({ ...about, reason: verdict.reason }, 'A message to Slack was given up');
      return;
    case 'leave':
      deps.log.warn(about, 'A message to Slack took longer than its lease and is left to the next take');
  }
}
