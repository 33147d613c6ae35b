/** The checkpoints that the store has, each held against its signature, its entry and the lines from outside. */
import type { KeyObject } from 'node:crypto';
import { canonical, sha256 } from './entry.ts';
import { isSigned, type Line } from './lines.ts';
import type { RawEntry } from './store.ts';

export type Claim = { readonly checkpoint: number; readonly version: number; readonly head: string };

export type StoredCheckpoint = {
  readonly number: number;
  readonly atMs: number;
  readonly hash: string;
  /** More had changed than it holds: only a later one is complete. */
  readonly more: boolean;
  readonly documents: readonly {
    readonly kind: string;
    readonly id: string;
    readonly version: number;
    readonly head: string;
  }[];
};

export type ReadCheckpoint = { readonly stored: StoredCheckpoint | null; readonly flaws: readonly string[] };

export function readCheckpoint(entry: RawEntry, keys: readonly KeyObject[]): ReadCheckpoint {
  const event = parsed(entry.event);
  const { checkpoint, signature } = event ?? {};
  if (!isRecord(checkpoint) || typeof signature !== 'string')
    return { stored: null, flaws: ['is no checkpoint'] };
  const { number, previous, atMs, through, more, documents } = checkpoint;
  if (
    typeof atMs !== 'number' ||
    !Number.isSafeInteger(atMs) ||
    Math.abs(atMs) > 8.64e15 ||
    !areListed(documents)
  ) {
    return { stored: null, flaws: ['is no checkpoint'] };
  }
  const hash = sha256(canonical(checkpoint));
  const time = new Date(atMs).toISOString();
  const text = `four-eyes-checkpoint ${String(number)} ${time} documents=${documents.length} sha256=${hash}`;
  const state = { number, atMs, through, more, documents: documents.length, hash };
  const flaws = [
    isSigned(text, signature, keys)
      ? null
      : 'is not signed by this key: another key made it, or somebody else did',
    number === entry.number ? null : `calls itself checkpoint ${String(number)}`,
    previous === entry.previous ? null : 'does not continue the checkpoint before it',
    atMs === entry.atMs ? null : 'has another time than its entry',
    sha256(canonical(state)) === entry.stateHash ? null : 'led to another state than is stored',
  ].filter((flaw) => flaw !== null);
  return { stored: { number: entry.number, atMs, hash, more: more === true, documents }, flaws };
}

/** What the lines from outside say against the checkpoints in the store, by their numbers. */
export function differences(
  stored: ReadonlyMap<number, StoredCheckpoint>,
  lines: readonly Line[],
): readonly Contradiction[] {
  const last = [...stored.keys()].reduce((a, b) => Math.max(a, b), 0);
  const told = new Map<number, Line>();
  return lines.flatMap((line): readonly Contradiction[] => {
    const { number, time, hash } = line;
    const other = told.get(number);
    told.set(number, line);
    if (other !== undefined && other.hash !== hash) {
      return [
        {
          number,
          problem: 'was signed twice with different contents: the store went back, or there are two',
        },
      ];
    }
    if (other !== undefined) return [];
    const mine = stored.get(number);
    if (mine === undefined) {
      const where =
        number > last
          ? `the store ends at checkpoint ${last}: it was cut off, or is an older copy`
          : 'it is gone';
      return [{ number, problem: `left the store at ${time}, and is not there now: ${where}` }];
    }
    return mine.hash === hash
      ? []
      : [{ number, problem: 'is not the one that left the store: it was replaced' }];
  });
}

export type Contradiction = { readonly number: number; readonly problem: string };

type Members = { readonly [member: string]: unknown };

function parsed(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areListed(value: unknown): value is StoredCheckpoint['documents'] {
  if (!Array.isArray(value)) return false;
  return value.every(
    (each: unknown) =>
      isRecord(each) &&
      typeof each['kind'] === 'string' &&
      typeof each['id'] === 'string' &&
      typeof each['version'] === 'number' &&
      typeof each['head'] === 'string',
  );
}
