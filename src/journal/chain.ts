/**
 * The hash chain of a document. Whoever changes, removes or inserts an entry has to change every later hash too, and a
 * checkpoint kept outside the store then no longer fits.
 */
import { createHash } from 'node:crypto';
import type { Entry } from './journal.ts';
import { canonicalJson, type Json } from './json.ts';

export type ChainProblem = { readonly seq: number; readonly problem: string };

/** SHA-256 in hex over the canonical JSON of everything in the entry but the hash itself. */
export function entryHash(entry: Omit<Entry, 'hash'>): string {
  const { ref, seq, atMs, event, stateHash, previous } = entry;
  return sha256(
    canonicalJson({ ref: { kind: ref.kind, id: ref.id }, seq, atMs, event, stateHash, previous }),
  );
}

/** SHA-256 in hex over the canonical JSON of a state: what `Entry.stateHash` holds. */
export function hashState(state: Json): string {
  return sha256(canonicalJson(state));
}

/**
 * Null when the entries, in the order given, are an unbroken piece of one document's chain. A piece may begin anywhere;
 * only one that begins at seq 1 proves that nothing came before it.
 */
export function verifyChain(entries: readonly Entry[]): ChainProblem | null {
  let before: Entry | undefined;
  for (const entry of entries) {
    const problem = problemOf(entry, before);
    if (problem !== null) return { seq: entry.seq, problem };
    before = entry;
  }
  return null;
}

function problemOf(entry: Entry, before: Entry | undefined): string | null {
  if (before !== undefined) {
    if (entry.ref.kind !== before.ref.kind || entry.ref.id !== before.ref.id) {
      return 'belongs to another document';
    }
    if (entry.seq !== before.seq + 1) return `follows entry ${before.seq}: something is missing or repeated`;
    if (entry.previous !== before.hash) return `does not continue entry ${before.seq}`;
  } else if (entry.seq === 1 ? entry.previous !== '' : entry.previous === '') {
    return entry.seq === 1 ? 'is the first entry, yet names a previous one' : 'names no previous entry';
  }
  if (!Number.isSafeInteger(entry.seq) || entry.seq < 1) return 'has no valid number';
  if (entryHash(entry) !== entry.hash) return 'was changed after it was written';
  return null;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
