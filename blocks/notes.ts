/** One-line messages about a request: a redrawn card notifies nobody, so who must know is named here. */
import type { ApprovalEvent } from '../src/approval/events.ts';
import type { Approval } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { type BoxEvent, boxNote } from './box.ts';
import { type GlassEvent, glassNote } from './glass-note.ts';
import { bold, note, person, words } from './kit.ts';
import { positionIn } from './statements.ts';
import {
  nextInTurn,
  nobodyCanApprove,
  question,
  somebodyCanApprove,
  stillWaiting,
  type Waiting,
} from './waiting-note.ts';

/** Null for events that are not worth a message of their own. */
export function approvalNote(waiting: Waiting, event: ApprovalEvent): Message | null {
  const { approval } = waiting;
  if (isWaitingEvent(event)) {
    // It may have been decided while the message waited for its turn.
    return approval.status === 'pending' ? waitingNote(waiting, event) : null;
  }
  if (isGlassEvent(event)) return glassNote(approval, event);
  if (isBoxEvent(event)) return boxNote(approval, event);
  const told = endingWords(approval, event);
  if (told === null) return null;
  const { id, title, requester } = approval;
  return note(`${id} ${title}: ${told}`, person(requester), words(', '), bold(`${id}: `), words(told));
}

type WaitingEvent = Extract<
  ApprovalEvent,
  { readonly type: 'prepared' | 'recounted' | 'approved' | 'nudged' | 'asked' }
>;

function isWaitingEvent(event: ApprovalEvent): event is WaitingEvent {
  return ['prepared', 'recounted', 'approved', 'nudged', 'asked'].includes(event.type);
}

function isGlassEvent(event: ApprovalEvent): event is GlassEvent {
  return ['glass_broken', 'signed', 'review_missed'].includes(event.type);
}

function isBoxEvent(event: ApprovalEvent): event is BoxEvent {
  return ['closing_looked', 'closing_covered', 'closing_overdue', 'box_settled'].includes(event.type);
}

function waitingNote(waiting: Waiting, event: WaitingEvent): Message {
  switch (event.type) {
    case 'prepared':
      return nobodyCanApprove(waiting);
    case 'recounted':
      return somebodyCanApprove(waiting);
    case 'approved':
      return nextInTurn(waiting, event.by);
    case 'nudged':
      return stillWaiting(waiting, event.also);
    case 'asked':
      return question(waiting, event.by, event.question);
  }
}

function endingWords(approval: Approval, event: ApprovalEvent): string | null {
  const at = positionIn(approval);
  switch (event.type) {
    case 'rejected':
      return `rejected: ${event.reason}`;
    case 'expired':
      return 'expired, nothing ran. Ask again if it is still needed.';
    case 'voided':
      return `void, nothing ran. ${event.text}`;
    case 'failed':
      if (event.reason === 'cancelled') return `cancelled while it ran. ${event.text}`;
      if (at !== '') return `stopped at statement ${at}. ${event.text}`;
      return event.reason === 'not_sent'
        ? `nothing was sent. ${event.text}`
        : `the engine refused it. ${event.text}`;
    case 'answer_lost':
      if (at !== '')
        return `the answer to statement ${at} was lost. Whether it ran is being looked up; neither it nor what follows is sent.`;
      return 'the answer was lost. Whether it ran is being looked up; it is not sent again.';
    case 'verified':
      return event.verification.sentence;
    case 'settled':
      return `${event.applied ? 'it was applied' : 'it was not applied'}: ${event.note}`;
    default:
      return approval.ending?.text ?? null;
  }
}
