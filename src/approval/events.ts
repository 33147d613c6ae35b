/** What may happen to a request. Facts that were looked up outside (people, groups, the engine) come with the event. */
import type { Json } from '../journal/json.ts';
import type {
  Approval,
  EngineEvidence,
  FailureReason,
  Found,
  Prepared,
  Shown,
  Told,
  Verification,
  VoidReason,
} from './state.ts';

export type ApprovalEvent =
  | {
      readonly type: 'requested';
      readonly request: Pick<
        Approval,
        | 'id'
        | 'origin'
        | 'thread'
        | 'channel'
        | 'action'
        | 'title'
        | 'risk'
        | 'definition'
        | 'target'
        | 'parameters'
        | 'requester'
        | 'reason'
        | 'groups'
        | 'peopleNeeded'
        | 'inOrder'
        | 'breakGlass'
        | 'drill'
        | 'undoOf'
      >;
    }
  | {
      readonly type: 'prepared';
      readonly prepared: Omit<Prepared, 'atMs'>;
      /** Where a time was asked for: with the version that it meant. */
      readonly resolved?: Pick<Approval, 'parameters' | 'target'>;
    }
  | {
      readonly type: 'approved';
      readonly by: string;
      readonly group: string;
      readonly fingerprint: string;
      readonly revision: number;
      readonly comment: string | null;
    }
  | { readonly type: 'rejected'; readonly by: string; readonly revision: number; readonly reason: string }
  /** Decides nothing: the requester is asked, in words. */
  | { readonly type: 'asked'; readonly by: string; readonly question: string }
  /** Looking up whether `by` may decide takes longer than usual. */
  | { readonly type: 'checking'; readonly by: string }
  | { readonly type: 'checking_over' }
  /** In place of a yes, by the role that the runbook names for it. */
  | {
      readonly type: 'glass_broken';
      readonly by: string;
      readonly group: string;
      readonly fingerprint: string;
      readonly revision: number;
      readonly reason: string;
    }
  | { readonly type: 'signed'; readonly by: string; readonly revision: number; readonly note: string }
  | { readonly type: 'review_missed'; readonly also: readonly Told[] }
  | { readonly type: 'cancelled'; readonly by: string; readonly revision: number }
  /** Nobody could approve it: how many can now, by the group's handle. */
  | { readonly type: 'recounted'; readonly eligible: { readonly [handle: string]: number } }
  /** Nobody has decided yet. `also`: whom to turn to, once it has waited long enough for that. */
  | { readonly type: 'nudged'; readonly also: readonly Told[] }
  | { readonly type: 'expired' }
  | { readonly type: 'voided'; readonly reason: VoidReason; readonly text: string }
  | {
      readonly type: 'claimed';
      readonly token: string;
      readonly fingerprint: string;
      readonly runTimeoutMs: number;
      /** Of what is given for a while: as it was at the last look. */
      readonly found?: Found;
    }
  /** While it runs: whoever sends it passes that on to the engine, from whichever replica. */
  | { readonly type: 'cancel_asked'; readonly by: string; readonly revision: number }
  | {
      readonly type: 'progressed';
      readonly token: string;
      readonly number: number;
      readonly percent: number;
    }
  /** One of a list, and not its last; stored before the next one is sent. `number` counts from 1. */
  | {
      readonly type: 'statement_done';
      readonly token: string;
      readonly number: number;
      readonly rows: readonly Shown[];
      readonly takenMs: number;
      /** Of the next one. */
      readonly runTimeoutMs: number;
    }
  | { readonly type: 'failed'; readonly token: string; readonly reason: FailureReason; readonly text: string }
  | {
      readonly type: 'succeeded';
      readonly token: string;
      readonly rows: readonly Shown[];
      readonly takenMs: number;
    }
  | { readonly type: 'answer_lost'; readonly text: string }
  | { readonly type: 'verified'; readonly verification: Verification }
  | { readonly type: 'evidence_found'; readonly evidence: Omit<EngineEvidence, 'atMs'> }
  | {
      readonly type: 'settled';
      readonly by: string;
      readonly applied: boolean;
      readonly note: string;
      readonly revision: number;
    }
  /** What is given for a while is to end now. */
  | { readonly type: 'end_asked'; readonly by: string; readonly revision: number }
  /** A closing statement, counted from 1, is about to be sent; again for each time that it is. */
  | {
      readonly type: 'closing_claimed';
      readonly token: string;
      readonly number: number;
      readonly fingerprint: string;
      readonly runTimeoutMs: number;
    }
  /** Nothing of it is under way any more: the engine answered, or nothing left. What it did is looked at. */
  | { readonly type: 'closing_answered'; readonly token: string; readonly text: string }
  | {
      readonly type: 'closing_looked';
      readonly number: number;
      readonly seen: 'gone' | 'there' | 'could_not_see';
      readonly sentence: string;
    }
  /** Another request gives it still. */
  | { readonly type: 'closing_covered'; readonly number: number; readonly by: string }
  | { readonly type: 'closing_overdue' }
  /** What cannot be seen any more is held to have ended, on the word of who may approve it. */
  | { readonly type: 'box_settled'; readonly by: string; readonly note: string; readonly revision: number }
  | { readonly type: 'undone'; readonly byApproval: string }
  /** Somebody was turned away; kept for the audit, changes nothing else. */
  | {
      readonly type: 'attempt_refused';
      readonly by: string;
      readonly attempt: string;
      readonly code: string;
      readonly detail?: Json;
    };

export type ApprovalEventType = ApprovalEvent['type'];

export type ApprovalRefusal =
  | 'exists'
  | 'not_found'
  | 'not_prepared'
  | 'already_prepared'
  | 'decided'
  | 'running'
  | 'over'
  | 'stale_card'
  | 'fingerprint_differs'
  | 'second_seat'
  | 'not_your_turn'
  | 'requester'
  | 'not_approved'
  | 'not_running'
  | 'not_yet'
  | 'too_late'
  | 'other_claim'
  | 'out_of_order'
  | 'already_cancelling'
  | 'not_in_doubt'
  | 'may_still_run'
  | 'not_succeeded'
  | 'already_verified'
  | 'already_undone'
  | 'enough_recorded'
  | 'no_break_glass'
  | 'nothing_to_sign'
  | 'own_glass'
  | 'enough_questions'
  | 'no_box'
  | 'box_ending'
  | 'still_there';
