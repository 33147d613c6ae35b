import type { ColumnType } from '../result.ts';
import type { Cursor } from './cursor.ts';

/** Databricks' type names in DuckDB's words. Every timestamp is UTC without a zone; a zone in a text is converted. */
const TYPES: { readonly [name: string]: string } = {
  BOOLEAN: 'BOOLEAN',
  TINYINT: 'TINYINT',
  SMALLINT: 'SMALLINT',
  INT: 'INTEGER',
  INTEGER: 'INTEGER',
  BIGINT: 'BIGINT',
  LONG: 'BIGINT',
  FLOAT: 'DOUBLE',
  DOUBLE: 'DOUBLE',
  STRING: 'VARCHAR',
  VARCHAR: 'VARCHAR',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP',
  TIMESTAMP_NTZ: 'TIMESTAMP',
  DECIMAL: 'DECIMAL(38, 10)',
};

const PRECISION_MAX = 38;

export function parseType(cursor: Cursor): string {
  const token = cursor.next();
  if (token.type !== 'word' || TYPES[token.value] === undefined) cursor.refuse(token);
  if (token.value !== 'DECIMAL') return token.value;
  if (!cursor.takeSymbol('(')) return 'DECIMAL(10,0)';
  const precision = digits(cursor);
  const scale = cursor.takeSymbol(',') ? digits(cursor) : 0;
  cursor.expectSymbol(')');
  if (precision < 1 || precision > PRECISION_MAX || scale > precision) cursor.refuse();
  return `DECIMAL(${precision},${scale})`;
}

function digits(cursor: Cursor): number {
  const token = cursor.next();
  return token.type === 'number' && /^\d{1,2}$/.test(token.text) ? Number(token.text) : cursor.refuse(token);
}

/** `type` as parsed above, or as a parameter carries it. */
export function castTo(value: string, type: string): string {
  return `CAST(${value} AS ${duckType(type)})`;
}

export function duckType(type: string): string {
  const found = /^DECIMAL\(\d+,\d+\)$/.test(type) ? type : TYPES[type.toUpperCase()];
  return found ?? 'VARCHAR';
}

/** As DESCRIBE writes it. */
export function typeName(type: ColumnType): string {
  if (typeof type === 'string') return type === 'map' ? 'map<string,string>' : type;
  if ('decimal' in type) return `decimal(${type.decimal.precision},${type.decimal.scale})`;
  if ('record' in type)
    return `struct<${type.record.map((field) => `${field.name}:${typeName(field.type)}`).join(',')}>`;
  return `struct<${type.struct.map((field) => `${field}:string`).join(',')}>`;
}
