/** Tells the item or the step that a request was made for how it stands. */
import type { Change } from '../journal/document.ts';
import type { Emitted } from '../journal/journal.ts';
import type { ApprovalEvent } from './events.ts';
import { isWhollyApplied } from './list.ts';
import type { RequestStands, RequestTold } from './news.ts';
import { originOf } from './origin.ts';
import type { Approval } from './state.ts';

/** An undo is a request of its own, but what it means is told by the one that it undoes. */
export function tellOrigin({ after, event, seq }: Change<Approval, ApprovalEvent>): Emitted[] {
  const origin = originOf(after);
  const stands = standsAfter(event, after);
  if (stands === null || origin.part === undefined || after.undoOf !== null) return [];
  const { id: approval, title, requester: by } = after;
  const told: RequestTold = {
    type: 'request_told',
    part: origin.part,
    news: { approval, title, by, stands, seq },
  };
  return [
    { to: { kind: origin.kind, id: origin.id }, event: told, once: `told/${approval}/${seq}/${origin.id}` },
  ];
}

function standsAfter(event: ApprovalEvent, after: Approval): RequestStands | null {
  switch (event.type) {
    case 'requested':
      return 'waiting';
    // Success alone is not told: what the platform shows comes moments later, and is what counts.
    case 'verified':
      return event.verification.outcome === 'failed' ? 'not_verified' : 'succeeded';
    case 'settled':
      return isWhollyApplied(after) ? 'succeeded' : 'not_applied';
    case 'answer_lost':
      return 'in_doubt';
    case 'failed':
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'voided':
    case 'undone':
      return event.type;
    case 'prepared':
    case 'approved':
    case 'nudged':
    case 'asked':
    case 'checking':
    case 'checking_over':
    case 'glass_broken':
    case 'signed':
    case 'review_missed':
    case 'claimed':
    case 'cancel_asked':
    case 'progressed':
    case 'statement_done':
    case 'succeeded':
    case 'evidence_found':
    case 'recounted':
    case 'end_asked':
    case 'closing_claimed':
    case 'closing_answered':
    case 'closing_looked':
    case 'closing_covered':
    case 'closing_overdue':
    case 'box_settled':
    case 'attempt_refused':
      return null;
  }
}
