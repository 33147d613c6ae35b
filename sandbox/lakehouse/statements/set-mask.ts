import { latestOf, type MaskArgument, type Routine, type Table } from '../data/catalog.ts';
import { insufficientPermissions, unresolvedColumn } from '../errors.ts';
import {
  maskArgumentCount,
  maskArgumentIsTarget,
  maskArgumentTwice,
  maskFunctionNotFound,
} from '../errors-masks.ts';
import type { Cursor } from '../sql/cursor.ts';
import { parseName, parsePart } from '../sql/names.ts';
import type { AlterClause } from './alter-clause.ts';
import { assertManages } from './securable.ts';

/**
 * `ALTER [COLUMN] c SET MASK f [USING COLUMNS (…)]`, `ALTER [COLUMN] c DROP MASK`. It takes MANAGE on the table and EXECUTE
 * on the function: https://docs.databricks.com/en/tables/row-and-column-filters.html. A mask that is there is replaced.
 */
export const setMask: AlterClause = {
  begins: (cursor) => cursor.takeWords('ALTER', 'COLUMN') || cursor.takeWords('ALTER'),
  parse: (table, cursor, scope, { catalog }) => {
    const key = table.fullName.join('.').toLowerCase();
    const column = parsePart(cursor);
    const isDrop = cursor.takeWords('DROP', 'MASK');
    if (!isDrop && !cursor.takeWords('SET', 'MASK')) cursor.refuse();
    const wanted = isDrop ? null : parseMask(cursor);
    const run = async () => {
      assertManages(scope.principal, { kind: 'TABLE', key }, catalog);
      const target = columnOf(table, column);
      if (wanted === null) table.masks.delete(target);
      else {
        const routine = catalog.findRoutine(wanted.name);
        if (routine === null) throw maskFunctionNotFound(column, wanted.name);
        const on = { kind: 'FUNCTION', key: routine.fullName.join('.').toLowerCase() } as const;
        if (!catalog.access.holds(scope.principal, 'EXECUTE', on))
          throw insufficientPermissions('EXECUTE', 'Routine or Model', on.key);
        assertFits(routine, wanted.using, target, table);
        table.masks.set(target, { routine, using: wanted.using });
      }
      return { columns: [], rows: [] };
    };
    return { changes: [key], looksAtGrants: true, run };
  },
};

type Wanted = { readonly name: readonly string[]; readonly using: readonly MaskArgument[] };

function parseMask(cursor: Cursor): Wanted {
  const { parts } = parseName(cursor);
  const using: MaskArgument[] = [];
  if (cursor.takeWords('USING')) {
    if (!cursor.takeWords('COLUMNS')) cursor.refuse();
    cursor.expectSymbol('(');
    do using.push(parseArgument(cursor));
    while (cursor.takeSymbol(','));
    cursor.expectSymbol(')');
  }
  return { name: parts, using };
}

/** A column, or a literal: STRING, number, BOOLEAN or NULL. */
function parseArgument(cursor: Cursor): MaskArgument {
  const token = cursor.peek();
  if (token.type === 'string' || token.type === 'number' || cursor.isWord('TRUE', 'FALSE', 'NULL'))
    return { literal: cursor.next().text };
  return { column: parsePart(cursor) };
}

function assertFits(routine: Routine, using: readonly MaskArgument[], target: string, table: Table): void {
  const columns = using.flatMap((one) => ('column' in one ? [columnOf(table, one.column)] : []));
  for (const [index, column] of columns.entries()) {
    if (column === target) throw maskArgumentIsTarget(column);
    if (columns.indexOf(column) !== index) throw maskArgumentTwice(column);
  }
  if (using.length + 1 !== routine.parameters.length) throw maskArgumentCount();
}

/** In lower case, as masks are kept by it. */
function columnOf(table: Table, wanted: string): string {
  const names = latestOf(table).columns.map(({ name }) => name);
  const found = names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw unresolvedColumn([wanted], names);
  return found.toLowerCase();
}
