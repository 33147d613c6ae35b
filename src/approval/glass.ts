/** Breaking the glass: one person alone, for what only takes away, and somebody else looks at it afterwards. */
import { accept, note, type Of, type Result, refuse } from './rules.ts';
import { type Approval, type Seat, SIGN_WITHIN_MS, START_WITHIN_MS } from './state.ts';

export function breakGlass(approval: Approval, event: Of<'glass_broken'>, atMs: number): Result {
  if (approval.prepared === null) return refuse('not_prepared');
  if (atMs >= approval.expiresAtMs) return refuse('too_late');
  if (event.revision !== approval.revision) return refuse('stale_card');
  if (event.fingerprint !== approval.prepared.fingerprint) return refuse('fingerprint_differs');
  if (approval.breakGlass?.includes(event.group) !== true) return refuse('no_break_glass');
  const { by, group, fingerprint, reason } = event;
  const seat: Seat = { by, group, fingerprint, comment: reason, atMs, brokeGlass: true };
  return accept(approval, {
    seats: [...approval.seats, seat],
    status: 'approved',
    startByMs: atMs + START_WITHIN_MS,
    review: { dueAtMs: atMs + SIGN_WITHIN_MS, missed: 0, signed: null },
  });
}

export function sign(approval: Approval, event: Of<'signed'>, atMs: number): Result {
  const { review, seats, requester } = approval;
  if (review === undefined || review.signed !== null) return refuse('nothing_to_sign');
  if (event.revision !== approval.revision) return refuse('stale_card');
  if (event.by === requester) return refuse('requester');
  if (seats.some(({ by, brokeGlass }) => brokeGlass === true && by === event.by)) return refuse('own_glass');
  return accept(approval, { review: { ...review, signed: { by: event.by, note: event.note, atMs } } });
}

export function missReview(approval: Approval, _event: Of<'review_missed'>, atMs: number): Result {
  const { review } = approval;
  if (review === undefined || review.signed !== null) return refuse('nothing_to_sign');
  if (atMs < review.dueAtMs) return refuse('not_yet');
  // From now, so that a bot that was away for days tells it once.
  const next = { ...review, dueAtMs: atMs + SIGN_WITHIN_MS, missed: review.missed + 1 };
  return note(approval, { review: next });
}
