/** What a mutation of the pure files showed that nobody looked at: the words that are kept, and the corners of the rules. */
import { describe, expect, test } from 'vitest';
import type { PersonFacts } from '../../src/approval/directory.ts';
import { type DecisionAct, type FreshGroup, permit, precheck } from '../../src/approval/policy.ts';
import { groupsInTurn, nobodyCan } from '../../src/approval/seats.ts';
import type { Approval } from '../../src/approval/state.ts';
import {
  ASKED_AT_MS,
  after,
  FINGERPRINT,
  GROUP,
  glassBroken,
  good,
  MINUTE_MS,
  outcomeOf,
  reached,
  who,
} from './fixtures.ts';
import { memberFacts } from './ports.ts';

const CARD = { channel: 'C0INCIDENTS', ts: '1767582000.000100' };
const LATER_MS = ASKED_AT_MS + 20 * MINUTE_MS;

describe('how it ended is kept with who said so, and in which words', () => {
  test.each([
    ['rejected', { by: who.approver, text: 'Not now', reason: null }],
    ['cancelled', { by: who.requester, text: null, reason: null }],
    ['voided', { by: null, text: 'The table moved.', reason: 'evidence_moved' }],
    ['in_doubt', { by: null, text: 'The answer was lost.', reason: null }],
    ['failed', { by: null, text: 'It said no.', reason: 'engine_refused' }],
  ] as const)('%s', (state, ending) => {
    expect(reached(state).ending).toMatchObject(ending);
  });

  test('a success keeps what the engine answered, and how long it took', () => {
    const { result } = reached('succeeded');
    expect(result).toMatchObject({ rows: [{ label: 'files', value: '3' }], takenMs: 1_200 });
    expect(result?.atMs).toBeGreaterThan(ASKED_AT_MS);
  });
});

describe('what is found again about a statement in doubt', () => {
  const found = (applied: 'seen' | 'not_seen' | 'could_not_see', sentence: string) =>
    ({ type: 'evidence_found', evidence: { applied, sentence } }) as const;
  const seen = (approval: Approval, event: ReturnType<typeof found>) => after(approval, [event, LATER_MS]);

  test('makes the card a new one when it says something else, if only by the verdict', () => {
    const first = seen(reached('in_doubt'), found('not_seen', 'Nothing there.'));
    expect(seen(first, found('not_seen', 'Nothing there.')).revision).toBe(first.revision);
    expect(seen(first, found('seen', 'Nothing there.')).revision).toBe(first.revision + 1);
    expect(seen(first, found('not_seen', 'Still nothing.')).revision).toBe(first.revision + 1);
  });

  test('leaves the card where the engine is away and says so in other words', () => {
    const first = seen(reached('in_doubt'), found('could_not_see', 'No connection.'));
    expect(seen(first, found('could_not_see', 'A timeout.')).revision).toBe(first.revision);
  });
});

test('a refused attempt ends the look-up of that person alone', () => {
  const checking = after(reached('pending'), [good('checking'), ASKED_AT_MS + 2 * MINUTE_MS]);
  const refused = (by: string) =>
    after(checking, [{ ...good('attempt_refused'), by } as ReturnType<typeof good>, LATER_MS]);
  expect(refused(who.approver).checking).toBeNull();
  expect(refused(who.other).checking).toEqual(checking.checking);
});

test('a claim without anything measured, or without an hour to start by, is none', () => {
  const claimed = good('claimed');
  expect(outcomeOf({ ...reached('approved'), prepared: null }, claimed, LATER_MS)).toBe('not_prepared');
  expect(outcomeOf({ ...reached('approved'), startByMs: null }, claimed, LATER_MS)).toBe('not_prepared');
});

test('what has no hour to start by does not expire for having been approved', () => {
  expect(outcomeOf({ ...reached('approved'), startByMs: null }, good('expired'), LATER_MS)).toBe('not_yet');
});

