/** A result set as the driver takes it from a warehouse: Arrow batches, and the schema in Arrow's and Thrift's words. */
import thriftTypes from '@databricks/sql/thrift/TCLIService_types.js';
import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  Map_,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import type { Column, ColumnType, Result, Value } from '../result.ts';

const { TTypeId } = thriftTypes;

const DECIMAL_BITS = 128;
const DECIMAL_WORDS = 4;
const WORD_BITS = 32n;
const WORD_MASK = 0xffff_ffffn;

/** The first message of an Arrow stream; the driver puts it in front of every batch. */
export function arrowSchemaOf(columns: readonly Column[]): Buffer {
  return splitStream({ columns, rows: [] }).schema;
}

export function arrowBatchOf(result: Result): Buffer {
  return splitStream(result).batch;
}

export function thriftSchemaOf(columns: readonly Column[]) {
  const described = columns.map(({ name, type }, index) => {
    const primitiveEntry = new thriftTypes.TPrimitiveTypeEntry({ type: thriftTypeOf(type) });
    const typeDesc = new thriftTypes.TTypeDesc({ types: [new thriftTypes.TTypeEntry({ primitiveEntry })] });
    return new thriftTypes.TColumnDesc({ columnName: name, typeDesc, position: index + 1 });
  });
  return new thriftTypes.TTableSchema({ columns: described });
}

function splitStream({ columns, rows }: Result): { schema: Buffer; batch: Buffer } {
  const fields = columns.map(({ name, type }) => new Field(name, arrowTypeOf(type), true));
  const children = columns.map(({ type }, index) => {
    const cells = rows.map((row) => arrowValueOf(row[index] ?? null, type));
    return vectorFromArray(cells, arrowTypeOf(type)).data[0] ?? makeData({ type: arrowTypeOf(type) });
  });
  const data = makeData({ type: new Struct(fields), nullCount: 0, length: rows.length, children });
  const stream = Buffer.from(tableToIPC(new Table([new RecordBatch(new Schema(fields), data)]), 'stream'));
  // A message is a mark of 4 bytes, a length of 4 bytes and that much metadata; the schema's has no body.
  const schemaEnd = 8 + stream.readInt32LE(4);
  return { schema: stream.subarray(0, schemaEnd), batch: stream.subarray(schemaEnd) };
}

function arrowTypeOf(type: ColumnType): DataType {
  if (typeof type === 'object') {
    if ('decimal' in type) return new Decimal(type.decimal.scale, type.decimal.precision, DECIMAL_BITS);
    if ('record' in type) {
      return new Struct(type.record.map((field) => new Field(field.name, arrowTypeOf(field.type), true)));
    }
    return new Struct(type.struct.map((name) => new Field(name, new Utf8(), true)));
  }
  switch (type) {
    case 'boolean':
      return new Bool();
    case 'int':
      return new Int32();
    case 'bigint':
      return new Int64();
    case 'double':
      return new Float64();
    case 'string':
      return new Utf8();
    case 'date':
      return new DateDay();
    case 'timestamp':
      return new TimestampMicrosecond('Etc/UTC');
    case 'map': {
      const entry = new Struct([new Field('key', new Utf8(), false), new Field('value', new Utf8(), true)]);
      return new Map_(new Field('entries', entry, false));
    }
  }
}

/** Dates as Date, decimals as the words of a 128-bit integer, the lowest first; all else as it is. */
function arrowValueOf(value: Value, type: ColumnType): unknown {
  if (value === null) return null;
  if (type === 'date') return new Date(value as number);
  if (typeof type === 'object' && 'record' in type) {
    const given = value as { readonly [name: string]: Value };
    return Object.fromEntries(
      type.record.map((field) => [field.name, arrowValueOf(given[field.name] ?? null, field.type)]),
    );
  }
  if (typeof type !== 'object' || !('decimal' in type)) return value;
  const unscaled = BigInt.asUintN(DECIMAL_BITS, value as bigint);
  const word = (_none: unknown, index: number) =>
    Number((unscaled >> (WORD_BITS * BigInt(index))) & WORD_MASK);
  return Uint32Array.from({ length: DECIMAL_WORDS }, word);
}

function thriftTypeOf(type: ColumnType) {
  if (typeof type === 'object') return 'decimal' in type ? TTypeId.DECIMAL_TYPE : TTypeId.STRUCT_TYPE;
  const types = {
    boolean: TTypeId.BOOLEAN_TYPE,
    int: TTypeId.INT_TYPE,
    bigint: TTypeId.BIGINT_TYPE,
    double: TTypeId.DOUBLE_TYPE,
    string: TTypeId.STRING_TYPE,
    date: TTypeId.DATE_TYPE,
    timestamp: TTypeId.TIMESTAMP_TYPE,
    map: TTypeId.MAP_TYPE,
  } satisfies Record<Extract<ColumnType, string>, unknown>;
  return types[type];
}
