/** Runs the reads that a runbook's action names. What they mean is worked out by src/runbook/evidence.ts. */
import type { RestActions } from '../check/rest-actions.ts';
import type { ReadResult, Warehouse } from '../check/warehouse.ts';
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
      const rendered = renderStatement(read.statement, action.parameters, params);
      const limits = { timeoutMs: EVIDENCE_TIMEOUT_MS, rowsMax: read.rowsMax };
      return [name, await actions.read(rendered, limits)];
    }),
  );
  return Object.fromEntries(results);
}

/** The action as it was when it was asked for. */
export function actionOf(approval: Approval): Action {
  return JSON.parse(approval.definition) as Action;
}
