/** Those whose turn it is are named again, and after them whoever comes next: once each, and late ones together. */
import { describe, expect, test } from 'vitest';
import type { Approval } from '../../src/approval/state.ts';
import { nudgeDueAtMs } from '../../src/approval/waiting.ts';
import { ASKED_AT_MS, after, good, MINUTE_MS, outcomeOf, reached, who } from './fixtures.ts';

const PREPARED_AT_MS = ASKED_AT_MS + MINUTE_MS;
const nudged = good('nudged');
const dueInMin = (approval: Approval): number | null => {
  const dueAtMs = nudgeDueAtMs(approval);
  return dueAtMs === null ? null : (dueAtMs - PREPARED_AT_MS) / MINUTE_MS;
};

test('five minutes after it could be decided, then fifteen, then no more', () => {
  const pending = reached('pending');
  expect(dueInMin(pending)).toBe(5);
  expect(outcomeOf(pending, nudged, PREPARED_AT_MS + 5 * MINUTE_MS - 1)).toBe('not_yet');
  const once = after(pending, [nudged, PREPARED_AT_MS + 5 * MINUTE_MS]);
  expect(once.revision).toBe(pending.revision);
  expect(dueInMin(once)).toBe(15);
  expect(outcomeOf(once, nudged, PREPARED_AT_MS + 15 * MINUTE_MS - 1)).toBe('not_yet');
  const twice = after(once, [nudged, PREPARED_AT_MS + 15 * MINUTE_MS]);
  expect(dueInMin(twice)).toBeNull();
  expect(outcomeOf(twice, nudged, PREPARED_AT_MS + 20 * MINUTE_MS)).toBe('not_yet');
});

test('a bot that was down for both says it once', () => {
  const late = after(reached('pending'), [nudged, PREPARED_AT_MS + 16 * MINUTE_MS]);
  expect(dueInMin(late)).toBeNull();
});

test('each yes begins it anew for the next in turn', () => {
  const two = after(reached('pending', { peopleNeeded: 2 }), [nudged, PREPARED_AT_MS + 16 * MINUTE_MS]);
  const yesAtMs = PREPARED_AT_MS + 17 * MINUTE_MS;
  const half = after(two, [{ ...good('approved', two.revision), by: who.second } as typeof nudged, yesAtMs]);
  expect(nudgeDueAtMs(half)).toBe(yesAtMs + 5 * MINUTE_MS);
});

describe('what is not waiting is not reminded', () => {
  test.each(['measuring', 'approved', 'executing', 'rejected', 'succeeded', 'in_doubt'] as const)(
    '%s',
    (state) => {
      expect(nudgeDueAtMs(reached(state))).toBeNull();
    },
  );
});
