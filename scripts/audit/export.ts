/** All entries as JSON Lines, by document and number, as they are read: nothing is held back to be sorted. */
import { type DocumentName, type RawEntry, type Store, textOf } from './store.ts';

export type Wanted = {
  /** `INC-7` or `incident/INC-7`. */
  readonly document: string | null;
  readonly fromMs: number;
  readonly beforeMs: number;
};

export async function* exported(store: Store, { document, fromMs, beforeMs }: Wanted): AsyncIterable<string> {
  const names = (await store.names()).filter(
    (name) => document === null || document === name.id || document === textOf(name),
  );
  for await (const { name, pages } of store.documents(names)) {
    for await (const page of pages) {
      const wanted = page.filter(({ atMs }) => atMs >= fromMs && atMs < beforeMs);
      if (wanted.length > 0) yield wanted.map((entry) => `${lineOf(name, entry)}\n`).join('');
    }
  }
}

function lineOf({ kind, id }: DocumentName, entry: RawEntry): string {
  const { number, atMs, stateHash, previous, hash } = entry;
  const before = JSON.stringify({ kind, id, number, atMs, time: timeOf(atMs) }).slice(0, -1);
  const behind = JSON.stringify({ stateHash, previous, hash }).slice(1);
  // The event's own bytes, which the hash is over; what is no JSON any more is shown as a text.
  const event = isJson(entry.event)
    ? `"event":${entry.event}`
    : `"damagedEvent":${JSON.stringify(entry.event)}`;
  return `${before},${event},${behind}`;
}

function timeOf(atMs: number): string | null {
  return Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return !text.includes('\n');
  } catch {
    return false;
  }
}
