import { groupsAbove, isIn } from '../data/membership.ts';
import { notAnAdministrator, principalNotFound } from '../errors.ts';
import type { Column } from '../result.ts';
import { parsePrincipal } from './securable.ts';
import { OBSERVER } from './show-grants.ts';
import type { StatementRule } from './statement.ts';

/** https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-aux-show-groups.html */
const COLUMNS: readonly Column[] = [
  { name: 'name', type: 'string' },
  { name: 'directGroup', type: 'boolean' },
];

/** The manuals differ on whether it takes an administrator; here it takes one of these. */
const MAY_LIST = ['admins', 'directory_readers'];

/** `SHOW GROUPS WITH USER | GROUP principal`: those it is in, also by another group. */
export const showGroups: StatementRule = {
  begins: (cursor) => cursor.takeWords('SHOW', 'GROUPS'),
  parse: (cursor, scope, { catalog }) => {
    cursor.expectWord('WITH');
    if (!cursor.takeWords('USER')) cursor.expectWord('GROUP');
    const member = parsePrincipal(cursor);
    const { access } = catalog;
    const run = async () => {
      if (scope.principal !== OBSERVER && !MAY_LIST.some((group) => isIn(access, scope.principal, group)))
        throw notAnAdministrator();
      if (!access.exists(member)) throw principalNotFound(member);
      return {
        columns: COLUMNS,
        rows: groupsAbove(access, member).map(({ name, direct }) => [name, direct]),
      };
    };
    return { changes: [], run };
  },
};
