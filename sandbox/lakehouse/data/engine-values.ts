import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { ColumnType, Value } from '../result.ts';

const DAY_MS = 86_400_000;

const TYPES: ReadonlyMap<DuckDBTypeId, ColumnType> = new Map<DuckDBTypeId, ColumnType>([
  [DuckDBTypeId.BOOLEAN, 'boolean'],
  [DuckDBTypeId.TINYINT, 'int'],
  [DuckDBTypeId.SMALLINT, 'int'],
  [DuckDBTypeId.INTEGER, 'int'],
  [DuckDBTypeId.BIGINT, 'bigint'],
  [DuckDBTypeId.UBIGINT, 'bigint'],
  // DuckDB's sum of integers is 128 bits wide, Spark's is a BIGINT.
  [DuckDBTypeId.HUGEINT, 'bigint'],
  [DuckDBTypeId.FLOAT, 'double'],
  [DuckDBTypeId.DOUBLE, 'double'],
  [DuckDBTypeId.DATE, 'date'],
  [DuckDBTypeId.TIMESTAMP, 'timestamp'],
]);

export function columnTypeOf(type: DuckDBType): ColumnType {
  if (type.typeId !== DuckDBTypeId.DECIMAL) return TYPES.get(type.typeId) ?? 'string';
  const { width, scale } = type as DuckDBType & { readonly width: number; readonly scale: number };
  return { decimal: { precision: width, scale } };
}

export function valueOf(cell: DuckDBValue, type: ColumnType): Value {
  if (cell === null) return null;
  if (cell instanceof DuckDBDateValue) return cell.days * DAY_MS;
  if (cell instanceof DuckDBTimestampValue) return Number(cell.micros / 1000n);
  if (cell instanceof DuckDBDecimalValue) return cell.value;
  if (type === 'bigint') return BigInt(cell as bigint | number);
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'string') return cell;
  // Intervals and the like, as DuckDB writes them.
  return cell.toString();
}
