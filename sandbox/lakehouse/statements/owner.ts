import type { Securable } from '../data/access.ts';
import { principalNotFound } from '../errors.ts';
import type { Column } from '../result.ts';
import type { Cursor } from '../sql/cursor.ts';
import type { Scope } from '../sql/scope.ts';
import { assertManages, parseNamed, parsePrincipal, parseSecurable } from './securable.ts';
import type { Plan, StatementRule, World } from './statement.ts';

/** `ALTER CATALOG | SCHEMA name [SET] OWNER TO principal`, and nothing else of ALTER but what alter-table.ts has. */
export const alterOwner: StatementRule = {
  begins: (cursor) => cursor.takeWords('ALTER'),
  parse: (cursor, scope, world) => changeOwner(parseSecurable(cursor, world.catalog), cursor, scope, world),
};

/** What follows the name of the object. */
export function changeOwner(securable: Securable, cursor: Cursor, scope: Scope, { catalog }: World): Plan {
  cursor.takeWords('SET');
  cursor.expectWord('OWNER');
  cursor.expectWord('TO');
  const owner = parsePrincipal(cursor);
  const run = async () => {
    assertManages(scope.principal, securable, catalog);
    if (!catalog.access.exists(owner)) throw principalNotFound(owner);
    catalog.access.setOwner(securable.key, owner);
    return { columns: [], rows: [] };
  };
  return { changes: [securable.key], looksAtGrants: true, run };
}

const texts = (...names: readonly string[]): readonly Column[] =>
  names.map((name) => ({ name, type: 'string' }));

/** https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-aux-describe-catalog.html, …-schema.html */
const CATALOG_COLUMNS = texts('info_name', 'info_value');
const SCHEMA_COLUMNS = texts('database_description_item', 'database_description_value');

/** `DESCRIBE CATALOG EXTENDED c`, `DESCRIBE SCHEMA EXTENDED c.s`: who owns it. */
export const describeCatalog = describeOwner('CATALOG', CATALOG_COLUMNS, 'Catalog Name');
export const describeSchema = describeOwner('SCHEMA', SCHEMA_COLUMNS, 'Namespace Name');

function describeOwner(kind: 'CATALOG' | 'SCHEMA', columns: readonly Column[], title: string): StatementRule {
  return {
    begins: (cursor) => cursor.takeWords('DESCRIBE', kind, 'EXTENDED'),
    parse: (cursor, _scope, { catalog }) => {
      const { key } = parseNamed(cursor, kind, catalog);
      const run = async () => ({
        columns,
        rows: [
          [title, key.split('.').at(-1) ?? key],
          ['Owner', catalog.access.ownerOf(key)],
        ],
      });
      return { changes: [], run };
    },
  };
}