describe('before Slack is asked', () => {
  const pressed = (approval: Approval, act: DecisionAct, by: string, nowMs = LATER_MS, revision?: number) =>
    precheck(
      approval,
      { act, by, revision: revision ?? approval.revision, fingerprint: FINGERPRINT, from: CARD },
      [CARD],
      nowMs,
    );

  test('what was not measured yet is not decided', () => {
    expect(pressed(reached('measuring'), 'reject', who.approver)).toBe('not_prepared');
  });

  test('what is approved may be taken back past the hour at which it would have expired', () => {
    const approved = reached('approved');
    expect(pressed(approved, 'cancel', who.requester, approved.expiresAtMs)).toBeNull();
    expect(pressed(reached('pending'), 'cancel', who.requester, approved.expiresAtMs)).toBe('expired');
  });

  test('a question may be about an older card, and is put to somebody else', () => {
    expect(pressed(reached('pending'), 'ask', who.other, LATER_MS, 1)).toBeNull();
    expect(pressed(reached('pending'), 'ask', who.requester)).toBe('own_request');
  });

  test('nobody signs for what they did themselves, whoever else had a part in it', () => {
    const broken = glassBroken();
    const [seat] = broken.seats;
    if (seat === undefined) throw new Error('no seat');
    const two = { ...broken, seats: [seat, { ...seat, by: who.second }] };
    expect(pressed(two, 'sign', seat.by)).toBe('own_glass');
    expect(pressed(two, 'sign', who.approver)).toBeNull();
  });

  test('what is signed is not signed again', () => {
    const signed = after(glassBroken(), [good('signed', glassBroken().revision), LATER_MS]);
    expect(pressed(signed, 'sign', who.second)).toBe('nothing_to_sign');
  });
});

describe('after Slack was asked', () => {
  const decided = (act: DecisionAct, person: PersonFacts | 'unknown', group: FreshGroup) => {
    const permission = permit(reached('pending'), { act, by: who.approver }, person, [group]);
    return permission.ok ? permission.group : permission.code;
  };
  const members: FreshGroup = { ...GROUP, outcome: 'known', members: [who.approver] };

  test('a handle that means another group now says so, and one that means nothing says that', () => {
    const { handle } = GROUP;
    expect(decided('approve', memberFacts(who.approver), { handle, outcome: 'moved' })).toBe('group_moved');
    expect(decided('approve', memberFacts(who.approver), { handle, outcome: 'missing' })).toBe(
      'group_missing',
    );
  });

  test('a question needs no group, and is not one’s own to answer', () => {
    expect(decided('ask', memberFacts(who.approver), { ...members, members: [] })).toBeNull();
    const own = permit(reached('pending'), { act: 'ask', by: who.requester }, memberFacts(who.requester), []);
    expect(own).toEqual({ ok: false, code: 'own_request' });
  });

  test('a statement that was never measured is decided by nobody', () => {
    const bare = { ...reached('pending'), prepared: null };
    const permission = permit(bare, { act: 'reject', by: who.approver }, memberFacts(who.approver), [
      members,
    ]);
    expect(permission).toEqual({ ok: false, code: 'group_missing' });
  });
});

describe('whose turn it is', () => {
  test('is nobody’s once there are enough, however many groups there are', () => {
    const groups = [GROUP.handle, 'security-approvers'];
    expect(
      groupsInTurn({ groups, peopleNeeded: 1, inOrder: false, seats: reached('approved').seats }),
    ).toEqual([]);
  });

  test('nobody can say yes where fewer are left than are missing, and that is known only once it was measured', () => {
    const two = reached('pending', { peopleNeeded: 3 });
    expect(nobodyCan(two)).toBe(true);
    const oneSaidYes = after(two, [good('approved'), LATER_MS]);
    expect(nobodyCan(oneSaidYes)).toBe(false);
    expect(nobodyCan({ ...two, prepared: null })).toBe(false);
    expect(nobodyCan({ ...two, groups: ['of nobody'] })).toBe(true);
  });
});
