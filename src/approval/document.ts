/** What a change of a request entails: its card, the word to those who must know, the next deadlines, the lists. */
import type { Change, Consequences, DocumentType } from '../journal/document.ts';
import type { DocumentRef, Emitted, OutboxRow } from '../journal/journal.ts';
import { type Intent, intentToJson, type Picture } from '../outbox/intent.ts';
import { rowIn } from '../outbox/rows.ts';
import { closeDueAtMs, isOpenBox } from './box-state.ts';
import type { ApprovalEvent, ApprovalRefusal } from './events.ts';
import { givesIndex, givesStill } from './given.ts';
import { isWhollyApplied } from './list.ts';
import { originOf, threadOf } from './origin.ts';
import { isToBeRecounted, nobodyCan } from './seats.ts';
import { type Approval, CHECKING_MAX_MS, endedAtMs, isLive, RECOUNT_EVERY_MS } from './state.ts';
import { tellOrigin } from './told.ts';
import { canNoLongerRun, transition } from './transition.ts';
import { nudgeDueAtMs } from './waiting.ts';

export const approvalDocument: DocumentType<Approval, ApprovalEvent, ApprovalRefusal> = {
  kind: 'approval',
  transition,
  consequences,
};

export function approvalRef(id: string): DocumentRef {
  return { kind: 'approval', id };
}

/** The engine is asked again this often while an outcome is in doubt and the statement may still be running. */
export const RECONCILE_EVERY_MS = 15_000;
/** And this often once it certainly is not, but nothing could be seen yet: an engine that is away for days. */
export const RECONCILE_LATE_EVERY_MS = 10 * 60_000;
/** A private answer that is older than this is of no use to anybody. */
export const WHISPER_TTL_MS = 2 * 60_000;

/** What somebody has still to decide, or to settle. */
export const LIVE_INDEX = 'live';
export const liveOf = (requester: string) => `live/${requester}`;
/** Where the glass was broken and somebody has still to look at it, or it is not over. */
export const GLASS_INDEX = 'glass';
/** What is given for a while and is not taken back yet, by when it ends. */
export const boxesOf = (requester: string) => `boxes/${requester}`;
/** Of these, what could not be taken back in time. */
export const OVERDUE_INDEX = 'overdue';
/** By when it ended, what this person had asked for. */
export const endedOf = (requester: string) => `ended/${requester}`;
export const actionIndex = (action: string) => `action/${action}`;
export const originIndex = ({ kind, id }: DocumentRef) => `${kind}/${id}`;

function consequences(change: Change<Approval, ApprovalEvent>): Consequences {
  const { after } = change;
  const endedMs = endedAtMs(after);
  return {
    outbox: isToBeShown(change) ? messages(change) : [],
    due: deadlines(after),
    indexes: {
      [originIndex(originOf(after))]: after.requestedAtMs,
      // Of a procedure in an incident's thread the incident's too.
      [originIndex(threadOf(after).ref)]: after.requestedAtMs,
      [actionIndex(after.action)]: after.requestedAtMs,
      ...boxIndexes(after),
      ...(hasBrokenGlass(after) ? { [GLASS_INDEX]: after.requestedAtMs } : {}),
      ...(endedMs === null
        ? { [LIVE_INDEX]: after.requestedAtMs, [liveOf(after.requester)]: after.requestedAtMs }
        : { [endedOf(after.requester)]: endedMs }),
    },
    emit: [...tellOriginal(change), ...tellOrigin(change)],
  };
}

function boxIndexes(approval: Approval): { readonly [index: string]: number } {
  const { box, requester, requestedAtMs } = approval;
  const given = givesStill(approval).map(({ key }) => [givesIndex(key), requestedAtMs] as const);
  if (!isOpenBox(box)) return Object.fromEntries<number>(given);
  return {
    ...Object.fromEntries(given),
    [boxesOf(requester)]: box.endsAtMs,
    ...(box.alarms > 0 ? { [OVERDUE_INDEX]: box.endsAtMs } : {}),
  };
}

/** Who is turned away is told privately; the card only has to take back that they were being looked at. */
function isToBeShown({ before, after, event }: Change<Approval, ApprovalEvent>): boolean {
  const wasChecking = before?.checking !== undefined && before.checking !== null;
  if (event.type === 'attempt_refused') return wasChecking && after.checking === null;
  return !IN_SILENCE.has(event.type) || before?.revision !== after.revision || hasAlarmed(before, after);
}

/** An engine that is away is asked again and again: the card has nothing new to say of it. */
const IN_SILENCE: ReadonlySet<ApprovalEvent['type']> = new Set([
  'closing_claimed',
  'closing_answered',
  'closing_looked',
  'closing_overdue',
]);

function hasAlarmed(before: Approval | null, after: Approval): boolean {
  return (before?.box?.alarms ?? 0) < (after.box?.alarms ?? 0);
}

/** With this the last piece of it has ended. */
function hasEndedBox(before: Approval | null, { box }: Approval): boolean {
  return isOpenBox(before?.box) && !isOpenBox(box);
}

function hasBrokenGlass(approval: Approval): boolean {
  const { review } = approval;
  const isOver = !isLive(approval) && approval.status !== 'in_doubt';
  return review !== undefined && (review.signed === null || !isOver);
}

