import type { Column } from '../result.ts';
import { assertManages, parsePrincipal, parseSecurable } from './securable.ts';
import type { StatementRule } from './statement.ts';

/** https://docs.databricks.com/en/sql/language-manual/security-show-grant.html */
const COLUMNS: readonly Column[] = ['principal', 'actionType', 'objectType', 'objectKey'].map((name) => ({
  name,
  type: 'string',
}));

/** `SHOW GRANTS [principal] ON object`: for who owns or manages it, and for the principal itself. */
export const showGrants: StatementRule = {
  begins: (cursor) => cursor.takeWords('SHOW', 'GRANTS') || cursor.takeWords('SHOW', 'GRANT'),
  parse: (cursor, scope, { catalog }) => {
    const principal = cursor.isWord('ON') ? null : parsePrincipal(cursor);
    cursor.expectWord('ON');
    const on = parseSecurable(cursor, catalog);
    const isOwn = principal?.toLowerCase() === scope.principal.toLowerCase();
    const run = async () => {
      if (!isOwn && scope.principal !== OBSERVER) assertManages(scope.principal, on, catalog);
      const rows = catalog.access
        .grantsOn(on)
        .filter((grant) => principal === null || grant.principal.toLowerCase() === principal.toLowerCase())
        .map((grant) => [grant.principal, grant.privilege, grant.on.kind, grant.on.key]);
      return { columns: COLUMNS, rows };
    };
    return { changes: [], run };
  },
};

/** Who looks at the truth past all tokens. */
export const OBSERVER = 'observer';
