/** The table of everything that may happen to a request, and the rules behind its cells. Pure and total. */
import {
  alarmBox,
  answerClosing,
  beginBox,
  claimClosing,
  coverClosing,
  endEarly,
  endUnlessApplied,
  lookAtClosing,
  settleBox,
} from './box.ts';
import type { ApprovalEvent, ApprovalEventType, ApprovalRefusal } from './events.ts';
import { breakGlass, missReview, sign } from './glass.ts';
import { finishStatement, isLastUnderWay, isWhollyApplied } from './list.ts';
import { ask, beginChecking, endChecking, hasEnoughRecorded, nudge, recount } from './meanwhile.ts';
import { accept, note, type Of, type Result, refuse } from './rules.ts';
import { askToCancel, progress } from './running.ts';
import { groupsInTurn, seatsNeeded } from './seats.ts';
import {
  type Approval,
  type ApprovalStatus,
  type Ending,
  PENDING_TTL_MS,
  RUN_MARGIN_MS,
  START_WITHIN_MS,
} from './state.ts';

type Rule<Type extends ApprovalEventType> = (approval: Approval, event: Of<Type>, atMs: number) => Result;
type Cell<Type extends ApprovalEventType> = ApprovalRefusal | Rule<Type>;
type Rules = { readonly [Type in ApprovalEventType]: { readonly [Status in ApprovalStatus]: Cell<Type> } };

const DECIDED = { rejected: 'decided', expired: 'decided', cancelled: 'decided', voided: 'decided' } as const;
const RAN = { succeeded: 'over', failed: 'over', in_doubt: 'over', resolved: 'over' } as const;
const NOT_RUNNING = {
  pending: 'not_running',
  approved: 'not_running',
  rejected: 'not_running',
  expired: 'not_running',
  cancelled: 'not_running',
  voided: 'not_running',
  succeeded: 'over',
  failed: 'over',
  in_doubt: 'over',
  resolved: 'over',
} as const;
const EVERYWHERE = <Same>(cell: Same) =>
  ({
    pending: cell,
    approved: cell,
    executing: cell,
    rejected: cell,
    expired: cell,
    cancelled: cell,
    voided: cell,
    succeeded: cell,
    failed: cell,
    in_doubt: cell,
    resolved: cell,
  }) as const;
/** What was given for a while, and what may have been. */
const BOXED = <Same>(rule: Same) =>
  ({ ...EVERYWHERE('no_box' as const), succeeded: rule, in_doubt: rule, resolved: rule }) as const;
/** Row: what happens. Column: the state that it meets. A word is a refusal. */
export const RULES: Rules = {
  requested: EVERYWHERE('exists'),
  prepared: { pending: prepare, approved: 'already_prepared', executing: 'running', ...DECIDED, ...RAN },
  approved: { pending: approve, approved: 'decided', executing: 'running', ...DECIDED, ...RAN },
  rejected: { pending: reject, approved: 'decided', executing: 'running', ...DECIDED, ...RAN },
  asked: { pending: ask, approved: 'decided', executing: 'running', ...DECIDED, ...RAN },
  checking: { pending: beginChecking, approved: 'decided', executing: 'running', ...DECIDED, ...RAN },
  checking_over: EVERYWHERE(endChecking),
  glass_broken: { pending: breakGlass, approved: 'decided', executing: 'running', ...DECIDED, ...RAN },
  signed: { ...EVERYWHERE(sign), pending: 'nothing_to_sign' },
  review_missed: { ...EVERYWHERE(missReview), pending: 'nothing_to_sign' },
  cancelled: { pending: cancel, approved: cancel, executing: 'running', ...DECIDED, ...RAN },
  recounted: { pending: recount, approved: 'decided', executing: 'running', ...DECIDED, ...RAN },
  nudged: { pending: nudge, approved: 'decided', executing: 'running', ...DECIDED, ...RAN },
  expired: { pending: expirePending, approved: expireApproved, executing: 'running', ...DECIDED, ...RAN },
  voided: { pending: makeVoid, approved: makeVoid, executing: 'running', ...DECIDED, ...RAN },
  claimed: { pending: 'not_approved', approved: claim, executing: 'running', ...DECIDED, ...RAN },
  cancel_asked: { ...NOT_RUNNING, executing: askToCancel },
  progressed: { ...NOT_RUNNING, executing: progress },
  statement_done: { ...NOT_RUNNING, executing: finishStatement },
  failed: { ...NOT_RUNNING, executing: fail },
  succeeded: { ...NOT_RUNNING, executing: succeed },
  answer_lost: { ...NOT_RUNNING, executing: loseAnswer },
  verified: { ...EVERYWHERE('not_succeeded'), succeeded: verify },
  evidence_found: { ...EVERYWHERE('not_in_doubt'), in_doubt: findEvidence },
  settled: { ...EVERYWHERE('not_in_doubt'), in_doubt: settle },
  end_asked: BOXED(endEarly),
  closing_claimed: BOXED(claimClosing),
  closing_answered: BOXED(answerClosing),
  closing_looked: BOXED(lookAtClosing),
  closing_covered: BOXED(coverClosing),
  closing_overdue: BOXED(alarmBox),
  box_settled: BOXED(settleBox),
  undone: { ...EVERYWHERE('not_succeeded'), succeeded: markUndone, resolved: markUndone },
  attempt_refused: EVERYWHERE(record),
};

