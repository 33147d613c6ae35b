import { latestOf } from '../data/catalog.ts';
import type { Column } from '../result.ts';
import { parseName } from '../sql/names.ts';
import { typeName } from '../sql/types.ts';
import type { StatementRule } from './statement.ts';

const COLUMNS: readonly Column[] = [
  { name: 'col_name', type: 'string' },
  { name: 'data_type', type: 'string' },
  { name: 'comment', type: 'string' },
];

/** `DESCRIBE [TABLE] t` */
export const describeTable: StatementRule = {
  begins: (cursor) => cursor.takeWords('DESCRIBE'),
  parse: (cursor, _scope, world) => {
    cursor.takeWords('TABLE');
    const table = world.catalog.find(parseName(cursor));
    const run = async () => ({
      columns: COLUMNS,
      rows: latestOf(table).columns.map(({ name, type }) => [name, typeName(type), null]),
    });
    return { changes: [], run };
  },
};
