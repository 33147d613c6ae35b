/**
 * The end of what was given for a while: each piece is taken back unless something else gives it now, and looked at until it
 * is proven gone. A REVOKE does no harm when it is sent again, and was approved beforehand, so a lost answer is no doubt that a
 * person has to settle: it is looked at, and sent again under a new claim once the last one can no longer be running.
 */
import { apply } from '../journal/document.ts';
import type { DueItem, Lease } from '../journal/journal.ts';
import { type Piece, piecesOf } from '../runbook/pieces.ts';
import { keepLease } from '../schedule/keep-lease.ts';
import { type Box, closeDueAtMs, isInFlight, isInVain, isOpenBox, openPiece } from './box-state.ts';
import { sendClosing } from './closing-send.ts';
import { approvalDocument } from './document.ts';
import type { ApprovalEvent } from './events.ts';
import type { ExecuteDeps } from './execute.ts';
import { covers, isBeingGiven } from './given.ts';
import { lookAtPiece, type PieceSeen } from './held.ts';
import { actionOf } from './measure.ts';
import { othersGiving } from './others.ts';
import type { Approval, Given } from './state.ts';
import { findApproval } from './stored.ts';

export type ClosingDeps = Omit<ExecuteDeps, 'directory' | 'own'>;

/** Held by whoever is closing it. */
const closeLease = (id: string) => `close/${id}`;
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 4_000;
/** Who presses without end does not have the engine asked without end. */
const LOOKED_JUST_NOW_MS = 10_000;

/** What is to end now; `number` counts the closing statements from 1. */
export type ClosingTurn = {
  readonly number: number;
  readonly text: string;
  readonly piece: Piece;
  readonly given: Given;
};

const NO_PRINCIPAL: PieceSeen = {
  outcome: 'could_not_see',
  sentence: 'Not taken back: no principal for changes is configured any more.',
};

/** At the deadline `close` of what was given for a while. */
export async function close(deps: ClosingDeps, item: DueItem): Promise<void> {
  await closeIf(deps, item.ref.id, (box, nowMs) => nowMs >= closeDueAtMs(box));
}

/** For whoever is about to settle it: now, whatever its turn; what is seen is stored. Somebody who is at it already is enough. */
export async function lookAgain(deps: ClosingDeps, id: string): Promise<void> {
  await closeIf(
    deps,
    id,
    ({ endsAtMs, looked }, nowMs) => nowMs >= Math.max(endsAtMs, (looked?.atMs ?? 0) + LOOKED_JUST_NOW_MS),
  );
}

type IsDue = (box: Box, nowMs: number) => boolean;

async function closeIf(deps: ClosingDeps, id: string, isDue: IsDue): Promise<void> {
  const lease = await deps.journal.lease(closeLease(id), LEASE_MS);
  if (lease === null) return;
  const stopRenewing = keepLease(deps, lease, RENEW_EVERY_MS);
  try {
    await closeHeld(deps, id, lease, isDue);
  } finally {
    stopRenewing();
    await lease.release();
    deps.wake();
  }
}

async function closeHeld(deps: ClosingDeps, id: string, lease: Lease, isDue: IsDue): Promise<void> {
  const { journal, actions } = deps;
  const nowMs = await journal.now();
  const approval = await findApproval(journal, id);
  const { box } = approval;
  const turn = turnOf(approval);
  if (turn === null || !isOpenBox(box) || !isDue(box, nowMs)) return;
  const { number } = turn;
  const isFree = !isInFlight(box, nowMs);
  const others = await othersGiving(journal, id, turn.given);
  const giving = others.find((other) => isBeingGiven(other, nowMs));
  const cover = others.find((other) => covers(other, approval, turn.given.key, nowMs));
  if (giving !== undefined) return keep(deps, id, number, waitsFor(giving.id));
  if (cover !== undefined && isFree) {
    await apply(journal, approvalDocument, id, { type: 'closing_covered', number, by: cover.id });
    return;
  }
  if (actions === null) return keep(deps, id, number, NO_PRINCIPAL);
  const look = async () => lookAtPiece({ ...deps, actions }, approval, turn.piece, nowMs);
  const seen = await look();
  if (seen.outcome === 'verified' || !isFree) return keep(deps, id, number, seen);
  if (seen.outcome === 'could_not_see' && isInVain(box, number))
    return keep(deps, id, number, asBefore(seen, box));
  const why = await sendClosing(deps, { actions, approval, turn, lease });
  const then = await look();
  return keep(deps, id, number, why === null ? then : { ...then, sentence: `${then.sentence} ${why}` });
}

/** Nothing was sent this time, so what the engine said to the last one is still what there is to say. */
function asBefore(seen: PieceSeen, { looked }: Box): PieceSeen {
  return looked?.sentence.startsWith(seen.sentence) === true ? { ...seen, sentence: looked.sentence } : seen;
}

export function turnOf(approval: Approval): ClosingTurn | null {
  const { box, prepared, parameters } = approval;
  const number = box === undefined ? null : openPiece(box);
  if (number === null) return null;
  const text = prepared?.bill.closing?.texts[number - 1];
  const piece = piecesOf(actionOf(approval), parameters)[number - 1];
  const given = prepared?.gives?.[number - 1];
  return text === undefined || piece === undefined || given === undefined
    ? null
    : { number, text, piece, given };
}

function waitsFor(id: string): PieceSeen {
  return {
    outcome: 'could_not_see',
    sentence: `${id} is giving the same at this moment: that is waited for.`,
  };
}

const SEEN = { verified: 'gone', failed: 'there', could_not_see: 'could_not_see' } as const;

/** Where the store does not take it, the deadline comes again and all of it is looked at anew. */
async function keep(
  { journal }: ClosingDeps,
  id: string,
  number: number,
  { outcome, sentence }: PieceSeen,
): Promise<void> {
  const event: ApprovalEvent = { type: 'closing_looked', number, seen: SEEN[outcome], sentence };
  await apply(journal, approvalDocument, id, event);
}

/** At the deadline `overdue`: it should have been gone for some time. */
export async function overdue(
  deps: Pick<ClosingDeps, 'journal' | 'log' | 'wake'>,
  item: DueItem,
): Promise<void> {
  const { id } = item.ref;
  const before = await findApproval(deps.journal, id);
  const applied = await apply(deps.journal, approvalDocument, id, { type: 'closing_overdue' });
  deps.wake();
  if (applied.outcome !== 'committed') return;
  const { box } = applied.state;
  if ((box?.alarms ?? 0) <= (before.box?.alarms ?? 0)) return;
  deps.log.error(
    { approval: id, endsAtMs: box?.endsAtMs, tries: box?.tries, seen: box?.looked?.sentence },
    'What was given for a while could not be taken back in time; it is tried again',
  );
}
