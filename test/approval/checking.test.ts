/** The card says that somebody's decision is being looked at, and does not go on saying so. */
import { expect, test } from 'vitest';
import { approvalDocument } from '../../src/approval/document.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { type Approval, REFUSED_ATTEMPTS_MAX } from '../../src/approval/state.ts';
import { ASKED_AT_MS, after, good, MINUTE_MS, reached, refusalOf, who } from './fixtures.ts';

const NOW_MS = ASKED_AT_MS + 5 * MINUTE_MS;
const turnedAway = (by: string): ApprovalEvent => ({
  type: 'attempt_refused',
  by,
  attempt: 'approve',
  code: 'not_in_group',
});

function messagesOf(before: Approval, event: ApprovalEvent) {
  const changed = after(before, [event, NOW_MS]);
  return approvalDocument.consequences({ before, after: changed, event, seq: 9, atMs: NOW_MS }).outbox ?? [];
}

const checking = after(reached('pending'), [good('checking'), NOW_MS]);

test('whoever was being looked at is turned away: the card is drawn again, and nobody is told but them', () => {
  const [update, ...more] = messagesOf(checking, turnedAway(who.approver));
  expect(update?.intent).toMatchObject({ type: 'update', picture: { view: 'approval-card' } });
  expect(more).toEqual([]);
});

test('an attempt that changes nothing on the card costs Slack nothing', () => {
  expect(messagesOf(reached('pending'), turnedAway(who.approver))).toEqual([]);
  expect(messagesOf(checking, turnedAway(who.other))).toEqual([]);
  const over = after(checking, [turnedAway(who.approver), NOW_MS]);
  expect(messagesOf(over, turnedAway(who.approver))).toEqual([]);
});

test('past the limit of what is recorded the card is still put right, nothing more is kept, and a decision counts and is kept', () => {
  const full = { ...checking, refusedAttempts: REFUSED_ATTEMPTS_MAX };
  const cleared = after(full, [turnedAway(who.approver), NOW_MS]);
  expect(cleared).toEqual({ ...full, checking: null });
  expect(refusalOf(cleared, turnedAway(who.approver), NOW_MS)).toBe('enough_recorded');
  // Nor does being looked at fill anything then.
  expect(refusalOf(cleared, good('checking'), NOW_MS)).toBe('enough_recorded');
  const approved = after(cleared, [good('approved', cleared.revision), NOW_MS]);
  expect(approved).toMatchObject({ status: 'approved', seats: [{ by: who.approver }] });
});
