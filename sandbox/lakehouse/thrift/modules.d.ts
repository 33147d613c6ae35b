/** The few parts used here of two packages that ship without types. */
declare module 'thrift' {
  export type Protocol = {
    readMessageBegin(): { fname: string; mtype: number; rseqid: number };
    readMessageEnd(): void;
    readStructBegin(): unknown;
    readStructEnd(): void;
    readFieldBegin(): { ftype: number; fid: number };
    readFieldEnd(): void;
    skip(type: number): void;
    writeMessageBegin(name: string, type: number, seqid: number): void;
    writeMessageEnd(): void;
    writeStructBegin(name: string): void;
    writeStructEnd(): void;
    writeFieldBegin(name: string, type: number, id: number): void;
    writeFieldEnd(): void;
    writeFieldStop(): void;
    flush(): void;
  };
  export type Transport = object;
  export const TBinaryProtocol: new (transport: Transport) => Protocol;
  export const TBufferedTransport: {
    new (buffer: undefined, onFlush: (data: Buffer) => void): Transport;
    receiver(callback: (transport: Transport) => void): (data: Buffer) => void;
  };
  export const Thrift: {
    readonly Type: { readonly STOP: number; readonly STRUCT: number };
    readonly MessageType: { readonly REPLY: number; readonly EXCEPTION: number };
    readonly TApplicationExceptionType: { readonly UNKNOWN_METHOD: number };
    readonly TApplicationException: new (type: number, message: string) => { write(output: Protocol): void };
  };
}

declare module 'node-int64' {
  export default class Int64 {
    constructor(value: number | Buffer);
    toNumber(allowImprecise?: boolean): number;
  }
}

/** Version 13 ships types, but its `exports` does not lead TypeScript to them. */
declare module 'apache-arrow' {
  export type DataType = { readonly typeId: number };
  export class Field {
    constructor(name: string, type: DataType, nullable: boolean);
  }
  type TypeOf<Arguments extends readonly unknown[] = []> = new (...args: Arguments) => DataType;
  export const Bool: TypeOf;
  export const DateDay: TypeOf;
  export const Float64: TypeOf;
  export const Int32: TypeOf;
  export const Int64: TypeOf;
  export const Utf8: TypeOf;
  export const TimestampMicrosecond: TypeOf<[timezone: string]>;
  export const Decimal: TypeOf<[scale: number, precision: number, bitWidth: number]>;
  export const Struct: TypeOf<[fields: readonly Field[]]>;
  export const Map_: TypeOf<[entries: Field]>;
  export class Schema {
    constructor(fields: readonly Field[]);
  }
  export type Data = { readonly length: number };
  export function makeData(props: {
    readonly type: DataType;
    readonly nullCount?: number;
    readonly length?: number;
    readonly children?: readonly Data[];
  }): Data;
  export class RecordBatch {
    constructor(schema: Schema, data: Data);
  }
  export class Table {
    constructor(batches: readonly RecordBatch[]);
  }
  export function vectorFromArray(
    values: readonly unknown[],
    type: DataType,
  ): { readonly data: readonly Data[] };
  export function tableToIPC(table: Table, type: 'stream'): Uint8Array;
}
