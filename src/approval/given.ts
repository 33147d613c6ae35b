/**
 * Who else gives the same, by an index over what each request gives. Two requests give the same where the statement that
 * takes it back is the same, whatever the case of its letters: Unity Catalog tells no names apart by that.
 */
import { createHash } from 'node:crypto';
import type { Piece } from '../runbook/pieces.ts';
import { isInFlight, isOpenBox, openPiece } from './box-state.ts';
import { isWhollyApplied } from './list.ts';
import type { Approval, Found, Given } from './state.ts';

export const givesIndex = (key: string) => `gives/${key}`;

export function givenBy({ what, text }: Piece): Given {
  return { what, key: createHash('sha256').update(text.toLowerCase()).digest('hex').slice(0, 32) };
}

/** What keeps its place in the index: it may be given by this, or soon be. */
export function givesStill(approval: Approval): readonly Given[] {
  const { status, prepared, box, settled, undoneBy } = approval;
  const given = prepared?.gives ?? [];
  const hasNot =
    ['rejected', 'expired', 'cancelled', 'voided', 'failed'].includes(status) ||
    settled?.applied === false ||
    undoneBy !== null;
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
  const isLater = isWholly(other) && isBoxedBy(other, key) && other.box.endsAtMs > nowMs;
  return isLater && hasLasted(other, foundBy(box), key);
}

/** Since the box was looked at: what had been there before would have been found then, so that there would be no box. */
function isGivenForGood(other: Approval, box: Approval, key: string): boolean {
  const isSame = other.box === undefined && indexOf(other.prepared, key) >= 0;
  return isWholly(other) && isSame && other.undoneBy === null && givenAtMs(other) >= foundBy(box).atMs;
}

/**
 * The boxes by which it may be there, where none leaves it for good. That a box has not ended does not say that what it gave is
 * there still: somebody may have taken it away. So each look that anybody took at it since counts, `found` among them.
 */
export function boxesBehind(
  others: readonly Approval[],
  key: string,
  found: Found | null = null,
): readonly Approval[] {
  const lasts = (one: Approval, look: Found | null) => look === null || hasLasted(one, look, key);
  return others.filter(
    (one) =>
      isBoxedBy(one, key) &&
      lasts(one, found) &&
      others.every(
        (other) => other === one || (!isGivenForGood(other, one, key) && lasts(one, lookOf(other))),
      ),
  );
}

/** What was given before a look is there still only if that look found it, and may have found it by this. */
function hasLasted(one: Approval, { atMs, pieces }: Found, key: string): boolean {
  return givenAtMs(one) >= atMs || pieces.some((piece) => piece.key === key && piece.by.includes(one.id));
}

function lookOf({ claim, prepared }: Approval): Found | null {
  return claim?.found ?? prepared?.found ?? null;
}

/** Where no look is stored it is held to have found nothing: then it is taken back, and nothing stays by mistake. */
function foundBy(box: Approval): Found {
  return lookOf(box) ?? { atMs: box.prepared?.atMs ?? 0, pieces: [] };
}

/** At the latest: what a person settles days later was given while the engine was at it. */
function givenAtMs({ box, result, settled, claim }: Approval): number {
  const knownAtMs = result?.atMs ?? box?.startedAtMs ?? settled?.atMs ?? 0;
  return Math.min(knownAtMs, claim?.mayRunUntilMs ?? knownAtMs);
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
