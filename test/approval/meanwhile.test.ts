/** What is asked and looked at while a request waits: each has its limit, and none of it makes the card's buttons stale. */
import { expect, test } from 'vitest';
import { type Approval, CHECKING_MAX_MS, QUESTIONS_MAX } from '../../src/approval/state.ts';
import { ASKED_AT_MS, after, GROUP, good, MINUTE_MS, reached, refusalOf } from './fixtures.ts';

const NOW_MS = ASKED_AT_MS + 5 * MINUTE_MS;
const pending = reached('pending');

test('a question can be asked until the request expires', () => {
  const { expiresAtMs } = pending;
  expect(refusalOf(pending, good('asked'), expiresAtMs - 1)).toBeNull();
  expect(refusalOf(pending, good('asked'), expiresAtMs)).toBe('too_late');
});

test('so many questions are counted, and one more is refused', () => {
  let approval: Approval = pending;
  for (let count = 1; count <= QUESTIONS_MAX; count += 1) {
    approval = after(approval, [good('asked'), NOW_MS]);
    expect(approval).toEqual({ ...pending, questions: count });
  }
  expect(refusalOf(approval, good('asked'), NOW_MS)).toBe('enough_questions');
});

test('a group is counted again only where nobody could decide', () => {
  const recounted = { type: 'recounted', eligible: { [GROUP.handle]: 1 } } as const;
  expect(refusalOf(pending, recounted, NOW_MS)).toBe('not_yet');
  expect(refusalOf(reached('measuring'), recounted, NOW_MS)).toBe('not_prepared');
  const { prepared } = pending;
  if (prepared === null) throw new Error('not prepared');
  const nobody: Approval = {
    ...pending,
    prepared: { ...prepared, groups: [{ ...GROUP, eligible: 0 }] },
  };
  expect(after(nobody, [recounted, NOW_MS])).toEqual({
    ...nobody,
    recounted: { eligible: recounted.eligible, atMs: NOW_MS },
  });
});

test('looking at a decision is over after its time, and not before', () => {
  const checking = after(pending, [good('checking'), NOW_MS]);
  const over = good('checking_over');
  expect(refusalOf(checking, over, NOW_MS + CHECKING_MAX_MS - 1)).toBe('not_yet');
  const ended = after(checking, [over, NOW_MS + CHECKING_MAX_MS]);
  expect(ended).toEqual({ ...pending, checking: null });
  expect(refusalOf(ended, over, NOW_MS + CHECKING_MAX_MS)).toBe('not_yet');
  expect(refusalOf(pending, over, NOW_MS + CHECKING_MAX_MS)).toBe('not_yet');
});

test('a decision ends the looking, and writes nothing of it where there was none', () => {
  const checking = after(pending, [good('checking'), NOW_MS]);
  expect(after(checking, [good('rejected', checking.revision), NOW_MS]).checking).toBeNull();
  expect(after(pending, [good('rejected', pending.revision), NOW_MS])).not.toHaveProperty('checking');
});
