/** Who keeps what when a box comes to its end: one wrong yes leaves somebody with what they were to lose. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { approvalDocument } from '../../src/approval/document.ts';
import {
  boxesBehind,
  covers,
  givenBy,
  givesStill,
  isBeingGiven,
  isBeingTaken,
  isUnderWay,
} from '../../src/approval/given.ts';
import { OTHERS_LOOKED_AT_MAX, othersGiving } from '../../src/approval/others.ts';
import type { Approval } from '../../src/approval/state.ts';
import { apply } from '../../src/journal/document.ts';
import { boxed, boxedAndEnded, boxedGood, ENDS_AT_MS, GIVEN_AT_MS, GIVES, KEYS } from './box-fixtures.ts';
import { ASKED_AT_MS, after, good, MINUTE_MS, type Reached, reached, request } from './fixtures.ts';
import { openTempJournal, testClock } from './ports.ts';

const [MODIFY, SELECT] = KEYS;
const mine = boxed();

/** Gives the same for good. */
function forGood(state: Reached, changes: Partial<Approval> = {}): Approval {
  const approval = reached(state);
  return { ...approval, prepared: approval.prepared && { ...approval.prepared, gives: GIVES }, ...changes };
}

const later = (approval: Approval, endsAtMs: number): Approval => ({
  ...approval,
  ...(approval.box === undefined ? {} : { box: { ...approval.box, endsAtMs } }),
});

describe('at an end', () => {
  const covered = (other: Approval, nowMs = ENDS_AT_MS) => covers(other, mine, SELECT, nowMs);

  test('a box that ends later keeps it, one that has come to its end does not', () => {
    expect(covered(later(boxed(), ENDS_AT_MS + 1))).toBe(true);
    expect(covered(later(boxed(), ENDS_AT_MS))).toBe(false);
    expect(covered(later(boxed(), ENDS_AT_MS - 1))).toBe(false);
    expect(covered(boxedAndEnded(), GIVEN_AT_MS)).toBe(false);
  });

  test('of a box that has begun to end, only what has not ended', () => {
    const gone = after(boxed(), [boxedGood('closing_looked', 0), ENDS_AT_MS]);
    const half = later(gone, ENDS_AT_MS + MINUTE_MS);
    expect(covers(half, mine, MODIFY, ENDS_AT_MS)).toBe(false);
    expect(covers(half, mine, SELECT, ENDS_AT_MS)).toBe(true);
  });

  test('what is in doubt keeps nothing, and what a person has settled as applied does', () => {
    expect(covered(later(boxed('in_doubt'), ENDS_AT_MS + 1))).toBe(false);
    expect(covered(forGood('in_doubt'))).toBe(false);
    const doubtful = boxed('in_doubt');
    const settled = after(doubtful, [boxedGood('settled', doubtful.revision), GIVEN_AT_MS + 1]);
    expect(covered(later(settled, ENDS_AT_MS + 1))).toBe(true);
    expect(covered(forGood('resolved'))).toBe(true);
  });

  test.each([
    'pending',
    'approved',
    'executing',
    'rejected',
    'expired',
    'cancelled',
    'voided',
    'failed',
  ] as const)('what is %s keeps nothing', (state) => {
    expect(covered(forGood(state))).toBe(false);
  });

  test('what was given for good since the box was measured keeps it, unless it was undone or is of something else', () => {
    const given = forGood('succeeded');
    expect(covered(given)).toBe(true);
    expect(covered({ ...given, undoneBy: 'APR-9' })).toBe(false);
    expect(covers(given, mine, 'another key', ENDS_AT_MS)).toBe(false);
    const before = given.result && { ...given.result, atMs: ASKED_AT_MS + MINUTE_MS - 1 };
    expect(covered({ ...given, result: before })).toBe(false);
  });
});

/** As `found` at the last look before its start. */
function looked(atMs: number, by: readonly string[], approval = boxed()): Approval {
  const found = { atMs, pieces: by.length === 0 ? [] : [{ key: SELECT, by }] };
  return { ...approval, claim: approval.claim && { ...approval.claim, found } };
}

describe('what somebody may have taken away', () => {
  const other: Approval = { ...later(boxed(), ENDS_AT_MS + 1), id: 'APR-8' };

  test('is kept by an earlier box only if it was seen there, by that one', () => {
    expect(covers(other, looked(GIVEN_AT_MS, []), SELECT, ENDS_AT_MS)).toBe(true);
    expect(covers(other, looked(GIVEN_AT_MS + 1, []), SELECT, ENDS_AT_MS)).toBe(false);
    expect(covers(other, looked(GIVEN_AT_MS + 1, ['APR-8']), SELECT, ENDS_AT_MS)).toBe(true);
    expect(covers(other, looked(GIVEN_AT_MS + 1, ['APR-8']), MODIFY, ENDS_AT_MS)).toBe(false);
    expect(covers(other, looked(GIVEN_AT_MS + 1, ['APR-7']), SELECT, ENDS_AT_MS)).toBe(false);
  });

  test('nor by a grant for good from before the look, also where a person settled that one days later', () => {
    const given = forGood('succeeded');
    const givenAtMs = given.result?.atMs ?? 0;
    expect(covers(given, looked(givenAtMs, []), SELECT, ENDS_AT_MS)).toBe(true);
    expect(covers(given, looked(givenAtMs + 1, ['APR-1']), SELECT, ENDS_AT_MS)).toBe(false);
    const doubtful = forGood('resolved');
    const untilMs = doubtful.claim?.mayRunUntilMs ?? 0;
    const settled = doubtful.settled && { ...doubtful.settled, atMs: untilMs + 48 * 60 * MINUTE_MS };
    expect(covers({ ...doubtful, settled }, looked(untilMs, []), SELECT, ENDS_AT_MS)).toBe(true);
    expect(covers({ ...doubtful, settled }, looked(untilMs + 1, []), SELECT, ENDS_AT_MS)).toBe(false);
  });

  test('is there by no box that a later look did not find, of whomever', () => {
    const second: Approval = { ...looked(GIVEN_AT_MS + 1, []), id: 'APR-9' };
    const ids = (...[others, found]: [readonly Approval[], Parameters<typeof boxesBehind>[2]?]) =>
      boxesBehind(others, SELECT, found).map(({ id }) => id);
    expect(ids([other])).toEqual(['APR-8']);
    expect(ids([other, second])).toEqual(['APR-9']);
    expect(ids([other, { ...looked(GIVEN_AT_MS + 1, ['APR-8']), id: 'APR-9' }])).toEqual(['APR-8', 'APR-9']);
    expect(ids([other], { atMs: GIVEN_AT_MS + 1, pieces: [] })).toEqual([]);
  });
});

