import { randomUUID } from 'node:crypto';
import { latestOf, type Table } from '../data/catalog.ts';
import { commit } from '../data/commit.ts';
import { columnExists } from '../errors-delta.ts';
import type { Cursor } from '../sql/cursor.ts';
import { duckName, parsePart } from '../sql/names.ts';
import { castTo, parseType, typeName } from '../sql/types.ts';
import type { AlterClause } from './alter-clause.ts';

type Wanted = { readonly name: string; readonly type: string };

/**
 * `ADD COLUMN[S] (c type [COMMENT '…'], …)`: NULL in the rows that are there; older versions keep their schema.
 * https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-ddl-alter-table-manage-column.html
 */
export const addColumns: AlterClause = {
  begins: (cursor) => cursor.takeWords('ADD', 'COLUMNS') || cursor.takeWords('ADD', 'COLUMN'),
  parse: (table, cursor, scope, { engine, now }) => {
    const added = parseColumns(cursor);
    const run = async () => {
      assertNew(table, added);
      const before = latestOf(table);
      const snapshot = `snapshot_${randomUUID().replaceAll('-', '')}`;
      const columns = added.map(({ name, type }) => `, ${castTo('NULL', type)} AS ${duckName(name)}`);
      await engine.run(
        `CREATE TABLE ${duckName(snapshot)} AS SELECT *${columns.join('')} FROM ${duckName(before.snapshot)}`,
      );
      const described = await engine.read(`SELECT * FROM ${duckName(snapshot)} LIMIT 0`);
      const field = ({ name, type }: Wanted) => ({
        name,
        type: type.toLowerCase(),
        nullable: true,
        metadata: {},
      });
      // Somebody else may have committed while the engine worked: then these columns are added to what is there now.
      if (latestOf(table) !== before) return run();
      commit(
        table,
        { userName: scope.principal, nowMs: now() },
        {
          snapshot,
          columns: described.columns,
          operation: 'ADD COLUMNS',
          parameters: { columns: JSON.stringify(added.map((one) => ({ column: field(one) }))) },
          metrics: {},
          isolationLevel: 'WriteSerializable',
          isBlindAppend: true,
        },
      );
      return { columns: [], rows: [] };
    };
    return { changes: [table.fullName.join('.')], run };
  },
};

function parseColumns(cursor: Cursor): readonly Wanted[] {
  const isBracketed = cursor.takeSymbol('(');
  const columns: Wanted[] = [];
  do {
    const name = parsePart(cursor);
    const type = parseType(cursor);
    if (cursor.takeWords('COMMENT') && cursor.next().type !== 'string') cursor.refuse();
    columns.push({ name, type });
  } while (cursor.takeSymbol(','));
  if (isBracketed) cursor.expectSymbol(')');
  return columns;
}

/** Names are compared without regard to case, also with each other. */
function assertNew(table: Table, added: readonly Wanted[]): void {
  const { columns } = latestOf(table);
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  for (const { name } of added) {
    const schema = columns
      .map((column) => `${column.name}: ${typeName(column.type).toUpperCase()}`)
      .join(', ');
    if (taken.has(name.toLowerCase())) throw columnExists(name, `STRUCT<${schema}>`);
    taken.add(name.toLowerCase());
  }
}
