/** What an action's expressions are given: reads with rows as the warehouse gives them, before and afterwards. */
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import { evaluateFacts, type Facts, type Reads, type Scene } from '../../src/runbook/evidence.ts';
import type { Values } from '../../src/runbook/parameters.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';

export const CLAIMED_AT = '2026-01-05T12:00:00.000Z';
export const REFUSED: ReadResult = {
  outcome: 'refused',
  errorClass: 'INSUFFICIENT_PERMISSIONS',
  message: 'no',
};

export function read(rows: readonly Row[], truncated = false): ReadResult {
  return { outcome: 'read', columns: Object.keys(rows[0] ?? {}), rows, truncated, takenMs: 5 };
}

/** Throws where it could not be measured. */
export function sceneOf(action: Action, params: Values, reads: Reads, boxed: readonly string[] = []): Scene {
  const measured = evaluateFacts(action, reads, params, boxed);
  if (!measured.ok) throw new Error(measured.problem);
  return { params, reads, facts: measured.facts, boxed };
}

export function afterwards(params: Values, before: Facts, reads: Reads) {
  return { params, before, claimedAt: CLAIMED_AT, until: '2026-01-05T12:30:30.000Z', reads };
}

/** A row of DESCRIBE HISTORY; three seconds after the claim where nothing else is said. */
export function commit(version: number, operation: string, more: Row = {}): Row {
  const timestamp = '2026-01-05T12:00:03Z';
  return { version, timestamp, userName: 'svc', operation, operationParameters: '{}', ...more };
}
