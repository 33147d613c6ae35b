import type { Catalog, MaskArgument } from '../data/catalog.ts';
import type { Column } from '../result.ts';
import { rowsRelation } from '../sql/rows.ts';

/** https://docs.databricks.com/en/sql/language-manual/information-schema/column_masks.html */
const COLUMNS: readonly Column[] = [
  'catalog_name',
  'schema_name',
  'table_name',
  'column_name',
  'mask_catalog',
  'mask_schema',
  'mask_name',
  'mask_col_usage',
].map((name) => ({ name, type: 'string' }));

/** INFORMATION_SCHEMA.COLUMN_MASKS of one catalog, or of all where it is `system`, in DuckDB's words. */
export function columnMasks(owner: string, catalog: Catalog): string {
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
  return rowsRelation(COLUMNS, rows);
}

/** As it was written behind USING COLUMNS. */
export const argumentText = (given: MaskArgument): string =>
  'column' in given ? given.column : given.literal;
