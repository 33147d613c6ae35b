/**
 * What is given for a while, from its success to its end. All of it is in the request's own document, so that a bot that was
 * down takes it up again where it stands. A request from before there were boxes, or whose action gives for good, has none.
 */
import type { Approval } from './state.ts';

/** How a piece ended. `settled`: on the word of a person, where the bot cannot see it; `sentence` is how they know. */
export type PieceEnd = {
  readonly how: 'gone' | 'covered' | 'settled';
  /** The request that still gives it, and takes it back from now on; or the person who settled it. */
  readonly by: string | null;
  readonly sentence: string | null;
  readonly atMs: number;
};

/** One sending of one closing statement. Until it is answered, or can no longer be running, there is no other. */
export type ClosingClaim = {
  readonly token: string;
  /** Which closing statement, counted from 1. */
  readonly number: number;
  readonly atMs: number;
  readonly mayRunUntilMs: number;
  readonly isOver: boolean;
};

export type Box = {
  readonly startedAtMs: number;
  /** By the store's clock. */
  readonly endsAtMs: number;
  readonly endedEarly: { readonly by: string; readonly atMs: number } | null;
  /** Of each closing statement, in their order; null: not ended. */
  readonly ends: readonly (PieceEnd | null)[];
  readonly claim: ClosingClaim | null;
  readonly tries: number;
  /** The last look at the piece in question, and how many there were; null: none yet. */
  readonly looked: {
    readonly atMs: number;
    readonly count: number;
    readonly sentence: string;
    /** Absent in what was stored before anybody could settle it. */
    readonly seen?: 'there' | 'could_not_see';
  } | null;
  /** When it is said that it could not be proven gone, and how often it was. */
  readonly alarmAtMs: number;
  readonly alarms: number;
};

/** Beyond its end by this, and not proven gone: somebody is told. */
export const ALARM_AFTER_MS = 5 * 60_000;
/** A bot that was down all the while has this long to do it before it cries. */
export const ALARM_GRACE_MS = 60_000;
/** Again after this, then after twice as long each time, up to once a day: what is said every half hour is read by nobody. */
export const ALARM_EVERY_MS = 30 * 60_000;
export const ALARM_SELDOM_MS = 24 * 60 * 60_000;
/** A REVOKE changes a list of names: an engine that takes longer over it is not at it. */
export const CLOSING_TIMEOUT_MS = 30_000;

const LOOK_FIRST_MS = 5_000;
const LOOK_EVERY_MS = 60_000;
const LOOK_LATE_EVERY_MS = 5 * 60_000;
/** About an hour of looking; then so many at each pace: an engine that is away for days fills no journal. */
const LOOKS_BEFORE_LATE = 60;
const LOOKS_AT_EACH_PACE = 12;
const LOOK_SELDOM_EVERY_MS = 30 * 60_000;
/** What cannot be looked at is sent again at every so many looks, where the engine has answered: mostly by refusing it. */
const UNSEEN_LOOKS_BETWEEN_TRIES = 8;

/** The first closing statement, counted from 1, that has not ended; null where all have. */
export function openPiece({ ends }: Pick<Box, 'ends'>): number | null {
  const index = ends.indexOf(null);
  return index === -1 ? null : index + 1;
}

export function isOpenBox(box: Box | undefined): box is Box {
  return box !== undefined && openPiece(box) !== null;
}

/** It was sent and answered, and what came of it cannot be seen: so often as it is looked at it need not be sent. */
export function isInVain({ claim, looked }: Box, number: number): boolean {
  const isAnswered = claim !== null && claim.isOver && claim.number === number;
  return isAnswered && (looked?.count ?? 0) % UNSEEN_LOOKS_BETWEEN_TRIES !== 0;
}

/** It has been given, as far as is known, and has not been taken back. */
export function hasLiveBox({ box }: Pick<Approval, 'box'>): boolean {
  return isOpenBox(box);
}

/** Somebody was told that it could not be taken back. */
export function isOverdueBox({ box }: Pick<Approval, 'box'>): boolean {
  return isOpenBox(box) && box.alarms > 0;
}

export function isInFlight({ claim }: Pick<Box, 'claim'>, nowMs: number): boolean {
  return claim !== null && !claim.isOver && nowMs < claim.mayRunUntilMs;
}

/** It is overdue, and all that is left is somebody's word: the bot cannot see it, and sends nothing at this moment. */
export function mayBeSettled(box: Box, nowMs: number): boolean {
  return box.alarms > 0 && box.looked?.seen === 'could_not_see' && !isInFlight(box, nowMs);
}

/** At its end; then soon again, and ever more slowly up to a bound. */
export function closeDueAtMs({ endsAtMs, looked }: Box): number {
  if (looked === null) return endsAtMs;
  const { atMs, count } = looked;
  if (count > LOOKS_BEFORE_LATE) {
    const slower = Math.floor((count - LOOKS_BEFORE_LATE - 1) / LOOKS_AT_EACH_PACE);
    return atMs + Math.min(LOOK_SELDOM_EVERY_MS, LOOK_LATE_EVERY_MS * 2 ** Math.min(slower, 10));
  }
  return atMs + Math.min(LOOK_EVERY_MS, LOOK_FIRST_MS * 2 ** Math.min(count - 1, 10));
}
