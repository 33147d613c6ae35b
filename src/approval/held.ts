/** Whether what is given, or was given, for a while is there now, and because of whom. */

import type { Journal } from '../journal/journal.ts';
import { type Judged, judgeVerification } from '../runbook/evidence.ts';
import { type Piece, piecesOf, takenPiecesOf } from '../runbook/pieces.ts';
import { boxesBehind, givenBy, isBeingTaken, isUnderWay } from './given.ts';
import { actionOf, runReads, runsBefore } from './measure.ts';
import { othersGiving } from './others.ts';
import type { Looking } from './reconcile.ts';
import type { Approval, Found } from './state.ts';

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

/** `boxed`: of what it would give, or take, what is there only because of requests that take it back. */
export type Held = {
  readonly boxed: readonly string[];
  /** Of what is given for a while. */
  readonly found?: Found;
  /** Null, or why it must not be given for a while. */
  readonly why: Judged<'failed' | 'could_not_see'> | null;
};

type Look = {
  readonly piece: Piece;
  readonly key: string;
  readonly by: readonly string[];
  readonly seen: PieceSeen;
};

/**
 * What is there already, and not by another box, must not be given for a while: the REVOKE at the end would take away what was
 * there before. The journal alone does not tell: what a box gave may have been taken away since, and given again by others.
 */
export async function heldNow(looking: Looking, approval: Approval): Promise<Held> {
  const action = actionOf(approval);
  const pieces = piecesOf(action, approval.parameters);
  const behind = (key: string) => namesBehind(looking.journal, approval, key);
  if (action.for === undefined) {
    const named = await Promise.all(
      [...pieces, ...takenPiecesOf(action, approval.parameters)].map(async (piece) =>
        (await behind(givenBy(piece).key)).length > 0 ? [piece.what] : [],
      ),
    );
    return { boxed: named.flat(), why: null };
  }
  const atMs = await looking.journal.now();
  const looks = await Promise.all(
    pieces.map(async (piece): Promise<Look> => {
      const { key } = givenBy(piece);
      const by = await behind(key);
      return { piece, key, by, seen: await lookAtPiece(looking, approval, piece, atMs) };
    }),
  );
  const there = looks.filter(({ seen, by }) => seen.outcome === 'failed' && by.length > 0);
  const found = { atMs, pieces: there.map(({ key, by }) => ({ key, by })) };
  return { boxed: there.map(({ piece }) => piece.what), found, why: whyNot(looks) };
}

async function namesBehind(journal: Journal, approval: Approval, key: string): Promise<readonly string[]> {
  const others = await othersGiving(journal, approval.id, { key });
  return boxesBehind(others, key, approval.prepared?.found).map(({ id }) => id);
}

function whyNot(looks: readonly Look[]): Held['why'] {
  const before = looks.flatMap(({ by, seen }) =>
    by.length === 0 && seen.outcome === 'failed' ? [seen.sentence] : [],
  );
  const hidden = looks.find(({ seen }) => seen.outcome === 'could_not_see');
  if (before.length === 0)
    return hidden === undefined ? null : { outcome: 'could_not_see', sentence: hidden.seen.sentence };
  return {
    outcome: 'failed',
    sentence: `${before.join(' ')} It was there before, so the REVOKE at the end would take away more than this gives.`,
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
