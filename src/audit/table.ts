/** A table in the lakehouse that holds a copy of the entries, for who has no way to the store. */
import type { Entry } from '../journal/journal.ts';
import { canonicalJson, type Json } from '../journal/json.ts';

/** What became of a batch. Nothing but `there` says that the table has it. */
export type Put =
  /** Each of them can be read in the table. `doubles`: so many rows more than there are entries. */
  | { readonly outcome: 'there'; readonly doubles: number }
  /** Nothing changes until a person does something: there is no such table, or the engine will not have it. */
  | { readonly outcome: 'missing' | 'refused'; readonly errorClass: string; readonly message: string }
  /** Nothing was taken; later it may be. */
  | { readonly outcome: 'later'; readonly message: string }
  /** It may have been taken, or be taken yet, until the engine must have given it up. */
  | { readonly outcome: 'unknown'; readonly message: string };

export type AuditTable = {
  /** Its three parts, with dots. */
  readonly name: string;
  /** May be asked for again, and from anywhere: what is there is not put in twice. `guard` is asked just before it is sent. */
  readonly put: (entries: readonly Entry[], guard: () => Promise<boolean>) => Promise<Put>;
};

/** After so long the engine has ended what it was sent, or given it up. */
export const PUT_MAX_MS = 60_000;

/** Databricks takes a megabyte of bound values with one statement, and the largest entry (see commitLimits) fits in alone. */
export const BATCH_BYTES_MAX = 500_000;
export const BATCH_ENTRIES_MAX = 250;

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}(?:\.[A-Za-z_][A-Za-z0-9_]{0,99}){2}$/;

export function isTableName(text: string): boolean {
  return NAME.test(text);
}

/** As it is bound: one value, however many there are, since no statement takes more than 255. */
export function asParameter(entries: readonly Entry[]): string {
  return `[${entries.map(asRow).join()}]`;
}

/** What `asParameter` takes for it, and the comma. */
export function bytesOf(entry: Entry): number {
  return Buffer.byteLength(asRow(entry)) + 1;
}

/** Named as in `npm run audit -- export`. The event is a text: its bytes are what the hash is over. */
function asRow({ ref, seq, atMs, event, stateHash, previous, hash }: Entry): string {
  const row = { ...ref, number: seq, atMs, event: canonicalJson(event), stateHash, previous, hash };
  return JSON.stringify(row satisfies Json);
}

const ENTRIES = `(SELECT inline(from_json(:entries, 'ARRAY<STRUCT<kind STRING, id STRING, number BIGINT, atMs BIGINT, event STRING, stateHash STRING, previous STRING, hash STRING>>')))`;
/**
 * By the hash too. An entry that somebody made up under a number keeps out none that was really made: both are there,
 * and whoever verifies sees the fork.
 */
const SAME = 't.kind = s.kind AND t.id = s.id AND t.number = s.number AND t.hash = s.hash';

export function putText(name: string): string {
  return `MERGE INTO ${quoted(name)} AS t USING ${ENTRIES} AS s ON ${SAME} WHEN NOT MATCHED THEN INSERT (kind, id, number, atMs, time, event, stateHash, previous, hash) VALUES (s.kind, s.id, s.number, s.atMs, timestamp_millis(s.atMs), s.event, s.stateHash, s.previous, s.hash)`;
}

export function countText(name: string): string {
  return `SELECT count(*) AS copies, count(DISTINCT s.hash) AS entries FROM ${quoted(name)} AS t JOIN ${ENTRIES} AS s ON ${SAME}`;
}

/**
 * The same that `npm run audit -- table-ddl` prints. Only appended to; two writers at a time conflict instead of
 * writing the same row twice, which deletion vectors, by way of row-level concurrency, would let them.
 */
export function tableDdl(name: string): string {
  return `CREATE TABLE ${quoted(name)} (
  kind STRING NOT NULL COMMENT 'incident, approval, checklist, …',
  id STRING NOT NULL COMMENT 'INC-7',
  number BIGINT NOT NULL COMMENT 'of the entry in its document, from 1',
  atMs BIGINT NOT NULL COMMENT 'by the store, in milliseconds since 1970',
  time TIMESTAMP NOT NULL COMMENT 'the same, to read',
  event STRING NOT NULL COMMENT 'JSON; its bytes are what the hash is over',
  stateHash STRING NOT NULL COMMENT 'of the state that the event led to',
  previous STRING NOT NULL COMMENT 'hash of the entry before',
  hash STRING NOT NULL
) USING DELTA
COMMENT 'Four Eyes: what was asked for, decided and done'
TBLPROPERTIES ('delta.appendOnly' = 'true', 'delta.isolationLevel' = 'Serializable', 'delta.enableDeletionVectors' = 'false')`;
}

function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `\`${part}\``)
    .join('.');
}
