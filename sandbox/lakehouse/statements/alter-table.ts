import { parseName } from '../sql/names.ts';
import { addColumns } from './add-columns.ts';
import type { AlterClause } from './alter-clause.ts';
import { changeOwner } from './owner.ts';
import { setMask } from './set-mask.ts';
import { setProperties } from './set-properties.ts';
import type { StatementRule } from './statement.ts';

/** What may follow the name; behind all of them comes OWNER TO. */
const CLAUSES: readonly AlterClause[] = [addColumns, setProperties, setMask];

/** `ALTER TABLE t …`: https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-ddl-alter-table.html */
export const alterTable: StatementRule = {
  begins: (cursor) => cursor.takeWords('ALTER', 'TABLE'),
  parse: (cursor, scope, world) => {
    const name = parseName(cursor);
    if (name.parts.length !== 3) cursor.refuse();
    const table = world.catalog.find(name);
    const clause = CLAUSES.find(({ begins }) => begins(cursor));
    if (clause !== undefined) return clause.parse(table, cursor, scope, world);
    const key = table.fullName.join('.').toLowerCase();
    return changeOwner({ kind: 'TABLE', key }, cursor, scope, world);
  },
};
