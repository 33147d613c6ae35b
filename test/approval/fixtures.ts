/** A request in each of its states, reached by the events that lead there, and one good event of each type. */
import type { ApprovalEvent, ApprovalEventType, ApprovalRefusal } from '../../src/approval/events.ts';
import { fingerprintOf } from '../../src/approval/fingerprint.ts';
import type { Approval, Bill, Prepared } from '../../src/approval/state.ts';
import { transition } from '../../src/approval/transition.ts';
import { livesBy } from '../support/lives.ts';

export const after = livesBy(transition);

export const ASKED_AT_MS = Date.UTC(2026, 0, 5, 3, 0, 0);
export const MINUTE_MS = 60_000;
export const RUN_TIMEOUT_MS = 10 * MINUTE_MS;

export const who = { requester: 'U0REQUESTER', approver: 'U0APPROVER', second: 'U0SECOND', other: 'U0OTHER' };
/** The role that may break the glass, where a request allows it. */
export const GLASS = { handle: 'incident-commanders', id: 'S0CMDR' };
export const GROUP = { handle: 'data-approvers', id: 'S0DATA' };

export const bill: Bill = {
  text: 'RESTORE TABLE `c`.`s`.`t` TO VERSION AS OF 24 /* APR-1 */',
  parameters: {},
  warehouse: '/sql/1.0/warehouses/w',
  principal: 'svc-actions',
  drill: false,
};
export const FINGERPRINT = fingerprintOf(bill);

export const prepared: Omit<Prepared, 'atMs'> = {
  bill,
  fingerprint: FINGERPRINT,
  facts: { current: 26 },
  shown: [{ label: 'Version', value: '26 now → contents of 24' }],
  warnings: ['Streams may read restored rows again.'],
  groups: [{ ...GROUP, eligible: 2 }],
};

type Of<Type extends ApprovalEventType> = Extract<ApprovalEvent, { type: Type }>;
export type Request = Of<'requested'>['request'];

export const request: Request = {
  id: 'APR-1',
  origin: { kind: 'incident', id: 'INC-1' },
  thread: { ref: { kind: 'incident', id: 'INC-1' }, view: 'incident-card' },
  channel: 'C0INCIDENTS',
  action: 'restore',
  title: 'Restore a table',
  risk: 'change',
  definition: '{}',
  target: 'c.s.t, 24',
  parameters: { table: 'c.s.t', version: 24 },
  requester: who.requester,
  reason: 'A job wrote old rows',
  groups: [GROUP.handle],
  peopleNeeded: 1,
  inOrder: false,
  drill: false,
  undoOf: null,
};

export const TOKEN = 'the-claim';

/** One event of each type as it would come when everything is right; `revision` is that of the card it was pressed on. */
export function good(type: ApprovalEventType, revision = 2): ApprovalEvent {
  const all: { readonly [Type in ApprovalEventType]: Of<Type> } = {
    requested: { type: 'requested', request },
    prepared: { type: 'prepared', prepared },
    approved: {
      type: 'approved',
      by: who.approver,
      group: GROUP.handle,
      fingerprint: FINGERPRINT,
      revision,
      comment: null,
    },
    rejected: { type: 'rejected', by: who.approver, revision, reason: 'Not now' },
    cancelled: { type: 'cancelled', by: who.requester, revision },
    recounted: { type: 'recounted', eligible: { [GROUP.handle]: 1 } },
    nudged: { type: 'nudged', also: [] },
    asked: { type: 'asked', by: who.other, question: 'Which job?' },
    checking: { type: 'checking', by: who.approver },
    checking_over: { type: 'checking_over' },
    glass_broken: {
      type: 'glass_broken',
      by: who.other,
      group: GLASS.handle,
      fingerprint: FINGERPRINT,
      revision,
      reason: 'Nobody answers',
    },
    signed: { type: 'signed', by: who.approver, revision, note: 'It was right.' },
    review_missed: { type: 'review_missed', also: [] },
    expired: { type: 'expired' },
    voided: { type: 'voided', reason: 'evidence_moved', text: 'The table moved.' },
    claimed: { type: 'claimed', token: TOKEN, fingerprint: FINGERPRINT, runTimeoutMs: RUN_TIMEOUT_MS },
    cancel_asked: { type: 'cancel_asked', by: who.requester, revision },
    progressed: { type: 'progressed', token: TOKEN, number: 1, percent: 40 },
    statement_done: {
      type: 'statement_done',
      token: TOKEN,
      number: 1,
      rows: [{ label: 'files', value: '3' }],
      takenMs: 1_200,
      runTimeoutMs: RUN_TIMEOUT_MS,
    },
    failed: { type: 'failed', token: TOKEN, reason: 'engine_refused', text: 'It said no.' },
    succeeded: { type: 'succeeded', token: TOKEN, rows: [{ label: 'files', value: '3' }], takenMs: 1_200 },
    answer_lost: { type: 'answer_lost', text: 'The answer was lost.' },
    verified: { type: 'verified', verification: { outcome: 'verified', sentence: 'As it was.' } },
    evidence_found: { type: 'evidence_found', evidence: { applied: 'seen', sentence: 'It is there.' } },
    settled: { type: 'settled', by: who.approver, applied: true, note: 'I looked.', revision },
    end_asked: { type: 'end_asked', by: who.requester, revision },
    closing_claimed: {
      type: 'closing_claimed',
      token: TOKEN,
      number: 1,
      fingerprint: FINGERPRINT,
      runTimeoutMs: MINUTE_MS,
    },
    closing_answered: { type: 'closing_answered', token: TOKEN, text: 'It ran.' },
    closing_looked: { type: 'closing_looked', number: 1, seen: 'gone', sentence: 'It is gone.' },
    closing_covered: { type: 'closing_covered', number: 1, by: 'APR-2' },
    closing_overdue: { type: 'closing_overdue' },
    box_settled: { type: 'box_settled', by: who.approver, note: 'The table is gone.', revision },
    undone: { type: 'undone', byApproval: 'APR-2' },
    attempt_refused: { type: 'attempt_refused', by: who.other, attempt: 'approve', code: 'not_in_group' },
  };
  return all[type];
}

