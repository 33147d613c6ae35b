/** One check's look at the platform, by its kind. */
import { AppError } from '../errors.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Check } from '../runbook/schema-checks.ts';
import { renderStatement } from '../runbook/statement.ts';
import type { Rest, RestRead } from './rest.ts';
import type { ReadResult, Statement, Warehouse } from './warehouse.ts';

/** Both under the read-only principal. */
export type Readers = {
  readonly reader: Pick<Warehouse, 'read'>;
  readonly rest: Rest;
  readonly runbook: Runbook;
};

/** The result, or in words why nothing could be asked. */
export async function readFor(
  { reader, rest, runbook }: Readers,
  check: Check,
  values: Values,
): Promise<ReadResult | string> {
  const limits = { timeoutMs: check.timeoutMs, rowsMax: check.rowsMax };
  if (check.kind !== 'sql') return rest.read(wishOf(check, runbook), limits);
  const statement = rendered(check, values);
  if (typeof statement === 'string') return statement;
  return spelledAsDeclared(check, await reader.read(statement, limits));
}

/**
 * SQL knows a column in any case, and versions of the platform differ in theirs (`actionType`, `ActionType` in what SHOW
 * GRANTS answers): what the check calls it is what it is called from here on. Where two columns differ by case alone,
 * neither is taken for the other.
 */
function spelledAsDeclared(check: Check, result: ReadResult): ReadResult {
  if (result.outcome !== 'read') return result;
  const { columns, principal = [], personal = [], mayBeNull } = check;
  const declared = new Map(
    [...columns, ...principal, ...personal, ...mayBeNull].map((name) => [name.toLowerCase(), name]),
  );
  const named = result.columns.map((name) => declared.get(name.toLowerCase()) ?? name);
  if (new Set(named).size < named.length) return result;
  const rows = result.rows.map((row) =>
    Object.fromEntries(result.columns.map((name, index) => [named[index] ?? name, row[name] ?? null])),
  );
  return { ...result, columns: named, rows };
}

type OfKind<Kind extends Check['kind']> = Extract<Check, { readonly kind: Kind }>;

function wishOf(check: OfKind<'jobs' | 'pipelines'>, runbook: Runbook): RestRead {
  const { sinceMs } = check;
  if (check.kind === 'pipelines') {
    const pipelines = check.pipelines.flatMap((id) => {
      const target = runbook.pipelines[id];
      return target === undefined ? [] : [{ name: target.label, pipelineId: target.pipeline_id }];
    });
    return { what: 'pipeline_events', pipelines, sinceMs };
  }
  const jobs = check.jobs.flatMap((id) => {
    const target = runbook.jobs[id];
    return target === undefined ? [] : [{ name: target.label, jobId: target.job_id }];
  });
  return { what: check.read === 'runs' ? 'job_runs' : 'failed_tasks', jobs, sinceMs };
}

/** The statement, or why there is none: a value that the statement needs and the runbook does not give. */
function rendered(check: OfKind<'sql'>, values: Values): Statement | string {
  try {
    return renderStatement(check.statement, check.parameters, values);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return error.message;
    throw error;
  }
}
