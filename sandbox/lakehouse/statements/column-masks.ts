import type { Catalog, MaskArgument } from '../data/catalog.ts';
import { duckName, duckText } from '../sql/names.ts';

/** https://docs.databricks.com/en/sql/language-manual/information-schema/column_masks.html */
const COLUMNS = [
  'catalog_name',
  'schema_name',
  'table_name',
  'column_name',
  'mask_catalog',
  'mask_schema',
  'mask_name',
  'mask_col_usage',
] as const;

/** INFORMATION_SCHEMA.COLUMN_MASKS of one catalog, or of all where it is `system`, in DuckDB's words. */
export function maskColumns(owner: string, catalog: Catalog): string {
  const isIn = (name: string) => owner.toLowerCase() === 'system' || owner.toLowerCase() === name;
  const rows = catalog
    .tables()
    .filter(({ fullName }) => isIn(fullName[0]))
    .flatMap(({ fullName, masks }) =>
      [...masks].map(([column, { routine, using }]) => [
        ...fullName,
        column,
        ...routine.fullName,
        using.length === 0 ? null : using.map(argumentText).join(', '),
      ]),
    );
  return relation(COLUMNS, rows);
}

/** As it was written behind USING COLUMNS. */
export const argumentText = (given: MaskArgument): string =>
  'column' in given ? given.column : given.literal;

/** Texts as a relation; without rows, one that is empty. */
function relation(names: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const text = (cell: string | null | undefined) =>
    `CAST(${typeof cell === 'string' ? duckText(cell) : 'NULL'} AS VARCHAR)`;
  const select = (row: readonly (string | null)[]) =>
    `SELECT ${names.map((name, index) => `${text(row[index])} AS ${duckName(name)}`).join(', ')}`;
  return `(${rows.length === 0 ? `${select([])} WHERE FALSE` : rows.map(select).join(' UNION ALL ')})`;
}
