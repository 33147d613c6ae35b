import { schemaNotFound } from '../errors.ts';
import type { Column } from '../result.ts';
import { parseName } from '../sql/names.ts';
import type { StatementRule } from './statement.ts';

/** https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-aux-show-functions.html */
const COLUMNS: readonly Column[] = [{ name: 'function', type: 'string' }];

/** `SHOW USER FUNCTIONS { FROM | IN } schema`: those that people have made. */
export const showFunctions: StatementRule = {
  begins: (cursor) => cursor.takeWords('SHOW', 'USER', 'FUNCTIONS'),
  parse: (cursor, _scope, { catalog }) => {
    if (!cursor.takeWords('FROM') && !cursor.takeWords('IN')) cursor.refuse();
    const { parts } = parseName(cursor);
    if (parts.length !== 2) cursor.refuse();
    const schema = parts.join('.').toLowerCase();
    if (!catalog.holds(parts)) throw schemaNotFound(parts);
    const run = async () => {
      const names = catalog.routines().map(({ fullName }) => fullName.join('.'));
      const rows = names.filter((name) => name.toLowerCase().startsWith(`${schema}.`));
      return { columns: COLUMNS, rows: rows.toSorted().map((name) => [name]) };
    };
    return { changes: [], run };
  },
};
