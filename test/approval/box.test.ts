/** What is given for a while: when it ends, what is sent then, how often, and who may end it before. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALARM_AFTER_MS,
  ALARM_EVERY_MS,
  ALARM_GRACE_MS,
  closeDueAtMs,
  isOpenBox,
  openPiece,
} from '../../src/approval/box-state.ts';
import { approvalDocument, OVERDUE_INDEX } from '../../src/approval/document.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { givesIndex } from '../../src/approval/given.ts';
import { type FreshGroup, permit, precheck } from '../../src/approval/policy.ts';
import { type Approval, endedAtMs } from '../../src/approval/state.ts';
import { transition } from '../../src/approval/transition.ts';
import {
  BOXED_FINGERPRINT,
  boxed,
  boxedAndEnded,
  boxedGood,
  ENDS_AT_MS,
  GIVEN_AT_MS,
  KEYS,
  LASTING_MS,
} from './box-fixtures.ts';
import { after, GROUP, MINUTE_MS, outcomeOf, RUN_TIMEOUT_MS, reached, refusalOf, who } from './fixtures.ts';
import { memberFacts } from './ports.ts';

const event = (type: ApprovalEvent['type'], changes: object = {}) =>
  ({ ...boxedGood(type, 0), ...changes }) as ApprovalEvent;
const claimed = event('closing_claimed');
const there = event('closing_looked', { seen: 'there', sentence: 'It is there.' });
const gone = event('closing_looked');
const due = (approval: Approval) => {
  const { due: deadlines = [] } = approvalDocument.consequences({
    before: null,
    after: approval,
    event: gone,
    seq: 9,
    atMs: ENDS_AT_MS,
  });
  return deadlines.filter(({ name }) => name === 'close' || name === 'overdue');
};

describe('its end', () => {
  test('is so long after the success, by the clock of the store, and a stored deadline', () => {
    expect(boxed().box).toMatchObject({ startedAtMs: GIVEN_AT_MS, endsAtMs: ENDS_AT_MS, ends: [null, null] });
    expect(due(boxed())).toEqual([
      { name: 'close', atMs: ENDS_AT_MS },
      { name: 'overdue', atMs: ENDS_AT_MS + ALARM_AFTER_MS },
    ]);
    expect(due(boxedAndEnded())).toEqual([]);
    expect(endedAtMs(boxed())).toBe(GIVEN_AT_MS);
    expect(endedAtMs(boxedAndEnded())).toBe(ENDS_AT_MS + 2_000);
  });

  test('does not come before its time, whatever is tried', () => {
    for (const type of ['closing_claimed', 'closing_looked', 'closing_covered', 'closing_overdue'] as const)
      expect(refusalOf(boxed(), event(type), ENDS_AT_MS - 1)).toBe('not_yet');
    expect(outcomeOf(boxed(), claimed, ENDS_AT_MS)).toBe('=succeeded');
  });

  test('comes also where the answer was lost, but not while the GRANT may still be running', () => {
    const doubtful = boxed('in_doubt');
    expect(doubtful.box?.endsAtMs).toBe(GIVEN_AT_MS + LASTING_MS);
    const mayRunUntilMs = GIVEN_AT_MS - MINUTE_MS + RUN_TIMEOUT_MS + 30_000;
    const early = { ...doubtful, claim: doubtful.claim && { ...doubtful.claim, mayRunUntilMs } };
    const ended = after(early, [event('end_asked', { revision: early.revision }), GIVEN_AT_MS + 1]);
    expect(ended.box?.endsAtMs).toBe(mayRunUntilMs);
  });

  test('counts from when it was given, where the bot was down before it knew, and not from when it came back', () => {
    const executing = boxed('executing');
    const [claimedAtMs, mayRunUntilMs] = [executing.claim?.atMs ?? 0, executing.claim?.mayRunUntilMs ?? 0];
    const backAfter = (ms: number) => after(executing, [event('answer_lost'), claimedAtMs + ms]).box;
    expect(backAfter(72 * 3_600_000)).toMatchObject({
      startedAtMs: mayRunUntilMs,
      endsAtMs: mayRunUntilMs + LASTING_MS,
    });
    expect(backAfter(1_000)).toMatchObject({ endsAtMs: claimedAtMs + 1_000 + LASTING_MS });
    const short = {
      ...executing,
      claim: { token: 't', atMs: claimedAtMs, mayRunUntilMs: claimedAtMs + 2 * LASTING_MS },
    };
    expect(after(short, [event('answer_lost'), claimedAtMs + 1_000]).box?.endsAtMs).toBe(
      claimedAtMs + 2 * LASTING_MS,
    );
  });

  test('is now where a person finds that it was never applied, for no word but a look ends it, and else stays where it was', () => {
    const doubtful = boxed('in_doubt');
    const settled = (applied: boolean) =>
      after(doubtful, [
        event('settled', { applied, revision: doubtful.revision }),
        GIVEN_AT_MS + LASTING_MS / 2,
      ]);
    const settledAtMs = GIVEN_AT_MS + LASTING_MS / 2;
    expect(settled(false).box).toMatchObject({ endsAtMs: settledAtMs, ends: [null, null] });
    expect(due(settled(false))).toEqual([
      { name: 'close', atMs: settledAtMs },
      { name: 'overdue', atMs: settledAtMs + ALARM_AFTER_MS },
    ]);
    const late = after(
      doubtful,
      [there, ENDS_AT_MS],
      [event('closing_overdue'), ENDS_AT_MS + ALARM_AFTER_MS],
    );
    const alarmed = after(late, [
      event('settled', { applied: false, revision: late.revision }),
      ENDS_AT_MS + ALARM_AFTER_MS + 1,
    ]);
    expect(alarmed.box).toEqual(late.box);
    expect(settled(true).box).toEqual(doubtful.box);
  });

  test('is none of a request that was stored before there were any, or that gives for good', () => {
    expect(reached('succeeded').box).toBeUndefined();
    expect(due(reached('succeeded'))).toEqual([]);
    expect(refusalOf(reached('succeeded'), claimed, ENDS_AT_MS)).toBe('no_box');
  });
});

describe('what is sent at the end', () => {
  test('is claimed anew each time, one at a time, and only what was approved', () => {
    const first = after(boxed(), [claimed, ENDS_AT_MS]);
    const mayRunUntilMs = first.box?.claim?.mayRunUntilMs ?? 0;
    expect(mayRunUntilMs).toBeGreaterThan(ENDS_AT_MS + MINUTE_MS);
    const again = event('closing_claimed', { token: 'again' });
    expect(refusalOf(first, again, mayRunUntilMs - 1)).toBe('other_claim');
    expect(outcomeOf(first, again, mayRunUntilMs)).toBe('=succeeded');
    const answered = after(first, [event('closing_answered'), ENDS_AT_MS + 1]);
    expect(outcomeOf(answered, again, ENDS_AT_MS + 2)).toBe('=succeeded');
    expect(refusalOf(first, event('closing_answered', { token: 'another' }), ENDS_AT_MS)).toBe('other_claim');
    const other = event('closing_claimed', { fingerprint: 'f'.repeat(64) });
    expect(refusalOf(boxed(), other, ENDS_AT_MS)).toBe('fingerprint_differs');
  });

  test('comes in order, the next one when the one before it is proven gone or covered', () => {
    const second = (type: ApprovalEvent['type']) => event(type, { number: 2 });
    for (const type of ['closing_claimed', 'closing_looked', 'closing_covered'] as const)
      expect(refusalOf(boxed(), second(type), ENDS_AT_MS)).toBe('out_of_order');
    const half = after(boxed(), [event('closing_covered'), ENDS_AT_MS]);
    expect(half.box?.ends).toMatchObject([{ how: 'covered', by: 'APR-2' }, null]);
    expect(outcomeOf(half, second('closing_claimed'), ENDS_AT_MS)).toBe('=succeeded');
    expect(refusalOf(half, claimed, ENDS_AT_MS)).toBe('out_of_order');
  });

  test('is not left to another request while it may be under way', () => {
    const first = after(boxed(), [claimed, ENDS_AT_MS]);
    expect(refusalOf(first, event('closing_covered'), ENDS_AT_MS + 1)).toBe('other_claim');
  });

  test('is looked at soon again, and more and more slowly, up to a bound', () => {
    let approval = boxed();
    const waits: number[] = [];
    let atMs = ENDS_AT_MS;
    for (let look = 0; look < 70; look += 1) {
      approval = after(approval, [there, atMs]);
      const { box } = approval;
      if (!isOpenBox(box)) throw new Error('ended');
      waits.push(closeDueAtMs(box) - atMs);
      atMs = closeDueAtMs(box);
    }
    expect(waits.slice(0, 6)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(waits.at(-1)).toBe(5 * MINUTE_MS);
    const isOpen = after(approval, [there, atMs]).box;
    const waitAfter = (count: number) =>
      isOpenBox(isOpen) ? closeDueAtMs({ ...isOpen, looked: { atMs, count, sentence: '' } }) - atMs : 0;
    expect([72, 73, 84, 85, 97, 10_000].map((count) => waitAfter(count) / MINUTE_MS)).toEqual([
      5, 10, 10, 20, 30, 30,
    ]);
    expect(after(approval, [gone, atMs]).box?.looked).toBeNull();
  });
});

describe('the alarm', () => {
  const late = after(boxed(), [there, ENDS_AT_MS]);
  const overdue = event('closing_overdue');

  test('comes once it could not be proven gone for five minutes, and again ever more seldom, daily at last', () => {
    expect(refusalOf(late, overdue, ENDS_AT_MS + ALARM_AFTER_MS - 1)).toBe('not_yet');
    const alarmed = after(late, [overdue, ENDS_AT_MS + ALARM_AFTER_MS]);
    expect(alarmed.box).toMatchObject({ alarms: 1 });
    const nextAtMs = ENDS_AT_MS + ALARM_AFTER_MS + ALARM_EVERY_MS;
    expect(refusalOf(alarmed, overdue, nextAtMs - 1)).toBe('not_yet');
    expect(after(alarmed, [overdue, nextAtMs]).box).toMatchObject({ alarms: 2 });
    expect(alarmed.revision).toBe(late.revision);
    let approval = alarmed;
    const waits: number[] = [];
    for (let alarm = 0; alarm < 10; alarm += 1) {
      const atMs = approval.box?.alarmAtMs ?? 0;
      approval = after(approval, [overdue, atMs]);
      waits.push(((approval.box?.alarmAtMs ?? 0) - atMs) / ALARM_EVERY_MS);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 48, 48, 48, 48, 48]);
  });

  test('gives a bot that was down all the while a minute to do it, and no more', () => {
    const backAtMs = ENDS_AT_MS + 24 * 3_600_000;
    const waited = after(boxed(), [overdue, backAtMs]);
    expect(waited.box).toMatchObject({ alarms: 0, alarmAtMs: backAtMs + ALARM_GRACE_MS });
    expect(after(waited, [overdue, backAtMs + ALARM_GRACE_MS]).box).toMatchObject({ alarms: 1 });
  });

  test('is counted until it is gone, and tells nobody any more then', () => {
    const indexes = (approval: Approval) =>
      Object.keys(
        approvalDocument.consequences({ before: late, after: approval, event: overdue, seq: 9, atMs: 0 })
          .indexes ?? {},
      );
    const alarmed = after(late, [overdue, ENDS_AT_MS + ALARM_AFTER_MS]);
    expect(indexes(late)).not.toContain(OVERDUE_INDEX);
    expect(indexes(alarmed)).toContain(OVERDUE_INDEX);
    expect(indexes(alarmed)).toContain(givesIndex(KEYS[0]));
    expect(indexes(boxedAndEnded())).not.toContain(OVERDUE_INDEX);
    expect(indexes(boxedAndEnded())).not.toContain(givesIndex(KEYS[0]));
    expect(refusalOf(boxedAndEnded(), overdue, ENDS_AT_MS + ALARM_AFTER_MS)).toBe('no_box');
  });
});

describe('ending it early', () => {
  const CARD = { channel: 'C0INCIDENTS', ts: '1767582000.000100' };
  const group = (...members: string[]): FreshGroup => ({ ...GROUP, outcome: 'known', members });
  const press = (approval: Approval, by: string, changes: object = {}) => ({
    act: 'end_box' as const,
    by,
    revision: approval.revision,
    fingerprint: BOXED_FINGERPRINT,
    from: CARD,
    ...changes,
  });

  test.each([
    ['who asked for it', who.requester, null],
    ['an approver', who.approver, null],
    ['somebody else', who.other, 'not_in_group'],
  ])('is for %s', (_who, by, refused) => {
    expect(precheck(boxed(), press(boxed(), by), [CARD], GIVEN_AT_MS)).toBeNull();
    const permission = permit(boxed(), { act: 'end_box', by }, memberFacts(by), [group(who.approver)]);
    expect(permission.ok ? null : permission.code).toBe(refused);
  });

  test.each([
    ['a guest', { isRestricted: true }, 'guest'],
    ['a bot', { isBot: true }, 'bot'],
    ['a stranger', { isStranger: true }, 'stranger'],
    ['who was deactivated', { isDeleted: true }, 'deactivated'],
  ])('is not for %s, though they asked for it', (_who, facts, refused) => {
    const person = memberFacts(who.requester, facts);
    expect(permit(boxed(), { act: 'end_box', by: who.requester }, person, [])).toMatchObject({
      code: refused,
    });
  });

  test('is also for who is in the group now, where the runbook itself says that it was moved since', () => {
    const moved = { ...group(who.approver), id: 'S0MOVED' };
    const ends = (found: FreshGroup) =>
      permit(boxed(), { act: 'end_box', by: who.approver }, memberFacts(who.approver), [found]);
    expect(ends({ ...moved, isSaid: true } as FreshGroup)).toMatchObject({ ok: true });
    expect(ends(moved as FreshGroup)).toMatchObject({ code: 'group_moved' });
  });

  test('counts from the card that was seen, once, and not when it is over', () => {
    const from = { channel: 'C0INCIDENTS', ts: '1.2' };
    expect(precheck(boxed(), press(boxed(), who.requester, { from }), [CARD], 0)).toBe('unknown_message');
    expect(precheck(boxed(), press(boxed(), who.requester, { revision: 1 }), [CARD], 0)).toBe('stale_card');
    expect(precheck(boxed(), press(boxed(), who.requester, { fingerprint: 'f' }), [CARD], 0)).toBe(
      'fingerprint_differs',
    );
    expect(precheck(boxedAndEnded(), press(boxedAndEnded(), who.requester), [CARD], 0)).toBe('not_open');
    expect(precheck(reached('succeeded'), press(reached('succeeded'), who.requester), [CARD], 0)).toBe(
      'not_open',
    );
    const asked = (approval: Approval) => event('end_asked', { revision: approval.revision });
    const ended = after(boxed(), [asked(boxed()), GIVEN_AT_MS + 1]);
    expect(ended.box).toMatchObject({ endsAtMs: GIVEN_AT_MS + 1, endedEarly: { by: who.requester } });
    expect(refusalOf(ended, asked(ended), GIVEN_AT_MS + 2)).toBe('box_ending');
    expect(refusalOf(boxed(), asked(boxed()), ENDS_AT_MS)).toBe('box_ending');
    expect(refusalOf(boxed(), event('end_asked', { revision: 1 }), GIVEN_AT_MS + 1)).toBe('stale_card');
  });
});

test('no order of events ends a piece twice, claims two at a time, or brings one back', () => {
  const types = [
    'end_asked',
    'closing_claimed',
    'closing_answered',
    'closing_looked',
    'closing_covered',
    'closing_overdue',
  ] as const;
  const wild = fc.record({
    type: fc.constantFrom(...types),
    /** Mostly the one whose turn it is. */
    stray: fc.oneof(
      { weight: 8, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.constantFrom(-1, 1) },
    ),
    token: fc.constantFrom('a', 'b'),
    seen: fc.constantFrom('gone', 'there', 'could_not_see'),
    waitMs: fc.constantFrom(0, 1, 5_000, MINUTE_MS, 60 * MINUTE_MS, 4 * 60 * MINUTE_MS),
  });
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 40 }), fc.boolean(), (events, isSure) => {
      let approval = boxed(isSure ? 'given' : 'in_doubt');
      let atMs = GIVEN_AT_MS;
      for (const { type, waitMs, stray, ...wish } of events) {
        atMs += waitMs;
        const fields = { ...wish, number: (openPiece(approval.box ?? { ends: [] }) ?? 1) + stray };
        const step = transition(approval, event(type, { ...fields, revision: approval.revision }), atMs);
        if (!step.ok) continue;
        const [was, is] = [approval.box, step.state.box];
        if (was === undefined || is === undefined) throw new Error('no box');
        was.ends.forEach((end, index) => end !== null && expect(is.ends[index]).toEqual(end));
        expect(
          is.ends.filter((end) => end !== null).length - was.ends.filter((end) => end !== null).length,
        ).toBeLessThan(2);
        expect(is.endsAtMs).toBeLessThanOrEqual(was.endsAtMs);
        if (is.ends.some((end) => end !== null)) expect(atMs).toBeGreaterThanOrEqual(is.endsAtMs);
        if (is.tries > was.tries && was.claim !== null)
          expect(was.claim.isOver || atMs >= was.claim.mayRunUntilMs).toBe(true);
        expect(JSON.parse(JSON.stringify(step.state))).toEqual(step.state);
        approval = step.state;
        ends.add(JSON.stringify(is.ends.map((end) => end?.how ?? null)));
      }
    }),
    { numRuns: 1_500 },
  );
  expect(ends).toContain('["gone","covered"]');
  expect(ends).toContain('["covered","gone"]');
});
