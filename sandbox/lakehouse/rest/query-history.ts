/** https://docs.databricks.com/api/workspace/queryhistory/list */
import { principalId } from '../data/principal-id.ts';
import type { LoggedQuery } from '../query-log.ts';
import type { RestCall, RestContext } from './call.ts';
import { ADMINS } from './group.ts';
import { pageOf, wholeNumber } from './page.ts';
import { invalidParameter } from './refusal.ts';

const RESULTS_DEFAULT = 100;
const RESULTS_MAX = 1_000;
const DAY_MS = 86_400_000;
const RANGE_MS_MAX = 30 * DAY_MS;

const STATUSES = ['QUEUED', 'STARTED', 'COMPILING', 'COMPILED', 'RUNNING', 'CANCELED', 'FAILED', 'FINISHED'];

const FILTERS = [
  'statement_ids',
  'user_ids',
  'warehouse_ids',
  'statuses',
  'query_start_time_range.start_time_ms',
  'query_start_time_range.end_time_ms',
] as const;

/** Without delay, the most recently started first. Who neither is an admin nor may monitor the warehouse sees their own. */
export function listQueries({ world, workspace, warehouseId }: RestContext, call: RestCall): object {
  const { caller, query } = call;
  const max = wholeNumber(query, 'max_results', RESULTS_DEFAULT, RESULTS_MAX);
  const seesAll =
    world.catalog.access.groupsOf(caller.principal).includes(ADMINS) ||
    workspace.monitors.includes(caller.principal);
  const isWanted = filterIn(query, warehouseId);
  const wanted = (world.queries?.() ?? [])
    .filter(({ principal }) => seesAll || principal.toLowerCase() === caller.principal.toLowerCase())
    .filter(isWanted);
  const { items, nextToken } = pageOf(wanted, max, query.get('page_token'));
  return {
    ...(items.length === 0 ? {} : { res: items.map((entry) => shown(entry, warehouseId)) }),
    has_next_page: nextToken !== null,
    ...(nextToken === null ? {} : { next_page_token: nextToken }),
  };
}

/** The fields of `filter_by` stand in the query with dots; one that is not known is refused. */
function filterIn(query: URLSearchParams, warehouseId: string): (entry: LoggedQuery) => boolean {
  const given = new Map<string, readonly string[]>();
  for (const name of query.keys()) {
    if (!name.startsWith('filter_by.')) continue;
    const field = FILTERS.find((known) => name === `filter_by.${known}`);
    if (field === undefined) throw invalidParameter(`Unknown field: ${name}.`);
    given.set(field, query.getAll(name));
  }
  const stranger = given.get('statuses')?.find((status) => !STATUSES.includes(status));
  if (stranger !== undefined) throw invalidParameter(`Invalid query status: ${stranger}.`);
  const fromMs = timeIn(given.get('query_start_time_range.start_time_ms')) ?? 0;
  const toMs = timeIn(given.get('query_start_time_range.end_time_ms')) ?? Number.POSITIVE_INFINITY;
  if (fromMs > 0 && Number.isFinite(toMs) && toMs - fromMs > RANGE_MS_MAX)
    throw invalidParameter('The time range must be less than or equal to 30 days.');
  const isIn = (field: (typeof FILTERS)[number], value: string) => given.get(field)?.includes(value) ?? true;
  return (entry) =>
    isIn('statement_ids', entry.statementId) &&
    isIn('user_ids', principalId(entry.principal)) &&
    isIn('warehouse_ids', warehouseId) &&
    isIn('statuses', entry.status) &&
    entry.startMs >= fromMs &&
    entry.startMs <= toMs;
}

function timeIn(texts: readonly string[] | undefined): number | null {
  const [text] = texts ?? [];
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) throw invalidParameter(`Invalid time: ${text}.`);
  return Number(text);
}

function shown(entry: LoggedQuery, warehouseId: string): object {
  const { statementId, sessionId, status, text, startMs, endMs, principal, errorMessage, rowCount } = entry;
  const userId = Number(principalId(principal));
  return {
    query_id: statementId,
    session_id: sessionId,
    status,
    query_text: text,
    query_start_time_ms: startMs,
    ...(endMs === null
      ? {}
      : { execution_end_time_ms: endMs, query_end_time_ms: endMs, duration: endMs - startMs }),
    user_id: userId,
    user_name: principal,
    executed_as_user_id: userId,
    executed_as_user_name: principal,
    endpoint_id: warehouseId,
    warehouse_id: warehouseId,
    ...(status === 'FINISHED' ? { rows_produced: rowCount } : {}),
    ...(errorMessage === null ? {} : { error_message: errorMessage }),
    is_final: endMs !== null,
  };
}
