/**
 * The store as an auditor reads it: texts as they lie there, and nothing of the bot's own code. Whoever writes a chain
 * and whoever verifies it must not share a mistake.
 */

/** `event` is the stored text, byte for byte. `flaw`: why this is nothing that the bot writes. */
export type RawEntry = {
  readonly number: number;
  readonly atMs: number;
  readonly event: string;
  readonly stateHash: string;
  readonly previous: string;
  readonly hash: string;
  readonly flaw: string | null;
};

export type Head = { readonly version: number; readonly head: string; readonly state: string };

/**
 * Entries in the order in which the store has them, a page at a time. `head` null: there are entries alone, which
 * is all that there should be in an export.
 */
export type RawDocument = {
  readonly name: DocumentName;
  readonly head: Head | null;
  readonly isExport?: true;
  readonly pages: AsyncIterable<readonly RawEntry[]>;
};

export type DocumentName = { readonly kind: string; readonly id: string };

/** What a key, by which the bot knows that something was done, says that it was used by. */
export type KeyUse = { readonly key: string; readonly name: DocumentName; readonly version: number };

export type Store = {
  readonly description: string;
  readonly document: (name: DocumentName) => Promise<RawDocument>;
  /** All of them by kind and id. Whatever is committed meanwhile may be there or not. */
  readonly names: () => Promise<readonly DocumentName[]>;
  readonly documents: (names: readonly DocumentName[]) => AsyncIterable<RawDocument>;
  readonly keyUses: () => AsyncIterable<KeyUse>;
  readonly close: () => Promise<void>;
};

export const CHECKPOINTS: DocumentName = { kind: 'checkpoint', id: 'audit' };

export function textOf({ kind, id }: DocumentName): string {
  return `${kind}/${id}`;
}

/** What the auditor has to put right; the message says what. */
export class CannotLook extends Error {}

export function byName(a: DocumentName, b: DocumentName): number {
  return compare(a.kind, b.kind) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
