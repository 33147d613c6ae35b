import type { Grant } from '../data/access.ts';
import { principalNotFound } from '../errors.ts';
import type { Cursor } from '../sql/cursor.ts';
import type { Scope } from '../sql/scope.ts';
import {
  assertApplicable,
  assertManages,
  parsePrincipal,
  parsePrivileges,
  parseSecurable,
} from './securable.ts';
import type { Plan, StatementRule, World } from './statement.ts';

/** `GRANT privilege, … ON object TO principal` */
export const grant: StatementRule = {
  begins: (cursor) => cursor.takeWords('GRANT'),
  parse: (cursor, scope, world) => change('TO', cursor, scope, world),
};

/** `REVOKE privilege, … ON object FROM principal`; it succeeds as well when nothing was granted. */
export const revoke: StatementRule = {
  begins: (cursor) => cursor.takeWords('REVOKE'),
  parse: (cursor, scope, world) => change('FROM', cursor, scope, world),
};

function change(direction: 'TO' | 'FROM', cursor: Cursor, scope: Scope, { catalog }: World): Plan {
  const privileges = parsePrivileges(cursor);
  cursor.expectWord('ON');
  const on = parseSecurable(cursor, catalog);
  cursor.expectWord(direction);
  const principal = parsePrincipal(cursor);
  const changed: readonly Grant[] = privileges.map((privilege) => ({ principal, privilege, on }));
  return {
    changes: [on.key],
    looksAtGrants: true,
    // After the whole statement has been read: a refusal of what it means comes after one of how it is written.
    run: async () => {
      assertManages(scope.principal, on, catalog);
      assertApplicable(privileges, on);
      if (!catalog.access.exists(principal)) throw principalNotFound(principal);
      if (direction === 'TO') catalog.access.grant(changed);
      else catalog.access.revoke(changed);
      return { columns: [], rows: [] };
    },
  };
}
