import type { Catalog } from '../data/catalog.ts';
import { informationSchema } from '../data/information-schema.ts';
import { duckName, duckText } from '../sql/names.ts';
import { OBSERVER } from './show-grants.ts';

/** The rows of a view of INFORMATION_SCHEMA, written out as a table of texts; null for any other name. */
export function viewText(parts: readonly string[], principal: string, catalog: Catalog): string | null {
  const view = informationSchema(parts, { catalog, principal, seesAll: principal === OBSERVER });
  if (view === null) return null;
  const names = view.columns.map(({ name }) => duckName(name));
  const cell = (text: string | null) => `CAST(${text === null ? 'NULL' : duckText(text)} AS VARCHAR)`;
  const rows = view.rows.map((row) => `(${row.map(cell).join(', ')})`);
  const none = `(${names.map(() => cell(null)).join(', ')})`;
  const values = `(VALUES ${rows.length === 0 ? none : rows.join(', ')}) AS shown(${names.join(', ')})`;
  return `(SELECT * FROM ${values}${rows.length === 0 ? ' WHERE FALSE' : ''})`;
}