test('what is there is only boxed while some box has it and nothing gives it for good', () => {
  const isOnlyBoxed = (others: readonly Approval[]) => boxesBehind(others, SELECT).length > 0;
  expect(isOnlyBoxed([boxed()])).toBe(true);
  expect(isOnlyBoxed([boxed('in_doubt')])).toBe(true);
  expect(isOnlyBoxed([boxedAndEnded()])).toBe(false);
  expect(isOnlyBoxed([boxed('executing')])).toBe(false);
  expect(isOnlyBoxed([boxed(), forGood('succeeded')])).toBe(false);
  expect(isOnlyBoxed([boxed(), forGood('failed')])).toBe(true);
  expect(isOnlyBoxed([])).toBe(false);
});

test('what is on its way is seen from both sides, until it can be no longer', () => {
  const executing = boxed('executing');
  const mayRunUntilMs = executing.claim?.mayRunUntilMs ?? 0;
  expect(isBeingGiven(executing, mayRunUntilMs - 1)).toBe(true);
  expect(isBeingGiven(executing, mayRunUntilMs)).toBe(false);
  const taking = after(boxed(), [boxedGood('closing_claimed', 0), ENDS_AT_MS]);
  const untilMs = taking.box?.claim?.mayRunUntilMs ?? 0;
  expect(isUnderWay(taking, MODIFY, untilMs - 1)).toBe(true);
  expect(isUnderWay(taking, SELECT, untilMs - 1)).toBe(false);
  expect(isUnderWay(taking, MODIFY, untilMs)).toBe(false);
  expect(isUnderWay(after(taking, [good('closing_answered'), ENDS_AT_MS]), MODIFY, ENDS_AT_MS)).toBe(false);
  expect(isBeingTaken(taking, SELECT, ENDS_AT_MS)).toBe(true);
  expect(isBeingTaken(boxed(), SELECT, ENDS_AT_MS - 1)).toBe(false);
  expect(isBeingTaken(boxedAndEnded(), SELECT, ENDS_AT_MS)).toBe(false);
});

test('the same has the same key, whatever the case of its letters, and something else another', () => {
  const key = (text: string) => givenBy({ what: 'SELECT', text, values: {} }).key;
  expect(key('REVOKE SELECT ON TABLE `C`.`s`.`T` FROM `Jane`')).toBe(
    key('REVOKE SELECT ON TABLE `c`.`s`.`t` FROM `jane`'),
  );
  expect(key('REVOKE SELECT ON TABLE `c`.`s`.`t` FROM `jane`')).not.toBe(
    key('REVOKE MODIFY ON TABLE `c`.`s`.`t` FROM `jane`'),
  );
});

test('it is looked up from when it is measured until nothing of it is there any more, or may come', () => {
  expect(givesStill(boxed('pending'))).toEqual(GIVES);
  expect(givesStill(boxed())).toEqual(GIVES);
  expect(givesStill(boxedAndEnded())).toEqual([]);
  expect(givesStill(forGood('succeeded'))).toEqual(GIVES);
  for (const state of ['rejected', 'expired', 'cancelled', 'voided', 'failed'] as const)
    expect(givesStill(forGood(state))).toEqual([]);
  expect(givesStill(forGood('succeeded', { undoneBy: 'APR-9' }))).toEqual([]);
  // What was sent last may be on its way although it was seen to be gone.
  const lost = after(
    boxed(),
    [boxedGood('closing_looked', 0), ENDS_AT_MS],
    [{ ...boxedGood('closing_claimed', 0), number: 2 } as ReturnType<typeof good>, ENDS_AT_MS],
    [{ ...boxedGood('closing_looked', 0), number: 2 } as ReturnType<typeof good>, ENDS_AT_MS],
  );
  expect(givesStill(lost)).toEqual(GIVES);
});

test('of very many that give the same only the newest are looked at, so that the oldest cover nothing', async () => {
  const clock = testClock();
  const { journal, dispose } = openTempJournal(clock.now);
  onTestFinished(dispose);
  for (let number = 1; number <= OTHERS_LOOKED_AT_MAX + 2; number += 1) {
    const id = `APR-${number}`;
    await apply(journal, approvalDocument, id, { type: 'requested', request: { ...request, id } });
    await apply(journal, approvalDocument, id, boxedGood('prepared', 1));
    clock.pass(1_000);
  }
  const newest = `APR-${OTHERS_LOOKED_AT_MAX + 2}`;
  const others = await othersGiving(journal, newest, { key: SELECT });
  expect(others).toHaveLength(OTHERS_LOOKED_AT_MAX - 1);
  expect(others.map(({ id }) => id)).not.toContain('APR-2');
  expect(others.map(({ id }) => id)).toContain('APR-4');
});
