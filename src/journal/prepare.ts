/** What every store does with a commit before it writes: check its limits, turn it into text, continue the chain. */
import { AppError } from '../errors.ts';
import { entryHash, sha256 } from './chain.ts';
import type { Commit, Entry, Once } from './journal.ts';
import { canonicalJson, type Json } from './json.ts';

/** Far above what a bot of one team writes, far below what would make one commit hold up all others. */
export const commitLimits = {
  stateCharsMax: 1_000_000,
  eventCharsMax: 250_000,
  intentCharsMax: 50_000,
  keyCharsMax: 500,
  listMax: 200,
} as const;

export const onceKeptMs = 25 * 60 * 60 * 1000;
export const historyLimitDefault = 1_000;
export const buriedKeptMax = 10_000;
/** One take stops here, whatever else has expired: it runs where everybody waits for it. */
export const buriedPerTakeMax = 500;

export type PreparedRow = {
  readonly lane: string;
  readonly collapse?: string;
  readonly intentText: string;
  readonly expiresAtMs?: number;
};

export type PreparedEmitted = {
  readonly to: Commit['ref'];
  readonly eventText: string;
  readonly once: string;
};

export type Prepared = {
  readonly ref: Commit['ref'];
  /** The version and head that the document must have now. */
  readonly loaded: { readonly version: number; readonly head: string };
  readonly stateText: string;
  readonly entry: Entry;
  readonly eventText: string;
  readonly outbox: readonly PreparedRow[];
  readonly due: readonly { readonly name: string; readonly atMs: number }[];
  readonly once: readonly Once[];
  readonly validUntilMs?: number;
  readonly indexes: readonly (readonly [name: string, score: number])[];
  readonly emit: readonly PreparedEmitted[];
};

/** Throws AppError('invalid') for a commit that is outside the limits; nothing is written then. */
export function prepareCommit(commit: Commit): Prepared {
  const { ref, version, head, atMs } = commit;
  requireKey('id', ref.id);
  requireWhole('version', version);
  requireWhole('atMs', atMs);
  if ((version === 0) !== (head === '')) throw invalid('version 0 and an empty head belong together');
  const stateText = textOf('state', commit.state, commitLimits.stateCharsMax);
  const eventText = textOf('event', commit.event, commitLimits.eventCharsMax);
  const unhashed = {
    ref: { kind: ref.kind, id: ref.id },
    seq: version + 1,
    atMs,
    event: commit.event,
    stateHash: sha256(stateText),
    previous: head,
  };
  if (commit.validUntilMs !== undefined) requireWhole('validUntilMs', commit.validUntilMs);
  return {
    ref: unhashed.ref,
    loaded: { version, head },
    stateText,
    entry: { ...unhashed, hash: entryHash(unhashed) },
    eventText,
    outbox: preparedRows(commit),
    due: preparedDue(commit),
    once: preparedOnce(commit),
    ...(commit.validUntilMs === undefined ? {} : { validUntilMs: commit.validUntilMs }),
    indexes: preparedIndexes(commit),
    emit: listOf('emit', commit.emit).map((emitted) => ({
      to: { kind: emitted.to.kind, id: requireKey('emit.to.id', emitted.to.id) },
      eventText: textOf('emit.event', emitted.event, commitLimits.eventCharsMax),
      once: requireKey('emit.once', emitted.once),
    })),
  };
}

function preparedRows(commit: Commit): readonly PreparedRow[] {
  return listOf('outbox', commit.outbox).map((row) => {
    if (row.expiresAtMs !== undefined) requireWhole('outbox.expiresAtMs', row.expiresAtMs);
    return {
      lane: requireKey('outbox.lane', row.lane),
      ...(row.collapse === undefined ? {} : { collapse: requireKey('outbox.collapse', row.collapse) }),
      intentText: textOf('outbox.intent', row.intent, commitLimits.intentCharsMax),
      ...(row.expiresAtMs === undefined ? {} : { expiresAtMs: row.expiresAtMs }),
    };
  });
}

function preparedDue(commit: Commit): Prepared['due'] {
  const due = listOf('due', commit.due);
  for (const { name, atMs } of due) {
    requireKey('due.name', name);
    requireWhole('due.atMs', atMs);
  }
  if (new Set(due.map(({ name }) => name)).size !== due.length) throw invalid('two deadlines share one name');
  return due;
}

/** One key named twice is one key, and stays for good if either said so. */
function preparedOnce(commit: Commit): readonly Once[] {
  const keys = new Map<string, Once>();
  for (const once of listOf('once', commit.once)) {
    requireKey('once.key', once.key);
    if (keys.get(once.key)?.keep !== 'for_good') keys.set(once.key, once);
  }
  return [...keys.values()];
}

function preparedIndexes(commit: Commit): Prepared['indexes'] {
  const indexes = listOf('indexes', Object.entries(commit.indexes ?? {}));
  for (const [name, score] of indexes) {
    requireKey('indexes', name);
    if (!Number.isFinite(score)) throw invalid(`the score of index ${name} is not a finite number`);
  }
  return indexes;
}

function listOf<T>(what: string, list: readonly T[] | undefined): readonly T[] {
  if (list === undefined) return [];
  if (list.length > commitLimits.listMax) {
    throw invalid(`${what} has ${list.length} items, ${commitLimits.listMax} are allowed`);
  }
  return list;
}

function textOf(what: string, value: Json, charsMax: number): string {
  const text = canonicalJson(value);
  if (text.length > charsMax) throw invalid(`${what} has ${text.length} characters, ${charsMax} are allowed`);
  return text;
}

/** Keys reach Lua's JSON reader and SQLite's text: half a surrogate pair or a NUL would not come back the same. */
function requireKey(what: string, key: string): string {
  if (key === '' || key.length > commitLimits.keyCharsMax) {
    throw invalid(`${what} must have 1 to ${commitLimits.keyCharsMax} characters`);
  }
  if (!key.isWellFormed() || /\p{Cc}/u.test(key)) throw invalid(`${what} holds control characters`);
  return key;
}

function requireWhole(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw invalid(`${what} is not a whole number: ${value}`);
}

function invalid(problem: string): AppError {
  return new AppError('invalid', `This cannot be written to the journal: ${problem}.`);
}
