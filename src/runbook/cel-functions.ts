/** What CEL lacks for reading rows and writing sentences. Each refuses what it cannot do: an error is never a pass. */

import { createHash } from 'node:crypto';
import {
  type CelFunc,
  type CelInput,
  CelScalar,
  celFunc,
  isCelList,
  isCelMap,
  listType,
  objectType,
} from '@bufbuild/cel';
import { DurationSchema, TimestampSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';

const { BOOL, DOUBLE, DYN, INT, STRING } = CelScalar;
const TIMESTAMP = objectType(TimestampSchema);
const DURATION = objectType(DurationSchema);
const LIST = listType(DYN);

const DIGITS_MAX = 6;
const DIGEST_CHARACTERS = 16;

export const celFunctions: readonly CelFunc[] = [
  ...mixed('_+_', (left, right) => left + right),
  ...mixed('_-_', (left, right) => left - right),
  ...mixed('_*_', (left, right) => left * right),
  ...mixed('_/_', divide),
  // Doubles divide to infinity in CEL, and infinity compares: a missing denominator would become a verdict.
  celFunc('_/_', [DOUBLE, DOUBLE], DOUBLE, divide),
  /** `json(r.operationParameters).version`: maps and structs arrive from the warehouse as JSON text. */
  celFunc('json', [STRING], DYN, json),
  /** `fixed(9, 1)` is `9.0`. */
  celFunc('fixed', [DOUBLE, INT], STRING, fixed),
  celFunc('fixed', [INT, INT], STRING, (value, digits) => fixed(Number(value), digits)),
  /** `grouped(20000)` is `20,000`. */
  celFunc('grouped', [DOUBLE], STRING, grouped),
  celFunc('grouped', [INT], STRING, (value) => grouped(Number(value))),
  /** `count(1, 'commit', 'commits')` is `1 commit`. */
  celFunc('count', [DOUBLE, STRING, STRING], STRING, count),
  celFunc('count', [INT, STRING, STRING], STRING, (n, one, many) => count(Number(n), one, many)),
  /** `span(32640)` is `9 h 4 min`; seconds, or the difference of two times. */
  celFunc('span', [DOUBLE], STRING, span),
  celFunc('span', [INT], STRING, (seconds) => span(Number(seconds))),
  celFunc('span', [DURATION], STRING, (duration) => span(Number(duration.message.seconds))),
  /** A cell that holds a time: RFC 3339, or the engine's own form without a zone, which is UTC. */
  celFunc('utc', [STRING], TIMESTAMP, utc),
  celFunc('is_time', [DYN], BOOL, (cell) => typeof cell === 'string' && !Number.isNaN(instantMs(cell))),
  /** `tally(['WRITE', 'MERGE', 'WRITE'])` is `2 WRITE, 1 MERGE`, in the order of first appearance. */
  celFunc('tally', [LIST], STRING, (items) => tally(isCelList(items) ? [...items] : [])),
  /** `total(rows.map(r, r.runs))`: of nothing it is nothing. */
  celFunc('total', [LIST], DOUBLE, total),
  /** `cell(r, 'objectType')`: by the column's name without regard to case, in which versions of the platform differ. */
  celFunc('cell', [DYN, STRING], DYN, (row, name) => cell(row, name)),
  /** `having(rows, 'principal', ['jane@bank.example'])`: those rows, whatever the case; thousands of them in no time. */
  celFunc('having', [LIST, STRING, LIST], LIST, (rows, column, names) => having(rows, column, texts(names))),
  /** Each once, in the order of the alphabet: for lists that the engine gives in whatever order. */
  celFunc('sorted', [LIST], LIST, (items) => [...new Set(texts(items))].toSorted()),
  /** Stands for a text that is compared and not kept: 16 hexadecimal digits of its SHA-256. */
  celFunc('digest', [STRING], STRING, (text) =>
    createHash('sha256').update(text).digest('hex').slice(0, DIGEST_CHARACTERS),
  ),
  /** `brief(['a', 'b', 'c'], 2)` is `a, b and 1 more`, and of an empty list `nothing`. */
  celFunc('brief', [LIST, INT], STRING, (items, most) => brief(texts(items), Number(most))),
];

/** The engine's own error quotes a piece of the text, by which nobody could tell any more what it was cut from. */
function json(text: string): CelInput {
  try {
    return JSON.parse(text) as CelInput;
  } catch {
    throw new SyntaxError('the text is not JSON');
  }
}

function mixed(name: string, apply: (left: number, right: number) => number): readonly CelFunc[] {
  return [
    celFunc(name, [DOUBLE, INT], DOUBLE, (left, right) => apply(left, Number(right))),
    celFunc(name, [INT, DOUBLE], DOUBLE, (left, right) => apply(Number(left), right)),
  ];
}

function divide(left: number, right: number): number {
  if (right === 0) throw new RangeError('division by zero');
  return left / right;
}

function fixed(value: number, digits: bigint): string {
  if (!Number.isFinite(value)) throw new RangeError('not a finite number');
  if (digits < 0n || digits > DIGITS_MAX) throw new RangeError(`digits must be 0 to ${DIGITS_MAX}`);
  return value.toFixed(Number(digits));
}

function grouped(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('not a finite number');
  const [whole = '', fraction] = String(value).split('.');
  if (whole.includes('e')) throw new RangeError('too large a number');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

function count(value: number, one: string, many: string): string {
  return `${grouped(value)} ${value === 1 ? one : many}`;
}

function span(seconds: number): string {
  if (!Number.isFinite(seconds)) throw new RangeError('not a finite number');
  const all = Math.floor(Math.abs(seconds));
  const minutes = Math.floor(all / 60) % 60;
  const hours = Math.floor(all / 3_600);
  if (all < 60) return `${all} s`;
  if (hours === 0) return `${minutes} min`;
  if (hours < 48) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function utc(text: string) {
  const ms = instantMs(text);
  if (Number.isNaN(ms)) throw new RangeError(`“${text}” is not a time`);
  return timestampFromDate(new Date(ms));
}

const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/;

/** Not a number where it is none. */
export function instantMs(text: string): number {
  const [, date, time, fraction = '', zone = 'Z'] = TIME.exec(text) ?? [];
  return date === undefined ? Number.NaN : Date.parse(`${date}T${time}${fraction.slice(0, 4)}${zone}`);
}

function tally(items: readonly unknown[]): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(String(item), (counts.get(String(item)) ?? 0) + 1);
  return [...counts].map(([item, times]) => `${times} ${item}`).join(', ');
}

/** An empty cell among them is no zero. */
function total(items: unknown): number {
  const all: readonly unknown[] = isCelList(items) ? [...items] : [];
  return all.reduce<number>((sum, item) => {
    if (typeof item !== 'number' && typeof item !== 'bigint') throw new RangeError('not a list of numbers');
    return sum + Number(item);
  }, 0);
}

function cell(row: unknown, name: string): CelInput {
  if (isCelMap(row)) {
    for (const column of row.keys()) {
      if (typeof column === 'string' && column.toLowerCase() === name.toLowerCase())
        return row.get(column) as CelInput;
    }
  }
  throw new RangeError(`there is no column ${name}`);
}

/** A row that names nobody is none of them. */
function having(rows: unknown, column: string, names: readonly string[]): CelInput[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return (isCelList(rows) ? [...rows] : []).filter((row) => {
    const name = cell(row, column);
    return typeof name === 'string' && wanted.has(name.toLowerCase());
  });
}

/** Whatever is not text in such a list is a mistake of who wrote the expression. */
function texts(items: unknown): readonly string[] {
  const all: readonly unknown[] = isCelList(items) ? [...items] : [];
  const stranger = all.find((item) => typeof item !== 'string');
  if (stranger !== undefined) throw new RangeError('not a list of texts');
  return all as readonly string[];
}

function brief(items: readonly string[], most: number): string {
  if (items.length === 0) return 'nothing';
  const rest = items.length - most;
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${rest} more` : items.join(', ');
}
