/** Runs the reads that a runbook's action names. What they mean is worked out by src/runbook/evidence.ts. */
import type { RestActions } from '../check/rest-actions.ts';
import type { ReadResult, Warehouse } from '../check/warehouse.ts';
import { EACH, isOfEach, type Turn, turnsOf } from '../runbook/each.ts';
import type { Reads } from '../runbook/evidence.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Action, Read } from '../runbook/schema-actions.ts';
import { renderStatement } from '../runbook/statement.ts';
import { lookAt } from './looks.ts';
import type { Approval } from './state.ts';

export const EVIDENCE_TIMEOUT_MS = 60_000;

export type Measuring = {
  /** Under the principal that would change something. */
  readonly actions: Warehouse;
  readonly actionsRest?: RestActions | null | undefined;
  /** Since when runs of jobs are looked at, in ms since 1970. */
  readonly fromMs: number;
};

const DAY_MS = 24 * 3_600_000;

/** The same each time that a request is looked at before its start: what ages out of a window would look like a change. */
export function runsBefore({ requestedAtMs }: Pick<Approval, 'requestedAtMs'>): number {
  return requestedAtMs - DAY_MS;
}

/** Side by side. */
export async function runReads(
  { actions, actionsRest, fromMs }: Measuring,
  action: Action,
  reads: { readonly [name: string]: Read },
  params: Values,
): Promise<Reads> {
  const looking = {
    rest: actionsRest,
    principal: async () => (await actions.identity()).principal,
    timeoutMs: EVIDENCE_TIMEOUT_MS,
    fromMs,
  };
  const results = await Promise.all(
    Object.entries(reads).map(async ([name, read]): Promise<[string, ReadResult]> => {
      if (read.rest !== undefined) return [name, await lookAt(looking, action, read.rest, params)];
      const limits = { timeoutMs: EVIDENCE_TIMEOUT_MS, rowsMax: read.rowsMax };
      const look = ({ declared, values }: Pick<Turn, 'declared' | 'values'>) =>
        actions.read(renderStatement(read.statement, declared, values), limits);
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

/** The action as it was when it was asked for. */
export function actionOf(approval: Approval): Action {
  return JSON.parse(approval.definition) as Action;
}
