/** The rules of what is given for a while: it begins with the success, and ends piece by piece, each proven. */
import {
  ALARM_AFTER_MS,
  ALARM_EVERY_MS,
  ALARM_GRACE_MS,
  ALARM_SELDOM_MS,
  type Box,
  isInFlight,
  isOpenBox,
  mayBeSettled,
  openPiece,
  type PieceEnd,
} from './box-state.ts';
import { accept, note, type Of, type Result, refuse } from './rules.ts';
import { type Approval, RUN_MARGIN_MS } from './state.ts';

/**
 * Begun by a success, and also where the answer was lost: then it may have been given, and what may have been given ends as
 * well. A GRANT that may still be running is let run out first, or it could come after the REVOKE.
 */
export function beginBox(
  { prepared, claim, box }: Approval,
  atMs: number,
  isSure: boolean,
): Partial<Approval> {
  const closing = prepared?.bill.closing;
  if (closing === undefined || box !== undefined) return {};
  const runsUntilMs = isSure ? atMs : (claim?.mayRunUntilMs ?? atMs);
  // A bot that was down learns of it late: it was given when it was sent, and not when it came back.
  const startedAtMs = Math.min(atMs, runsUntilMs);
  const endsAtMs = Math.max(startedAtMs + closing.afterMs, runsUntilMs);
  return {
    box: {
      startedAtMs,
      endsAtMs,
      endedEarly: null,
      ends: closing.texts.map(() => null),
      claim: null,
      tries: 0,
      looked: null,
      alarmAtMs: endsAtMs + ALARM_AFTER_MS,
      alarms: 0,
    },
  };
}

/**
 * What a person found not to have been applied should have nothing to take back. That is looked at, at once: they may be
 * mistaken, and access that nobody knows of would stay for good.
 */
export function endUnlessApplied({ box }: Approval, applied: boolean, atMs: number): Partial<Approval> {
  if (applied || !isOpenBox(box) || atMs >= box.endsAtMs) return {};
  return { box: { ...box, endsAtMs: atMs, alarmAtMs: atMs + ALARM_AFTER_MS } };
}

export function endEarly(approval: Approval, { by, revision }: Of<'end_asked'>, atMs: number): Result {
  const { box, status, claim } = approval;
  if (!isOpenBox(box)) return refuse('no_box');
  if (revision !== approval.revision) return refuse('stale_card');
  const notBeforeMs = status === 'in_doubt' ? (claim?.mayRunUntilMs ?? atMs) : atMs;
  const endsAtMs = Math.max(atMs, notBeforeMs);
  if (box.endedEarly !== null || endsAtMs >= box.endsAtMs) return refuse('box_ending');
  const alarmAtMs = endsAtMs + ALARM_AFTER_MS;
  return accept(approval, { box: { ...box, endsAtMs, endedEarly: { by, atMs }, alarmAtMs } });
}

export function claimClosing(approval: Approval, event: Of<'closing_claimed'>, atMs: number): Result {
  const { box, prepared, seats } = approval;
  const refused = notAtHand(approval, event.number, atMs);
  if (refused !== null || box === undefined) return refuse(refused ?? 'no_box');
  const approvedBytes = seats.every((seat) => seat.fingerprint === event.fingerprint);
  if (!approvedBytes || event.fingerprint !== prepared?.fingerprint) return refuse('fingerprint_differs');
  if (isInFlight(box, atMs)) return refuse('other_claim');
  const { token, number, runTimeoutMs } = event;
  const mayRunUntilMs = atMs + runTimeoutMs + RUN_MARGIN_MS;
  const claim = { token, number, atMs, mayRunUntilMs, isOver: false };
  return note(approval, { box: { ...box, claim, tries: box.tries + 1 } });
}

/** Also of a piece that was seen to be gone meanwhile: then nothing of it is under way any more. */
export function answerClosing(approval: Approval, { token }: Of<'closing_answered'>): Result {
  const { box } = approval;
  if (box === undefined) return refuse('no_box');
  if (box.claim === null || box.claim.token !== token) return refuse('other_claim');
  return note(approval, { box: { ...box, claim: { ...box.claim, isOver: true } } });
}

export function lookAtClosing(approval: Approval, event: Of<'closing_looked'>, atMs: number): Result {
  const refused = notAtHand(approval, event.number, atMs);
  const { box } = approval;
  if (refused !== null || box === undefined) return refuse(refused ?? 'no_box');
  const { number, seen, sentence } = event;
  if (seen === 'gone') return end(approval, box, number, { how: 'gone', by: null, sentence, atMs });
  const count = (box.looked?.count ?? 0) + 1;
  return note(approval, { box: { ...box, looked: { atMs, count, sentence, seen } } });
}

export function coverClosing(approval: Approval, event: Of<'closing_covered'>, atMs: number): Result {
  const { number, by } = event;
  const refused = notAtHand(approval, number, atMs);
  const { box } = approval;
  if (refused !== null || box === undefined) return refuse(refused ?? 'no_box');
  // Whether what was sent has run is not known yet: it is looked at before anything is said.
  if (isInFlight(box, atMs)) return refuse('other_claim');
  return end(approval, box, number, { how: 'covered', by, sentence: null, atMs });
}

/**
 * Its table is gone, or the bot has lost what it would need to see it: who may approve it says how they know that nobody has
 * it any more. What the bot sees to be there is taken back, by it or by hand, and never settled.
 */
export function settleBox(
  approval: Approval,
  { by, note: how, revision }: Of<'box_settled'>,
  atMs: number,
): Result {
  const { box } = approval;
  if (!isOpenBox(box)) return refuse('no_box');
  if (revision !== approval.revision) return refuse('stale_card');
  if (box.alarms === 0 || atMs < box.endsAtMs) return refuse('not_yet');
  if (isInFlight(box, atMs)) return refuse('other_claim');
  if (!mayBeSettled(box, atMs)) return refuse('still_there');
  return end(approval, box, openPiece(box) ?? 0, { how: 'settled', by, sentence: how, atMs });
}

/** Said once at first, and again ever more seldom. The buttons of the card stay good: nothing about them has changed. */
export function alarmBox(approval: Approval, _event: Of<'closing_overdue'>, atMs: number): Result {
  const { box } = approval;
  if (!isOpenBox(box)) return refuse('no_box');
  if (atMs < box.alarmAtMs) return refuse('not_yet');
  const isFirstChance = box.looked === null && box.alarmAtMs === box.endsAtMs + ALARM_AFTER_MS;
  if (isFirstChance) return note(approval, { box: { ...box, alarmAtMs: atMs + ALARM_GRACE_MS } });
  const waitMs = Math.min(ALARM_SELDOM_MS, ALARM_EVERY_MS * 2 ** Math.min(box.alarms, 10));
  return note(approval, { box: { ...box, alarmAtMs: atMs + waitMs, alarms: box.alarms + 1 } });
}

function notAtHand({ box }: Approval, number: number, atMs: number) {
  if (!isOpenBox(box)) return 'no_box';
  if (number !== openPiece(box)) return 'out_of_order';
  return atMs < box.endsAtMs ? 'not_yet' : null;
}

/** The next one is begun at once, and looked at from the beginning. */
function end(approval: Approval, box: Box, number: number, ended: PieceEnd): Result {
  const ends = box.ends.map((each, index) => (index === number - 1 ? ended : each));
  return accept(approval, { box: { ...box, ends, looked: null } });
}