export type Reached =
  | 'measuring'
  | 'pending'
  | 'approved'
  | 'executing'
  | 'rejected'
  | 'expired'
  | 'cancelled'
  | 'voided'
  | 'succeeded'
  | 'failed'
  | 'in_doubt'
  | 'resolved';

/** `measuring` is pending before anything was measured. Each step is a minute after the one before. */
const PATHS: { readonly [state in Reached]: readonly ApprovalEventType[] } = {
  measuring: [],
  pending: ['prepared'],
  approved: ['prepared', 'approved'],
  executing: ['prepared', 'approved', 'claimed'],
  rejected: ['prepared', 'rejected'],
  expired: ['prepared', 'expired'],
  cancelled: ['prepared', 'cancelled'],
  voided: ['prepared', 'voided'],
  succeeded: ['prepared', 'approved', 'claimed', 'succeeded'],
  failed: ['prepared', 'approved', 'claimed', 'failed'],
  in_doubt: ['prepared', 'approved', 'claimed', 'answer_lost'],
  resolved: ['prepared', 'approved', 'claimed', 'answer_lost', 'settled'],
};

export const REACHED = Object.keys(PATHS) as readonly Reached[];

/** A request in that state. `changes` are of the wish itself: how many people, which risk. */
export function reached(state: Reached, changes: Partial<Request> = {}): Approval {
  const wish: ApprovalEvent = { type: 'requested', request: { ...request, ...changes } };
  let approval = after(null, [wish, ASKED_AT_MS]);
  PATHS[state].forEach((type, index) => {
    const atMs = type === 'expired' ? approval.expiresAtMs : ASKED_AT_MS + (index + 1) * MINUTE_MS;
    approval = after(approval, [good(type, approval.revision), atMs]);
  });
  return approval;
}

/** The outcome in one word: the refusal's code, or `=` and the status that it led to. */
export function outcomeOf(approval: Approval | null, event: ApprovalEvent, atMs: number): string {
  const step = transition(approval, event, atMs);
  return step.ok ? `=${step.state.status}` : step.code;
}

export function refusalOf(approval: Approval, event: ApprovalEvent, atMs: number): ApprovalRefusal | null {
  const step = transition(approval, event, atMs);
  return step.ok ? null : step.code;
}

/** A request for which the glass may be broken, its role pinned; and one for which it was, five minutes after it was asked for. */
export function glassReady(): Approval {
  const approval = reached('pending', { breakGlass: [GLASS.handle] });
  const { prepared: measured } = approval;
  if (measured === null) throw new Error('not prepared');
  return { ...approval, prepared: { ...measured, glass: [{ ...GLASS, eligible: 1 }] } };
}

export function glassBroken(): Approval {
  return after(glassReady(), [good('glass_broken'), ASKED_AT_MS + 5 * MINUTE_MS]);
}
