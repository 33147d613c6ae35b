/** Actions by REST of the runbook that is shipped: what the workspace shows, and the call that is made of it. */
import { callBill, givenFor } from '../../src/approval/call.ts';
import type { Row } from '../../src/check/warehouse.ts';
import type { Reads } from '../../src/runbook/evidence.ts';
import type { Values } from '../../src/runbook/parameters.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { read } from './scenes.ts';

export const ASKER = { id: 'APR-7', requestedAtMs: 1_767_614_400_000 };

/** Method, path and body as they would be sent. */
export function callOf(action: Action, params: Values, reads: Reads): string {
  const given = givenFor(action, ASKER, params, reads);
  if (action.call === undefined || given === null) throw new Error(`${action.id} makes no call.`);
  return callBill(action.call, given).text;
}

/** Three seconds after the claim where nothing else is said. */
export function runRow(runId: string, more: Row = {}): Row {
  return {
    run_id: runId,
    state: 'RUNNING',
    result: null,
    started_at: '2026-01-05T12:00:03.000Z',
    minutes: 0,
    creator: 'svc-actions',
    is_ours: true,
    ...more,
  };
}

/** As the look gives them: without rows no columns either. */
export const runsRead = (...rows: readonly Row[]) => read(rows);
