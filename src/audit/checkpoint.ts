/**
 * A checkpoint holds which documents changed since the previous one, and how they stood then. It is an entry of one
 * document of its own; what it follows is that document's chain, so each vouches for all before it. Its line, which
 * leaves the store, vouches for the checkpoint: whoever rewrites the store would have to rewrite the line too.
 */
import { sha256 } from '../journal/chain.ts';
import type { Changed, DocumentRef } from '../journal/journal.ts';
import { canonicalJson } from '../journal/json.ts';

export const CHECKPOINTS: DocumentRef = { kind: 'checkpoint', id: 'audit' };
const HOUR_MS = 60 * 60_000;
/** With ids as long as the store takes them, this many still fit into one event. */
export const DOCUMENTS_MAX = 200;

export type Checkpoint = {
  /** From 1, without gaps: it is the number of the entry too. */
  readonly number: number;
  /** The hash of the entry that holds the previous checkpoint; empty for the first. */
  readonly previous: string;
  readonly atMs: number;
  /** The number of the last commit that was looked at. The next checkpoint goes on after it. */
  readonly through: number;
  /** Not all that had changed found room: the next one follows at once. */
  readonly more: boolean;
  readonly documents: readonly {
    readonly kind: string;
    readonly id: string;
    readonly version: number;
    readonly head: string;
  }[];
};

/** `signature` is of the line up to it. */
export type CheckpointMade = {
  readonly type: 'made';
  readonly checkpoint: Checkpoint;
  readonly signature: string;
};

/** What the next one has to know. All of it follows from the event, so that an auditor can work it out. */
export type CheckpointState = {
  readonly number: number;
  readonly atMs: number;
  readonly through: number;
  readonly more: boolean;
  /** How many documents it holds. */
  readonly documents: number;
  readonly hash: string;
};

/** Answers the signature of a text. */
export type Signer = (text: string) => string;

/** One in each hour of the store's clock, also when that was set back; and at once where more is waiting. */
export function isDue(last: CheckpointState | null, nowMs: number): boolean {
  return last === null || last.more || hourOf(last.atMs) !== hourOf(nowMs);
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS);
}

/** `changed`: what has changed after `last.through`, up to one more than find room. `head`: of the last entry. */
export function nextCheckpoint(
  last: CheckpointState | null,
  head: string,
  changed: readonly Changed[],
  atMs: number,
): Checkpoint {
  const looked = changed.slice(0, DOCUMENTS_MAX);
  return {
    number: (last?.number ?? 0) + 1,
    previous: head,
    atMs,
    through: looked.at(-1)?.number ?? last?.through ?? 0,
    more: changed.length > looked.length,
    documents: looked
      // The checkpoints themselves are held by `previous`.
      .filter(({ ref }) => ref.kind !== CHECKPOINTS.kind)
      .map(({ ref, version, head: documentHead }) => ({ ...ref, version, head: documentHead })),
  };
}

export function stateOf(checkpoint: Checkpoint): CheckpointState {
  const { number, atMs, through, more, documents } = checkpoint;
  return { number, atMs, through, more, documents: documents.length, hash: hashOf(checkpoint) };
}

function hashOf(checkpoint: Checkpoint): string {
  return sha256(canonicalJson(checkpoint));
}

export function signed(checkpoint: Checkpoint, sign: Signer): CheckpointMade {
  return { type: 'made', checkpoint, signature: sign(unsignedLine(checkpoint)) };
}

/** What leaves the store: one line, which the verifier finds in whatever text it stands. */
export function checkpointLine({ checkpoint, signature }: CheckpointMade): string {
  return `${unsignedLine(checkpoint)} ed25519=${signature}`;
}

const LINE =
  /^four-eyes-checkpoint \d{1,15} [\dTZ:.-]{24} documents=\d{1,3} sha256=[0-9a-f]{64} ed25519=[\w-]{86}$/;

/** Nothing but hashes, numbers and a time: it holds nobody's data, and one character less would prove nothing. */
export function isCheckpointLine(text: unknown): boolean {
  return typeof text === 'string' && LINE.test(text);
}

function unsignedLine(checkpoint: Checkpoint): string {
  const { number, atMs, documents } = checkpoint;
  const time = new Date(atMs).toISOString();
  return `four-eyes-checkpoint ${number} ${time} documents=${documents.length} sha256=${hashOf(checkpoint)}`;
}
