/** Runs the reads that a runbook's action names. What they mean is worked out by src/runbook/evidence.ts. */
import type { ReadResult, Warehouse } from '../check/warehouse.ts';
import type { Reads } from '../runbook/evidence.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Action, Read } from '../runbook/schema-actions.ts';
import { renderStatement } from '../runbook/statement.ts';
import type { Approval } from './state.ts';

export const EVIDENCE_TIMEOUT_MS = 60_000;

/** Side by side, under the principal of `warehouse`: for evidence that is always the one that would change something. */
export async function runReads(
  warehouse: Warehouse,
  action: Action,
  reads: { readonly [name: string]: Read },
  params: Values,
): Promise<Reads> {
  const results = await Promise.all(
    Object.entries(reads).map(async ([name, { statement, rowsMax }]): Promise<[string, ReadResult]> => {
      const rendered = renderStatement(statement, action.parameters, params);
      return [name, await warehouse.read(rendered, { timeoutMs: EVIDENCE_TIMEOUT_MS, rowsMax })];
    }),
  );
  return Object.fromEntries(results);
}

/** The action as it was when it was asked for. */
export function actionOf(approval: Approval): Action {
  return JSON.parse(approval.definition) as Action;
}
