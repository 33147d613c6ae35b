/** One check's look at the platform, by its kind. */
import { AppError } from '../errors.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Check } from '../runbook/schema-checks.ts';
import { renderStatement } from '../runbook/statement.ts';
import { readHealth } from './health.ts';
import type { Http } from './http.ts';
import { planRows } from './plan.ts';
import { readMetrics } from './readings.ts';
import type { NamedModel, Rest, RestRead } from './rest.ts';
import type { ReadResult, Statement, Warehouse } from './warehouse.ts';

/** The first two under the read-only principal, the third under none. */
export type Readers = {
  readonly reader: Pick<Warehouse, 'read'>;
  readonly rest: Rest;
  readonly http: Http;
  readonly runbook: Runbook;
};

/** A plan is a few hundred lines in one cell, or one in each row. */
const PLAN_ROWS_MAX = 1_000;

type OfKind<Kind extends Check['kind']> = Extract<Check, { readonly kind: Kind }>;

/** The result, or in words why nothing could be asked. */
export async function readFor(readers: Readers, check: Check, values: Values): Promise<ReadResult | string> {
  const { reader, rest, runbook } = readers;
  const limits = { timeoutMs: check.timeoutMs, rowsMax: check.rowsMax };
  if (check.kind === 'sql') {
    const statement = rendered(check, values);
    if (typeof statement === 'string') return statement;
    return spelledAsDeclared(check, await reader.read(statement, limits));
  }
  if (check.kind === 'explain') {
    const query = runbook.queries[check.query];
    if (query === undefined) return NOT_THERE;
    const explained = { text: `EXPLAIN ${query.statement}` };
    return planRows(await reader.read(explained, { ...limits, rowsMax: PLAN_ROWS_MAX }), limits.rowsMax);
  }
  if (check.kind === 'http') return readService(readers, check);
  const wish = wishOf(check, runbook);
  return wish === null ? NOT_THERE : rest.read(wish, limits);
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

const NOT_THERE = 'what it looks at is not in the runbook any more.';

function readService({ http, runbook }: Readers, check: OfKind<'http'>): Promise<ReadResult> | string {
  const { timeoutMs, rowsMax, read } = check;
  const ids = check.read === 'health' ? check.endpoints : [check.endpoint];
  const addresses = ids.flatMap((id) => {
    const { label: name, url: base, [read]: path } = runbook.endpoints[id] ?? {};
    return name === undefined || base === undefined || path === undefined ? [] : [{ name, base, path }];
  });
  const [address] = addresses;
  if (address === undefined || addresses.length < ids.length) return NOT_THERE;
  if (check.read === 'health') return readHealth(http, addresses, { timeoutMs, rowsMax });
  const { apartMs, readings } = check;
  return readMetrics(http, { address, apartMs, readings }, { timeoutMs, rowsMax });
}

const JOB_READS = { runs: 'job_runs', rates: 'job_rates', failed_tasks: 'failed_tasks' } as const;

/** Null: the runbook has not what it names. */
function wishOf(
  check: OfKind<'jobs' | 'pipelines' | 'clusters' | 'queries' | 'mlflow'>,
  runbook: Runbook,
): RestRead | null {
  switch (check.kind) {
    case 'clusters':
      return { what: 'clusters' };
    case 'queries':
      return { what: 'slow_queries', sinceMs: check.sinceMs, slowerThanMs: check.slowerThanMs };
    case 'mlflow': {
      const model = modelOf(runbook, check.model);
      return model === null ? null : { what: `model_${check.read}`, model };
    }
    case 'pipelines': {
      const pipelines = check.pipelines.flatMap((id) => {
        const target = runbook.pipelines[id];
        return target === undefined ? [] : [{ name: target.label, pipelineId: target.pipeline_id }];
      });
      return { what: 'pipeline_events', pipelines, sinceMs: check.sinceMs };
    }
    case 'jobs': {
      const jobs = check.jobs.flatMap((id) => {
        const target = runbook.jobs[id];
        return target === undefined ? [] : [{ name: target.label, jobId: target.job_id }];
      });
      return { what: JOB_READS[check.read], jobs, sinceMs: check.sinceMs };
    }
  }
}

function modelOf({ models }: Runbook, id: string): NamedModel | null {
  const target = models[id];
  if (target === undefined) return null;
  // The linter has seen that what the read needs is there.
  const { name, serving = '', compared_with: comparedWith = '', old_name: oldName = null } = target;
  return {
    name,
    serving,
    comparedWith,
    oldName,
    table: target.table ?? '',
    noFeatures: target.no_features ?? [],
  };
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
