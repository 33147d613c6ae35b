import type { Column } from '../result.ts';
import { duckName, duckText } from './names.ts';
import { sparkTimestamp } from './scope.ts';
import { castTo, typeName } from './types.ts';

type Cell = string | bigint | number | null;

/** Rows that no table holds, as a relation in DuckDB's words; without rows, one that is empty. */
export function rowsRelation(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const select = (row: readonly Cell[]) =>
    `SELECT ${columns
      .map(({ name, type }, index) => {
        const text = textOf(row[index] ?? null, type);
        return `${castTo(text, typeName(type).toUpperCase())} AS ${duckName(name)}`;
      })
      .join(', ')}`;
  return `(${rows.length === 0 ? `${select([])} WHERE FALSE` : rows.map(select).join(' UNION ALL ')})`;
}

function textOf(value: Cell, type: Column['type']): string {
  if (value === null) return 'NULL';
  if (type === 'timestamp' && typeof value === 'number') return duckText(sparkTimestamp(value));
  return duckText(String(value));
}