function deadlines(approval: Approval): { name: string; atMs: number }[] {
  const { status, prepared, requestedAtMs, expiresAtMs, startByMs, claim, result, verification } = approval;
  const due: { name: string; atMs: number }[] = [];
  const { review, checking } = approval;
  if (review?.signed === null) due.push({ name: 'review', atMs: review.dueAtMs });
  if (checking !== undefined && checking !== null)
    due.push({ name: 'checking', atMs: checking.atMs + CHECKING_MAX_MS });
  if (status === 'pending') {
    if (prepared === null) due.push({ name: 'prepare', atMs: requestedAtMs });
    due.push({ name: 'expire', atMs: expiresAtMs });
    if (isToBeRecounted(approval))
      due.push({
        name: 'recount',
        atMs: (approval.recounted?.atMs ?? prepared?.atMs ?? requestedAtMs) + RECOUNT_EVERY_MS,
      });
    const nudgeAtMs = nudgeDueAtMs(approval);
    if (nudgeAtMs !== null && nudgeAtMs < expiresAtMs) due.push({ name: 'nudge', atMs: nudgeAtMs });
  }
  if (status === 'approved' && startByMs !== null) {
    due.push({ name: 'start', atMs: approval.seats.at(-1)?.atMs ?? requestedAtMs });
    due.push({ name: 'expire', atMs: startByMs });
  }
  if (status === 'executing' && claim !== null) due.push({ name: 'watch', atMs: claim.atMs });
  if (status === 'succeeded' && verification === null && result !== null) {
    due.push({ name: 'verify', atMs: result.atMs });
  }
  if (status === 'in_doubt') due.push(...reconciling(approval));
  if (isOpenBox(approval.box)) {
    due.push({ name: 'close', atMs: closeDueAtMs(approval.box) });
    due.push({ name: 'overdue', atMs: approval.box.alarmAtMs });
  }
  return due;
}

/** At once, then every few seconds until the engine must have given the statement up, and a last time then. */
function reconciling(approval: Approval): { name: string; atMs: number }[] {
  const { evidence, ending, claim } = approval;
  if (evidence === null) return [{ name: 'reconcile', atMs: ending?.atMs ?? 0 }];
  if (canNoLongerRun(approval, evidence.atMs) && evidence.applied !== 'could_not_see') return [];
  const lastAtMs = claim?.mayRunUntilMs ?? evidence.atMs;
  const late = canNoLongerRun(approval, evidence.atMs);
  const nextAtMs = evidence.atMs + (late ? RECONCILE_LATE_EVERY_MS : RECONCILE_EVERY_MS);
  return [{ name: 'reconcile', atMs: evidence.atMs < lastAtMs ? Math.min(nextAtMs, lastAtMs) : nextAtMs }];
}

function messages(change: Change<Approval, ApprovalEvent>): OutboxRow[] {
  const { before, after, event, seq, atMs } = change;
  if (event.type === 'requested') return [beingMeasured(after, atMs)];
  const thread = threadOf(after);
  const row = (intent: Intent, collapse?: string) => rowIn(thread, intent, collapse);
  const card: Picture = { ref: approvalRef(after.id), view: 'approval-card' };
  const shown = (approval: Approval | null) =>
    approval !== null && (approval.prepared !== null || !isLive(approval));
  if (!shown(after)) return [];
  const rows = shown(before)
    ? [row({ type: 'update', picture: card, thread }, `card/${after.id}`)]
    : [row({ type: 'post', picture: card, channel: after.channel, thread })];
  if (!worthANote(change)) return rows;
  const note: Picture = { ref: approvalRef(after.id), view: 'approval-note', part: String(seq) };
  return [...rows, row({ type: 'post', picture: note, channel: after.channel, thread })];
}

/** The card comes when there is something to see on it, which takes as long as the warehouse takes. */
function beingMeasured(approval: Approval, atMs: number): OutboxRow {
  const { id, requester, channel } = approval;
  const text = `${id}: measuring what it would change. Its card comes into this thread.`;
  const intent: Intent = {
    type: 'whisper',
    user: requester,
    channel,
    thread: threadOf(approval),
    text,
  };
  return { lane: `whisper/${requester}`, intent: intentToJson(intent), expiresAtMs: atMs + WHISPER_TTL_MS };
}

/** A redrawn card notifies nobody: an ending that somebody waits for is said in a message that names them. */
function worthANote({ before, after, event }: Change<Approval, ApprovalEvent>): boolean {
  switch (event.type) {
    case 'prepared':
      return nobodyCan(after);
    case 'recounted':
      return !nobodyCan(after);
    // The next one is named; the last one needs no word but the card.
    case 'approved':
      return after.status === 'pending';
    case 'nudged':
    case 'asked':
    case 'glass_broken':
    case 'signed':
    case 'review_missed':
    case 'rejected':
    case 'expired':
    case 'voided':
    case 'failed':
    case 'answer_lost':
    case 'verified':
    case 'settled':
      return true;
    case 'closing_looked':
    case 'closing_covered':
      return hasEndedBox(before, after);
    case 'closing_overdue':
      return hasAlarmed(before, after);
    case 'box_settled':
      return true;
    case 'requested':
    case 'checking':
    case 'checking_over':
    case 'cancelled':
    case 'end_asked':
    case 'closing_claimed':
    case 'closing_answered':
    case 'claimed':
    case 'cancel_asked':
    case 'progressed':
    case 'statement_done':
    case 'succeeded':
    case 'evidence_found':
    case 'undone':
    case 'attempt_refused':
      return false;
  }
}

/** A request that undoes another tells it. */
function tellOriginal({ after, event }: Change<Approval, ApprovalEvent>): Emitted[] {
  const undid =
    after.undoOf !== null &&
    ((event.type === 'verified' && event.verification.outcome === 'verified') ||
      (event.type === 'settled' && isWhollyApplied(after)));
  if (!undid || after.undoOf === null) return [];
  const undone: ApprovalEvent = { type: 'undone', byApproval: after.id };
  return [{ to: approvalRef(after.undoOf), event: undone, once: `undone/${after.undoOf}/${after.id}` }];
}
