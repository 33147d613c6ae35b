import { principalId } from '../data/principal-id.ts';
import { insufficientPermissions } from '../errors.ts';
import type { LoggedQuery } from '../query-log.ts';
import type { Column } from '../result.ts';
import { rowsRelation } from '../sql/rows.ts';
import type { Scope } from '../sql/scope.ts';
import { OBSERVER } from './show-grants.ts';
import type { World } from './statement.ts';

const HOUR_MS = 3_600_000;

/** "Typically available within one hour": here exactly then. */
export const QUERY_HISTORY_LAG_MS = HOUR_MS;

const texts = (...names: readonly string[]): readonly Column[] =>
  names.map((name) => ({ name, type: 'string' }));

/** The part of it that is known here: https://docs.databricks.com/en/admin/system-tables/query-history.html */
const COLUMNS: readonly Column[] = [
  ...texts('statement_id', 'session_id', 'execution_status', 'executed_by_user_id', 'executed_by'),
  ...texts('statement_text', 'statement_type', 'error_message'),
  { name: 'total_duration_ms', type: 'bigint' },
  { name: 'produced_rows', type: 'bigint' },
  { name: 'start_time', type: 'timestamp' },
  { name: 'end_time', type: 'timestamp' },
  { name: 'update_time', type: 'timestamp' },
];

/** `system.query.history`: statements that are over, some time after. Only who may SELECT there, by default nobody but admins. */
export function queryHistory({ principal }: Scope, { catalog, queries, now }: World): string {
  const on = { kind: 'TABLE', key: 'system.query.history' } as const;
  const isAdmin = catalog.access.groupsOf(principal).includes('admins');
  if (principal !== OBSERVER && !isAdmin && !catalog.access.holds(principal, 'SELECT', on))
    throw insufficientPermissions('SELECT', 'Table', on.key);
  const untilMs = now() - QUERY_HISTORY_LAG_MS;
  const rows = (queries?.() ?? []).flatMap((query) =>
    query.endMs === null || query.endMs > untilMs ? [] : [rowOf(query, query.endMs)],
  );
  return rowsRelation(COLUMNS, rows);
}

function rowOf(query: LoggedQuery, endMs: number) {
  const { statementId, sessionId, status, principal, text, errorMessage, startMs, rowCount } = query;
  return [
    statementId,
    sessionId,
    status,
    principalId(principal),
    principal,
    text,
    /^[\s(]*([A-Za-z]+)/.exec(text)?.[1]?.toUpperCase() ?? 'OTHER',
    errorMessage,
    endMs - startMs,
    status === 'FINISHED' ? rowCount : null,
    startMs,
    endMs,
    endMs,
  ];
}
