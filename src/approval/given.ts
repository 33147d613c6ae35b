/**
 * Who else gives the same, by an index over what each request gives. Two requests give the same where the statement that
 * takes it back is the same, whatever the case of its letters: Unity Catalog tells no names apart by that.
 */
import { createHash } from 'node:crypto';
import type { Piece } from '../runbook/pieces.ts';
import { isInFlight, isOpenBox, openPiece } from './box-state.ts';
import { isWhollyApplied } from './list.ts';
import type { Approval, Given } from './state.ts';

export const givesIndex = (key: string) => `gives/${key}`;

export function givenBy({ what, text }: Piece): Given {
  return { what, key: createHash('sha256').update(text.toLowerCase()).digest('hex').slice(0, 32) };
}

/** What keeps its place in the index: it may be given by this, or soon be. */
export function givesStill(approval: Approval): readonly Given[] {
  const { status, prepared, box, settled } = approval;
  const given = prepared?.gives ?? [];
  const hasNot =
    ['rejected', 'expired', 'cancelled', 'voided', 'failed'].includes(status) || settled?.applied === false;
  if (box === undefined) return hasNot ? [] : given;
  // What was sent last may still be under way although it is seen to be gone.
  return openPiece(box) !== null || box.claim?.isOver === false ? given : [];
}

/** Its own closing statement for it has not ended: it may be there because of this, and will be taken back. */
export function isBoxedBy({ box, prepared }: Approval, key: string): boolean {
  const index = indexOf(prepared, key);
  return isOpenBox(box) && index >= 0 && box.ends[index] === null;
}

/**
 * Whether it is for `other` to keep it from now on. A later end covers, and it has to be in the future: of two that have come
 * to their end at the same time neither may leave it to the other. `nowMs` is the store's, read before `other` was. What is
 * in doubt covers nothing: it may never have been applied.
 */
export function covers(other: Approval, box: Approval, key: string, nowMs: number): boolean {
  if (other.box === undefined) return isGivenForGood(other, box, key);
  return isWholly(other) && isBoxedBy(other, key) && other.box.endsAtMs > nowMs;
}

/**
 * Since the box was measured: what had been there before would have been found then, and at the start again, so that there
 * would be no box.
 */
function isGivenForGood(other: Approval, box: Approval, key: string): boolean {
  const { undoneBy, result, settled } = other;
  const givenAtMs = result?.atMs ?? settled?.atMs ?? 0;
  const isSame = other.box === undefined && indexOf(other.prepared, key) >= 0;
  return isWholly(other) && isSame && undoneBy === null && givenAtMs >= (box.prepared?.atMs ?? 0);
}

/** It is there because of a request that takes it back, and of none that leaves it. */
export function isOnlyBoxed(others: readonly Approval[], key: string): boolean {
  return others.some(
    (one) => isBoxedBy(one, key) && !others.some((other) => isGivenForGood(other, one, key)),
  );
}

function isWholly(other: Approval): boolean {
  return (other.status === 'succeeded' || other.status === 'resolved') && isWhollyApplied(other);
}

/** It is being given at this moment: what is taken back now could be what it has just given. */
export function isBeingGiven({ status, claim }: Approval, nowMs: number): boolean {
  return status === 'executing' && claim !== null && nowMs < claim.mayRunUntilMs;
}

/** It is being taken back at this moment, or is about to be. */
export function isBeingTaken(other: Approval, key: string, nowMs: number): boolean {
  return isUnderWay(other, key, nowMs) || (isBoxedBy(other, key) && nowMs >= (other.box?.endsAtMs ?? 0));
}

/** A closing statement may be on its way to the engine. */
export function isUnderWay({ box, prepared }: Approval, key: string, nowMs: number): boolean {
  return box !== undefined && isInFlight(box, nowMs) && box.claim?.number === indexOf(prepared, key) + 1;
}

function indexOf(prepared: Approval['prepared'], key: string): number {
  return (prepared?.gives ?? []).findIndex((given) => given.key === key);
}
