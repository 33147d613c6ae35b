import type { Column, ColumnType } from '../result.ts';
import { parseName } from '../sql/names.ts';
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
      rows: table.columns.map(({ name, type }) => [name, typeName(type), null]),
    });
    return { changes: [], run };
  },
};

function typeName(type: ColumnType): string {
  if (typeof type === 'string') return type === 'map' ? 'map<string,string>' : type;
  if ('decimal' in type) return `decimal(${type.decimal.precision},${type.decimal.scale})`;
  return `struct<${type.struct.map((field) => `${field}:string`).join(',')}>`;
}
