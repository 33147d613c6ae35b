/** Runs the reads that a runbook's action names. What they mean is worked out by src/runbook/evidence.ts. */
import type { RestActions } from '../check/rest-actions.ts';
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
  rest: RestActions | null | undefined,
): Promise<Reads> {
  const results = await Promise.all(
    Object.entries(reads).map(async ([name, read]): Promise<[string, ReadResult]> => {
      if (read.rest !== undefined) return [name, await membership(rest, action, params)];
      const rendered = renderStatement(read.statement, action.parameters, params);
      const limits = { timeoutMs: EVIDENCE_TIMEOUT_MS, rowsMax: read.rowsMax };
      return [name, await warehouse.read(rendered, limits)];
    }),
  );
  return Object.fromEntries(results);
}

async function membership(
  rest: RestActions | null | undefined,
  { call }: Action,
  params: Values,
): Promise<ReadResult> {
  if (call === undefined || rest === null || rest === undefined)
    return { outcome: 'unavailable', message: 'the workspace cannot be asked' };
  const group = String(params[call.group]);
  const wish = { group, member: String(params[call.member]) };
  const result = await rest.membership(wish, EVIDENCE_TIMEOUT_MS);
  if (result.outcome !== 'read') return result;
  const owner = call.owners[group];
  const known = { owner: owner?.title ?? null, owner_reach: owner?.reach ?? null };
  return {
    ...result,
    columns: [...result.columns, ...Object.keys(known)],
    rows: result.rows.map((row) => ({ ...row, ...known })),
  };
}

/** The action as it was when it was asked for. */
export function actionOf(approval: Approval): Action {
  return JSON.parse(approval.definition) as Action;
}
