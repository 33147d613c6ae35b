/** A result set between the engine and the wire. */
export type ColumnType =
  | 'boolean'
  | 'int'
  | 'bigint'
  | 'double'
  | 'string'
  | 'date'
  | 'timestamp'
  | 'map'
  | { readonly decimal: { readonly precision: number; readonly scale: number } }
  | { readonly struct: readonly string[] }
  | { readonly record: readonly Column[] };

export type Column = { readonly name: string; readonly type: ColumnType };

/**
 * Null, or by type: boolean, int and double as number, bigint as bigint, decimal as its unscaled bigint, date and
 * timestamp as milliseconds since 1970 (UTC), map and struct as an object of strings, record as an object by column.
 */
export type Value = null | boolean | number | bigint | string | { readonly [key: string]: Value };

export type Result = { readonly columns: readonly Column[]; readonly rows: readonly (readonly Value[])[] };
