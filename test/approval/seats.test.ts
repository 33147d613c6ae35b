/** Who may say the next yes, where the groups have an order. */
import { describe, expect, test } from 'vitest';
import type { FreshGroup } from '../../src/approval/policy.ts';
import { permit } from '../../src/approval/policy.ts';
import { groupsInTurn, nobodyCan, seatsNeeded } from '../../src/approval/seats.ts';
import type { Approval } from '../../src/approval/state.ts';
import { ASKED_AT_MS, after, good, MINUTE_MS, outcomeOf, reached, who } from './fixtures.ts';
import { memberFacts } from './ports.ts';

const FIRST = { handle: 'data-approvers', id: 'S0DATA', eligible: 3 };
const SECOND = { handle: 'security-approvers', id: 'S0SEC', eligible: 3 };
const NOW_MS = ASKED_AT_MS + 5 * MINUTE_MS;

type Order = { readonly inOrder?: boolean; readonly people?: number; readonly eligible?: readonly number[] };

function pending({ inOrder = true, people = 1, eligible = [3, 3] }: Order = {}): Approval {
  const groups = [FIRST.handle, SECOND.handle];
  const approval = reached('pending', { groups, peopleNeeded: people, inOrder });
  if (approval.prepared === null) throw new Error('not prepared');
  const pinned = [FIRST, SECOND].map((group, index) => ({ ...group, eligible: eligible[index] ?? 0 }));
  return { ...approval, prepared: { ...approval.prepared, groups: pinned } };
}

const yes = (approval: Approval, by: string, group: string) =>
  ({ ...good('approved', approval.revision), by, group }) as ReturnType<typeof good>;

const seated = (approval: Approval, ...people: readonly (readonly [string, string])[]): Approval =>
  people.reduce((before, [by, group]) => after(before, [yes(before, by, group), NOW_MS]), approval);

const known = (group: typeof FIRST, ...members: readonly string[]): FreshGroup => ({
  handle: group.handle,
  outcome: 'known',
  id: group.id,
  members,
});

describe('groups in order', () => {
  test('each has to give as many people, the first one first', () => {
    const two = pending({ people: 2 });
    expect(seatsNeeded(two)).toBe(4);
    expect(groupsInTurn(two)).toEqual([FIRST.handle]);
    const one = seated(two, [who.approver, FIRST.handle]);
    expect(groupsInTurn(one)).toEqual([FIRST.handle]);
    const half = seated(one, [who.second, FIRST.handle]);
    expect(half.status).toBe('pending');
    expect(groupsInTurn(half)).toEqual([SECOND.handle]);
    const whole = seated(half, ['U0THIRD', SECOND.handle], ['U0FOURTH', SECOND.handle]);
    expect(whole.status).toBe('approved');
    expect(groupsInTurn(whole)).toEqual([]);
  });

  test('a yes from the second group before the first one has spoken is not taken', () => {
    expect(outcomeOf(pending(), yes(pending(), who.approver, SECOND.handle), NOW_MS)).toBe('not_your_turn');
    const half = seated(pending(), [who.approver, FIRST.handle]);
    expect(outcomeOf(half, yes(half, who.second, FIRST.handle), NOW_MS)).toBe('not_your_turn');
  });

  test('whoever is in both groups has one seat', () => {
    const half = seated(pending(), [who.approver, FIRST.handle]);
    expect(outcomeOf(half, yes(half, who.approver, SECOND.handle), NOW_MS)).toBe('second_seat');
  });

  test('the decision says so to who is only in the group whose turn it is not, and lets them reject', () => {
    const groups = [known(FIRST, who.second), known(SECOND, who.approver)];
    const press = { act: 'approve', by: who.approver } as const;
    const person = memberFacts(who.approver);
    expect(permit(pending(), press, person, groups)).toEqual({ ok: false, code: 'not_your_turn' });
    expect(permit(pending(), { ...press, act: 'reject' }, person, groups).ok).toBe(true);
    const half = seated(pending(), [who.second, FIRST.handle]);
    expect(permit(half, press, person, groups)).toEqual({ ok: true, group: SECOND.handle });
    expect(permit(half, press, person, [groups[0] as FreshGroup, known(SECOND)])).toEqual({
      ok: false,
      code: 'not_in_group',
    });
  });

  test('a seat counts for the group that it was given for, and for no other', () => {
    const whole = seated(pending(), [who.second, FIRST.handle], [who.approver, SECOND.handle]);
    const groups = [known(FIRST, who.second, who.approver), known(SECOND)];
    const seat = (by: string, handle: string) =>
      permit(whole, { act: 'approve', by, seat: handle }, memberFacts(by), groups);
    expect(seat(who.second, FIRST.handle).ok).toBe(true);
    expect(seat(who.approver, SECOND.handle)).toEqual({ ok: false, code: 'not_in_group' });
  });
});

describe('groups without an order', () => {
  test('any of them will do, together they give the people', () => {
    const two = pending({ inOrder: false, people: 2 });
    expect(groupsInTurn(two)).toEqual([FIRST.handle, SECOND.handle]);
    const half = seated(two, [who.approver, SECOND.handle]);
    expect(groupsInTurn(half)).toEqual([FIRST.handle, SECOND.handle]);
    expect(seated(half, [who.second, SECOND.handle]).status).toBe('approved');
  });
});

describe('nobody can', () => {
  test.each<[string, Order, readonly (readonly [string, string])[], boolean]>([
    ['enough in each group', { people: 2, eligible: [2, 2] }, [], false],
    ['too few in the first', { people: 2, eligible: [1, 9] }, [], true],
    ['too few in the second', { people: 2, eligible: [9, 1] }, [], true],
    [
      'the first has said yes and the second is empty',
      { eligible: [1, 0] },
      [[who.approver, FIRST.handle]],
      true,
    ],
    [
      'the first is empty by now but has said yes',
      { eligible: [0, 1] },
      [[who.approver, FIRST.handle]],
      false,
    ],
    ['one of two is there', { people: 2, eligible: [1, 2] }, [[who.approver, FIRST.handle]], false],
    ['no order: one group is empty', { inOrder: false, eligible: [0, 1] }, [], false],
    ['no order: both are empty', { inOrder: false, eligible: [0, 0] }, [], true],
    ['no order: together too few', { inOrder: false, people: 3, eligible: [1, 1] }, [], true],
  ])('%s', (_name, order, people, expected) => {
    expect(nobodyCan(seated(pending(order), ...people))).toBe(expected);
  });
});