export function transition(approval: Approval | null, event: ApprovalEvent, atMs: number): Result {
  if (approval === null) return event.type === 'requested' ? request(event, atMs) : refuse('not_found');
  const cell = RULES[event.type][approval.status] as Cell<typeof event.type>;
  if (typeof cell === 'string') return refuse(cell);
  return (cell as (approval: Approval, event: ApprovalEvent, atMs: number) => Result)(approval, event, atMs);
}

function end(atMs: number, ending: Partial<Ending>): Ending {
  return { reason: null, text: null, by: null, atMs, ...ending };
}

function request({ request: wish }: Of<'requested'>, atMs: number): Result {
  return {
    ok: true,
    state: {
      ...wish,
      requestedAtMs: atMs,
      undoneBy: null,
      status: 'pending',
      revision: 1,
      prepared: null,
      expiresAtMs: atMs + PENDING_TTL_MS[wish.risk],
      seats: [],
      startByMs: null,
      claim: null,
      result: null,
      verification: null,
      evidence: null,
      settled: null,
      ending: null,
      refusedAttempts: 0,
    },
  };
}

function prepare(approval: Approval, event: Of<'prepared'>, atMs: number): Result {
  if (approval.prepared !== null) return refuse('already_prepared');
  if (atMs >= approval.expiresAtMs) return refuse('too_late');
  return accept(approval, { prepared: { ...event.prepared, atMs }, ...event.resolved });
}

function approve(approval: Approval, event: Of<'approved'>, atMs: number): Result {
  if (approval.prepared === null) return refuse('not_prepared');
  if (atMs >= approval.expiresAtMs) return refuse('too_late');
  if (event.revision !== approval.revision) return refuse('stale_card');
  if (event.fingerprint !== approval.prepared.fingerprint) return refuse('fingerprint_differs');
  if (event.by === approval.requester) return refuse('requester');
  if (approval.seats.some((seat) => seat.by === event.by)) return refuse('second_seat');
  if (!groupsInTurn(approval).includes(event.group)) return refuse('not_your_turn');
  const { by, group, fingerprint, comment } = event;
  const seats = [...approval.seats, { by, group, fingerprint, comment, atMs }];
  if (seats.length < seatsNeeded(approval)) return accept(approval, { seats, nudges: 0 });
  return accept(approval, { seats, status: 'approved', startByMs: atMs + START_WITHIN_MS });
}

function reject(approval: Approval, event: Of<'rejected'>, atMs: number): Result {
  if (atMs >= approval.expiresAtMs) return refuse('too_late');
  if (event.revision !== approval.revision) return refuse('stale_card');
  return accept(approval, { status: 'rejected', ending: end(atMs, { by: event.by, text: event.reason }) });
}

function cancel(approval: Approval, event: Of<'cancelled'>, atMs: number): Result {
  if (event.revision !== approval.revision) return refuse('stale_card');
  return accept(approval, { status: 'cancelled', ending: end(atMs, { by: event.by }) });
}

function expirePending(approval: Approval, _event: Of<'expired'>, atMs: number): Result {
  if (atMs < approval.expiresAtMs) return refuse('not_yet');
  return accept(approval, { status: 'expired', ending: end(atMs, {}) });
}

function expireApproved(approval: Approval, _event: Of<'expired'>, atMs: number): Result {
  if (approval.startByMs === null || atMs < approval.startByMs) return refuse('not_yet');
  return accept(approval, { status: 'expired', ending: end(atMs, {}) });
}

