/** Runs the reads that a runbook's action names. What they mean is worked out by src/runbook/evidence.ts. */
import type { RestActions } from '../check/rest-actions.ts';
import type { ReadResult, Warehouse } from '../check/warehouse.ts';
import { EACH, isOfEach, type Turn, turnsOf } from '../runbook/each.ts';
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
      const limits = { timeoutMs: EVIDENCE_TIMEOUT_MS, rowsMax: read.rowsMax };
      const look = ({ declared, values }: Pick<Turn, 'declared' | 'values'>) =>
        warehouse.read(renderStatement(read.statement, declared, values), limits);
      if (!isOfEach(read.statement))
        return [name, await look({ declared: action.parameters, values: params })];
      return [name, await readEach(turnsOf(action, params), look)];
    }),
  );
  return Object.fromEntries(results);
}

/** One after the other: of twenty at once a warehouse would turn some away. One that could not be read speaks for all. */
async function readEach(
  turns: readonly Turn[],
  look: (turn: Turn) => Promise<ReadResult>,
): Promise<ReadResult> {
  const found: (Extract<ReadResult, { outcome: 'read' }> & { readonly each: string })[] = [];
  for (const turn of turns) {
    const result = await look(turn);
    if (result.outcome !== 'read') return result;
    found.push({ ...result, each: turn.each ?? '' });
  }
  return {
    outcome: 'read',
    columns: [EACH, ...new Set(found.flatMap(({ columns }) => columns))],
    rows: found.flatMap(({ rows, each }) => rows.map((row) => ({ ...row, [EACH]: each }))),
    truncated: found.some(({ truncated }) => truncated),
    takenMs: found.reduce((sum, { takenMs }) => sum + takenMs, 0),
  };
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
