/** What may happen while a request waits to be decided, and decides nothing. */
import { note, type Of, type Result, refuse } from './rules.ts';
import { nobodyCan } from './seats.ts';
import { type Approval, CHECKING_MAX_MS, QUESTIONS_MAX, REFUSED_ATTEMPTS_MAX } from './state.ts';
import { isToEscalate, nudgeDueAtMs } from './waiting.ts';

/** Told once for each of the two times, and for both at once where the first was missed. The card stays as it is. */
export function nudge(approval: Approval, _event: Of<'nudged'>, atMs: number): Result {
  const dueAtMs = nudgeDueAtMs(approval);
  if (dueAtMs === null || atMs < dueAtMs) return refuse('not_yet');
  return note(approval, { nudges: isToEscalate(approval, atMs) ? 2 : 1 });
}

/** Nothing on the card moves, so that whoever reads it can go on. */
export function ask(approval: Approval, _event: Of<'asked'>, atMs: number): Result {
  if (atMs >= approval.expiresAtMs) return refuse('too_late');
  const questions = (approval.questions ?? 0) + 1;
  return questions > QUESTIONS_MAX ? refuse('enough_questions') : note(approval, { questions });
}

export function recount(approval: Approval, { eligible }: Of<'recounted'>, atMs: number): Result {
  if (approval.prepared === null) return refuse('not_prepared');
  if (!nobodyCan(approval)) return refuse('not_yet');
  // The card gets buttons, and what is approved by them is what it showed before.
  return note(approval, { recounted: { eligible, atMs } });
}

/** Whoever presses without end fills nothing. */
export function hasEnoughRecorded({ refusedAttempts }: Approval): boolean {
  return refusedAttempts >= REFUSED_ATTEMPTS_MAX;
}

/** Words on a card: a decision does not hang on them, and where so many were turned away nobody needs them. */
export function beginChecking(approval: Approval, { by }: Of<'checking'>, atMs: number): Result {
  if (hasEnoughRecorded(approval)) return refuse('enough_recorded');
  return note(approval, { checking: { by, atMs } });
}

export function endChecking(approval: Approval, _event: Of<'checking_over'>, atMs: number): Result {
  const { checking } = approval;
  if (checking === undefined || checking === null || atMs < checking.atMs + CHECKING_MAX_MS)
    return refuse('not_yet');
  return note(approval, { checking: null });
}
