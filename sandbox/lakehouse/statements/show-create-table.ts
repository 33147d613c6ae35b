import { latestOf, type Mask, type Table } from '../data/catalog.ts';
import type { Column } from '../result.ts';
import { parseName } from '../sql/names.ts';
import { typeName } from '../sql/types.ts';
import { argumentText } from './column-masks.ts';
import { propertiesOf } from './show-properties.ts';
import type { StatementRule } from './statement.ts';

/** https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-aux-show-create-table.html */
const COLUMNS: readonly Column[] = [{ name: 'createtab_stmt', type: 'string' }];

/** `SHOW CREATE TABLE t`: with the masks in force. */
export const showCreateTable: StatementRule = {
  begins: (cursor) => cursor.takeWords('SHOW', 'CREATE', 'TABLE'),
  parse: (cursor, _scope, { catalog }) => {
    const table = catalog.find(parseName(cursor));
    return { changes: [], run: async () => ({ columns: COLUMNS, rows: [[statementOf(table)]] }) };
  },
};

function statementOf(table: Table): string {
  const columns = latestOf(table).columns.map(({ name, type }) => {
    const mask = table.masks.get(name.toLowerCase());
    return `  ${name} ${typeName(type).toUpperCase()}${mask === undefined ? '' : maskClause(mask)}`;
  });
  const properties = Object.entries(propertiesOf(latestOf(table)));
  const listed = properties.map(([key, value]) => `  '${key}' = '${value}'`).join(',\n');
  return `CREATE TABLE ${table.fullName.join('.')} (\n${columns.join(',\n')})\nUSING delta\nTBLPROPERTIES (\n${listed})\n`;
}

function maskClause({ routine, using }: Mask): string {
  const name = routine.fullName.map((part) => `\`${part}\``).join('.');
  const columns = using.length === 0 ? '' : ` USING COLUMNS (${using.map(argumentText).join(', ')})`;
  return ` MASK ${name}${columns}`;
}
