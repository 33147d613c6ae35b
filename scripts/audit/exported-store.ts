/**
 * Entries as JSON Lines instead of a store: what `export` writes, or the rows of the audit table, in any order. There are
 * no states and no keys in it, so nothing is said about these. All of it is held in memory.
 */
import { createReadStream, existsSync } from 'node:fs';
import { canonical } from './entry.ts';
import {
  byName,
  CannotLook,
  type DocumentName,
  type RawDocument,
  type RawEntry,
  type Store,
} from './store.ts';

export async function openExported(file: string): Promise<Store> {
  if (!existsSync(file)) throw new CannotLook(`There is no ${file}.`);
  const documents = await documentsIn(file);
  const read = (name: DocumentName): RawDocument => {
    const entries = documents.get(keyOf(name))?.entries ?? [];
    return { name, head: null, isExport: true, pages: pagesOf(entries) };
  };
  return {
    description: file,
    document: async (name) => read(name),
    names: async () => [...documents.values()].map(({ name }) => name).sort(byName),
    documents: async function* (names) {
      for (const name of names) yield read(name);
    },
    keyUses: async function* () {},
    close: async () => {},
  };
}

type Document = { readonly name: DocumentName; readonly entries: RawEntry[] };

async function documentsIn(file: string): Promise<ReadonlyMap<string, Document>> {
  const documents = new Map<string, Document>();
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    if (line.trim() === '') continue;
    const { name, entry } = rowOf(line) ?? noEntry(file, number);
    const document = documents.get(keyOf(name)) ?? { name, entries: [] };
    document.entries.push(entry);
    documents.set(keyOf(name), document);
  }
  // A table has no order of its own.
  for (const { entries } of documents.values()) entries.sort((a, b) => a.number - b.number);
  return documents;
}

/** By line feeds alone: a text may hold what else is taken for the end of a line. */
async function* linesOf(file: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

function noEntry(file: string, line: number): never {
  throw new CannotLook(
    `Line ${line} of ${file} is no entry, as npm run audit -- export or the table has them.`,
  );
}

type Row = { readonly name: DocumentName; readonly entry: RawEntry };

function rowOf(line: string): Row | null {
  const members = membersOf(line);
  if (members === null) return null;
  const { kind, id, number, atMs, time, stateHash, previous, hash } = members;
  const event = members['event'] ?? members['damagedEvent'];
  if (typeof kind !== 'string' || typeof id !== 'string' || event === undefined || event === null)
    return null;
  const entry: RawEntry = {
    number: Number(number),
    atMs: Number(atMs),
    // The table has the event's own bytes, as a text; in an export it stands as what it is.
    event: typeof event === 'string' ? event : canonical(event),
    stateHash: String(stateHash),
    previous: String(previous),
    hash: String(hash),
    flaw: shows(time, Number(atMs)) ? null : `shows another time (${String(time)}) than its own`,
  };
  return { name: { kind, id }, entry };
}

/** People read the time; what the hash is over is the number beside it. */
function shows(time: unknown, atMs: number): boolean {
  if (typeof time !== 'string' || !/(?:Z|[+-]\d\d:?\d\d)$/.test(time)) return true;
  return Date.parse(time) === atMs;
}

function membersOf(line: string): { readonly [member: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as { [member: string]: unknown }) : null;
  } catch {
    return null;
  }
}

function keyOf({ kind, id }: DocumentName): string {
  return JSON.stringify([kind, id]);
}

async function* pagesOf(entries: readonly RawEntry[]): AsyncIterable<readonly RawEntry[]> {
  yield entries;
}
