import { principalNotFound } from '../errors.ts';
import type { Column } from '../result.ts';
import { assertManages, parseNamed, parsePrincipal, parseSecurable } from './securable.ts';
import type { StatementRule } from './statement.ts';

/** `ALTER CATALOG | SCHEMA | TABLE name [SET] OWNER TO principal`, and nothing else of ALTER. */
export const alterOwner: StatementRule = {
  begins: (cursor) => cursor.takeWords('ALTER'),
  parse: (cursor, scope, { catalog }) => {
    const securable = parseSecurable(cursor, catalog);
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
  },
};

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