function makeVoid(approval: Approval, { reason, text }: Of<'voided'>, atMs: number): Result {
  return accept(approval, { status: 'voided', ending: end(atMs, { reason, text }) });
}

function claim(approval: Approval, event: Of<'claimed'>, atMs: number): Result {
  if (approval.prepared === null || approval.startByMs === null) return refuse('not_prepared');
  if (atMs >= approval.startByMs) return refuse('too_late');
  const approvedBytes = approval.seats.every((seat) => seat.fingerprint === event.fingerprint);
  if (!approvedBytes || event.fingerprint !== approval.prepared.fingerprint)
    return refuse('fingerprint_differs');
  const { token, found, runTimeoutMs } = event;
  const mayRunUntilMs = atMs + runTimeoutMs + RUN_MARGIN_MS;
  const claim = { token, atMs, mayRunUntilMs, ...(found === undefined ? {} : { found }) };
  return accept(approval, { status: 'executing', claim });
}

function fail(approval: Approval, event: Of<'failed'>, atMs: number): Result {
  if (approval.claim?.token !== event.token) return refuse('other_claim');
  return accept(approval, {
    status: 'failed',
    ending: end(atMs, { reason: event.reason, text: event.text }),
  });
}

function succeed(approval: Approval, event: Of<'succeeded'>, atMs: number): Result {
  if (approval.claim?.token !== event.token) return refuse('other_claim');
  if (!isLastUnderWay(approval)) return refuse('out_of_order');
  const result = { rows: event.rows, takenMs: event.takenMs, atMs };
  return accept(approval, { status: 'succeeded', result, ...beginBox(approval, atMs, true) });
}

function loseAnswer(approval: Approval, event: Of<'answer_lost'>, atMs: number): Result {
  const ending = end(atMs, { text: event.text });
  return accept(approval, { status: 'in_doubt', ending, ...beginBox(approval, atMs, false) });
}

function verify(approval: Approval, { verification }: Of<'verified'>): Result {
  if (approval.verification !== null) return refuse('already_verified');
  return accept(approval, { verification });
}

/** Looking again and seeing the same leaves the card as it is, and the buttons on it good. */
function findEvidence(approval: Approval, { evidence }: Of<'evidence_found'>, atMs: number): Result {
  const last = approval.evidence;
  const change = { evidence: { ...evidence, atMs } };
  const nothingNew =
    last !== null &&
    last.applied === evidence.applied &&
    // An engine that is away says so in other words each time; that changes nothing for who settles it.
    (last.sentence === evidence.sentence || evidence.applied === 'could_not_see') &&
    canNoLongerRun(approval, last.atMs) === canNoLongerRun(approval, atMs);
  return nothingNew ? note(approval, change) : accept(approval, change);
}

function settle(approval: Approval, event: Of<'settled'>, atMs: number): Result {
  if (event.revision !== approval.revision) return refuse('stale_card');
  if (!event.applied && !canNoLongerRun(approval, atMs)) return refuse('may_still_run');
  const { applied, by, note } = event;
  const settled = { applied, by, note, atMs };
  return accept(approval, { status: 'resolved', settled, ...endUnlessApplied(approval, applied, atMs) });
}

/** The engine gives a statement up at its timeout: past that, and a margin, what is not there will not come. */
export function canNoLongerRun(approval: Approval, atMs: number): boolean {
  return approval.claim !== null && atMs >= approval.claim.mayRunUntilMs;
}

/** What a person settled as applied is taken back like what was seen to succeed. */
function markUndone(approval: Approval, { byApproval }: Of<'undone'>): Result {
  if (!isWhollyApplied(approval)) return refuse('not_succeeded');
  if (approval.undoneBy !== null) return refuse('already_undone');
  return accept(approval, { undoneBy: byApproval });
}

/** Past the limit only that somebody is being looked at is taken off the card; there is nothing to take off twice. */
function record(approval: Approval, { by }: Of<'attempt_refused'>): Result {
  const isChecked = approval.checking?.by === by;
  const isFull = hasEnoughRecorded(approval);
  if (isFull && !isChecked) return refuse('enough_recorded');
  const refusedAttempts = approval.refusedAttempts + (isFull ? 0 : 1);
  return note(approval, { ...(isChecked ? { checking: null } : {}), refusedAttempts });
}
