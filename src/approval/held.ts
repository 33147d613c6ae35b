/** Whether what is given, or was given, for a while is there now, and because of whom. */

import type { Journal } from '../journal/journal.ts';
import { type Judged, judgeVerification } from '../runbook/evidence.ts';
import { type Piece, piecesOf } from '../runbook/pieces.ts';
import { givenBy, isBeingTaken, isOnlyBoxed, isUnderWay } from './given.ts';
import { actionOf, runReads, runsBefore } from './measure.ts';
import { othersGiving } from './others.ts';
import type { Looking } from './reconcile.ts';
import type { Approval } from './state.ts';

/** `failed`: it is there. */
export type PieceSeen = Judged<'verified' | 'failed' | 'could_not_see'>;

/** What the engine shows of one piece, as the runbook reads it. */
export async function lookAtPiece(
  { actions, actionsRest }: Pick<Looking, 'actions' | 'actionsRest'>,
  approval: Approval,
  piece: Piece,
  nowMs: number,
): Promise<PieceSeen> {
  const action = actionOf(approval);
  const verify = action.for?.verify;
  if (verify === undefined)
    return { outcome: 'could_not_see', sentence: 'Nothing says how it is looked at.' };
  const after = {
    params: piece.values,
    reads: await runReads(
      { actions, actionsRest, fromMs: runsBefore(approval) },
      action,
      verify.reads,
      piece.values,
    ),
    before: approval.prepared?.facts ?? {},
    claimedAt: new Date(approval.box?.startedAtMs ?? approval.requestedAtMs).toISOString(),
    until: new Date(nowMs).toISOString(),
  };
  return judgeVerification(action, after, verify);
}

/** Of what it would give: what is there only because of requests that take it back. */
export async function boxedNow(journal: Journal, approval: Approval): Promise<readonly string[]> {
  const given = piecesOf(actionOf(approval), approval.parameters).map(givenBy);
  const boxed = await Promise.all(
    given.map(async (each) => {
      const others = await othersGiving(journal, approval.id, each);
      return isOnlyBoxed(others, each.key) ? [each.what] : [];
    }),
  );
  return boxed.flat();
}

/**
 * Null, or why this must not be given for a while: it is there already, and not by another box, so that the REVOKE at the end
 * would take away what was there before.
 */
export async function heldBefore(
  looking: Looking,
  approval: Approval,
  boxed: readonly string[],
): Promise<Judged<'failed' | 'could_not_see'> | null> {
  const action = actionOf(approval);
  if (action.for === undefined) return null;
  const nowMs = await looking.journal.now();
  const pieces = piecesOf(action, approval.parameters).filter(({ what }) => !boxed.includes(what));
  const looks = await Promise.all(pieces.map((piece) => lookAtPiece(looking, approval, piece, nowMs)));
  const seen = looks.flatMap(({ outcome, sentence }) => (outcome === 'failed' ? [sentence] : []));
  const hidden = looks.find(({ outcome }) => outcome === 'could_not_see');
  if (seen.length === 0)
    return hidden === undefined ? null : { outcome: 'could_not_see', sentence: hidden.sentence };
  return {
    outcome: 'failed',
    sentence: `${seen.join(' ')} It was there before, so the REVOKE at the end would take away more than this gives.`,
  };
}

/** Another request's closing statement for the same is due or under way: what is given now could be taken at once. */
export async function takenBy(journal: Journal, approval: Approval): Promise<string | null> {
  return firstOther(journal, approval, isBeingTaken);
}

/** Asked when the claim of this is stored, as those who take ask about claims when theirs is: one of them sees the other. */
export async function isTakenNow(journal: Journal, approval: Approval): Promise<boolean> {
  return (await firstOther(journal, approval, isUnderWay)) !== null;
}

async function firstOther(
  journal: Journal,
  { id, prepared }: Approval,
  matches: (other: Approval, key: string, nowMs: number) => boolean,
): Promise<string | null> {
  const nowMs = await journal.now();
  for (const given of prepared?.gives ?? []) {
    const others = await othersGiving(journal, id, given);
    const found = others.find((other) => matches(other, given.key, nowMs));
    if (found !== undefined) return found.id;
  }
  return null;
}
