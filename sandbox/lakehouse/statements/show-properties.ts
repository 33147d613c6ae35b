import { latestOf, type Version } from '../data/catalog.ts';
import type { Column } from '../result.ts';
import { parseName } from '../sql/names.ts';
import { parsePropertyKey } from './set-properties.ts';
import type { StatementRule } from './statement.ts';

/** https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-aux-show-tblproperties.html */
const COLUMNS: readonly Column[] = [
  { name: 'key', type: 'string' },
  { name: 'value', type: 'string' },
];

/** `SHOW TBLPROPERTIES t [(key)]`: a key that is not set is answered with a sentence, and not refused. */
export const showProperties: StatementRule = {
  begins: (cursor) => cursor.takeWords('SHOW', 'TBLPROPERTIES'),
  parse: (cursor, _scope, { catalog }) => {
    const table = catalog.find(parseName(cursor));
    let key: string | null = null;
    if (cursor.takeSymbol('(')) {
      key = parsePropertyKey(cursor);
      cursor.expectSymbol(')');
    }
    const run = async () => {
      const all = propertiesOf(latestOf(table));
      if (key === null) return { columns: COLUMNS, rows: Object.entries(all) };
      const missing = `Table ${table.fullName.join('.')} does not have property: ${key}`;
      return { columns: COLUMNS, rows: [[key, Object.hasOwn(all, key) ? (all[key] ?? missing) : missing]] };
    };
    return { changes: [], run };
  },
};

/** With those that every table has, in order of their keys. */
export function propertiesOf({ properties }: Version): { readonly [key: string]: string } {
  const all = { 'delta.minReaderVersion': '1', 'delta.minWriterVersion': '2', ...properties };
  return Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
