/** Every way round the four eyes that somebody else's product left open, as far as the policy closes it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PersonFacts } from '../../src/approval/directory.ts';
import {
  type DecisionAct,
  type DecisionRefusal,
  type FreshGroup,
  type Permission,
  type Press,
  permit,
  precheck,
} from '../../src/approval/policy.ts';
import type { Approval } from '../../src/approval/state.ts';
import {
  ASKED_AT_MS,
  after,
  FINGERPRINT,
  GLASS,
  GROUP,
  good,
  MINUTE_MS,
  type Reached,
  reached,
  who,
} from './fixtures.ts';

const NOW_MS = ASKED_AT_MS + 5 * MINUTE_MS;
const CARD = { channel: 'C0INCIDENTS', ts: '1767582000.000100' };

function person(changes: Partial<PersonFacts> = {}): PersonFacts {
  return {
    id: who.approver,
    teamId: 'T0BANK',
    name: 'David',
    email: 'david@bank.example',
    isBot: false,
    isDeleted: false,
    isRestricted: false,
    isStranger: false,
    isFullMember: true,
    ...changes,
  };
}

const members: FreshGroup = { handle: GROUP.handle, outcome: 'known', id: GROUP.id, members: [who.approver] };
const approve = { act: 'approve', by: who.approver } as const;

/** A request whose statement is this text, with this bound parameter. */
function about(text: string, parameter = ''): Approval {
  const pending = reached('pending');
  const { prepared } = pending;
  if (prepared === null) throw new Error('not prepared');
  return {
    ...pending,
    prepared: { ...prepared, bill: { ...prepared.bill, text, parameters: { p: parameter } } },
  };
}

function code(permission: Permission): DecisionRefusal | 'yes' {
  return permission.ok ? 'yes' : permission.code;
}

test('a full member of the pinned group who is not the requester may approve, and the seat names the group', () => {
  expect(permit(reached('pending'), approve, person(), [members])).toEqual({ ok: true, group: GROUP.handle });
});

describe('who somebody is', () => {
  test.each<[string, PersonFacts | 'unknown', DecisionRefusal]>([
    ['a lookup that failed is not a yes', 'unknown', 'unknown_person'],
    ['a bot does not decide', person({ isBot: true, isFullMember: false }), 'bot'],
    [
      'a deactivated account does not decide',
      person({ isDeleted: true, isFullMember: false }),
      'deactivated',
    ],
    [
      'a stranger of a shared channel does not',
      person({ isStranger: true, isFullMember: false }),
      'stranger',
    ],
    ['a guest does not', person({ isRestricted: true, isFullMember: false }), 'guest'],
    ['who is not known to be a full member does not', person({ isFullMember: false }), 'unknown_person'],
    ['without an e-mail nobody can tell whom it is about', person({ email: null }), 'unknown_person'],
    ['facts of somebody else than who pressed are none', person({ id: who.other }), 'unknown_person'],
    ['an empty e-mail is in every statement', person({ email: '' }), 'named_in_statement'],
  ])('%s', (_name, facts, refusal) => {
    expect(code(permit(reached('pending'), approve, facts, [members]))).toBe(refusal);
  });

  test('a mark that makes a person ineligible counts even where another says full member', () => {
    for (const mark of ['isBot', 'isDeleted', 'isRestricted', 'isStranger'] as const)
      expect(permit(reached('pending'), approve, person({ [mark]: true }), [members]).ok).toBe(false);
  });
});

describe('whose request it is', () => {
  const everyone: FreshGroup = { ...members, outcome: 'known', id: GROUP.id, members: Object.values(who) };

  test.each(['approve', 'reject', 'settle'] as const)(
    'the requester does not %s, in the group or not',
    (act) => {
      const facts = person({ id: who.requester, email: 'maria@bank.example' });
      expect(code(permit(reached('pending'), { act, by: who.requester }, facts, [everyone]))).toBe(
        'requester',
      );
    },
  );

  test('only the requester cancels, and needs no group for it', () => {
    const facts = person({ id: who.requester, email: 'maria@bank.example' });
    expect(permit(reached('pending'), { act: 'cancel', by: who.requester }, facts, [])).toEqual({
      ok: true,
      group: null,
    });
    expect(code(permit(reached('pending'), { ...approve, act: 'cancel' }, person(), [members]))).toBe(
      'not_the_requester',
    );
  });

  test('a requester who has become a guest cancels nothing', () => {
    const guest = person({ id: who.requester, isRestricted: true, isFullMember: false });
    expect(code(permit(reached('pending'), { act: 'cancel', by: who.requester }, guest, []))).toBe('guest');
  });

  test.each([
    ['as it is', 'REVOKE SELECT ON TABLE t FROM `david@bank.example` /* APR-1 */', ''],
    ['in another case', 'REVOKE SELECT ON TABLE t FROM `DAVID@Bank.Example` /* APR-1 */', ''],
    ['as a bound value', 'SELECT :p', 'David@BANK.example'],
  ])('a person whom the statement names, %s, does not decide on it', (_name, text, parameter) => {
    for (const act of ['approve', 'reject', 'settle'] as const)
      expect(code(permit(about(text, parameter), { ...approve, act }, person(), [members]))).toBe(
        'named_in_statement',
      );
  });

  test('the person’s own letters may be the capital ones', () => {
    const shouting = person({ email: 'DAVID@BANK.EXAMPLE' });
    expect(code(permit(about('GRANT x TO `david@bank.example`'), approve, shouting, [members]))).toBe(
      'named_in_statement',
    );
  });
});

describe('the group', () => {
  const pinnedTo = (groups: readonly { handle: string; id: string | null; eligible: number }[]): Approval => {
    const pending = reached('pending');
    return { ...pending, prepared: pending.prepared === null ? null : { ...pending.prepared, groups } };
  };

  test.each<[string, readonly FreshGroup[], DecisionRefusal]>([
    ['not looked up is nobody', [], 'group_missing'],
    ['missing is nobody', [{ handle: GROUP.handle, outcome: 'missing' }], 'group_missing'],
    ['unreachable is nobody', [{ handle: GROUP.handle, outcome: 'unreachable' }], 'group_unreachable'],
    ['empty is nobody', [{ ...members, members: [] }], 'not_in_group'],
    ['of others is not this person', [{ ...members, members: [who.other] }], 'not_in_group'],
    ['whose handle means another id is nobody', [{ ...members, id: 'S0MOVED' }], 'group_moved'],
    ['of another handle does not count', [{ ...members, handle: 'everyone' }], 'group_missing'],
  ])('%s', (_name, groups, refusal) => {
    for (const act of ['approve', 'reject', 'settle'] as const)
      expect(code(permit(reached('pending'), { ...approve, act }, person(), groups))).toBe(refusal);
  });

  test('that the runbook says was moved settles what is in doubt, and approves nothing that was asked for before', () => {
    const moved: FreshGroup = { ...members, outcome: 'known', id: 'S0MOVED', members: [who.approver] };
    const said: FreshGroup = { ...moved, isSaid: true };
    const doubt = reached('in_doubt');
    expect(permit(doubt, { ...approve, act: 'settle' }, person(), [said])).toEqual({
      ok: true,
      group: GROUP.handle,
    });
    expect(code(permit(doubt, { ...approve, act: 'settle' }, person(), [moved]))).toBe('group_moved');
    const others: FreshGroup = { ...said, members: [who.other] };
    expect(code(permit(doubt, { ...approve, act: 'settle' }, person(), [others]))).toBe('not_in_group');
    for (const act of ['approve', 'reject'] as const)
      expect(code(permit(reached('pending'), { ...approve, act }, person(), [said]))).toBe('group_moved');
  });

  test('a handle that meant nothing when it was asked for means nothing now', () => {
    const unpinned = pinnedTo([{ handle: GROUP.handle, id: null, eligible: 0 }]);
    expect(code(permit(unpinned, approve, person(), [members]))).toBe('group_missing');
  });

  test('no groups, and nothing prepared, mean nobody rather than everybody', () => {
    expect(code(permit(pinnedTo([]), approve, person(), [members]))).toBe('group_missing');
    expect(code(permit(reached('measuring'), approve, person(), [members]))).toBe('group_missing');
  });

  test('a group that the request does not name counts for nothing, pinned or not', () => {
    const foreign = pinnedTo([{ handle: 'everyone', id: 'S0ALL', eligible: 1 }]);
    const all = { ...members, handle: 'everyone', id: 'S0ALL' } as FreshGroup;
    expect(code(permit(foreign, approve, person(), [all]))).toBe('group_missing');
  });

  test('of several groups one is enough, and the seat names that one', () => {
    const two: Approval = {
      ...pinnedTo([
        { ...GROUP, eligible: 1 },
        { handle: 'security-approvers', id: 'S0SEC', eligible: 1 },
      ]),
      groups: [GROUP.handle, 'security-approvers'],
    };
    const security = { ...members, handle: 'security-approvers', id: 'S0SEC' } as FreshGroup;
    const down: FreshGroup = { handle: GROUP.handle, outcome: 'unreachable' };
    expect(permit(two, approve, person(), [down, security])).toEqual({
      ok: true,
      group: 'security-approvers',
    });
    const other = { ...security, members: [] } as FreshGroup;
    expect(code(permit(two, approve, person(), [down, other]))).toBe('group_unreachable');
  });
});

describe('before anybody is asked', () => {
  function press(changes: Partial<Press> = {}, approval = reached('pending')): Press {
    return { ...approve, revision: approval.revision, fingerprint: FINGERPRINT, from: CARD, ...changes };
  }

  test.each<[string, Partial<Press>, DecisionRefusal | null]>([
    ['a good press passes', {}, null],
    ['a press on an older card', { revision: 1 }, 'stale_card'],
    ['other bytes than those shown', { fingerprint: 'f'.repeat(64) }, 'fingerprint_differs'],
    ['no bytes at all', { fingerprint: '' }, 'fingerprint_differs'],
    ['a copy that the journal did not send', { from: { ...CARD, ts: '1.2' } }, 'unknown_message'],
    [
      'the right message of another channel',
      { from: { ...CARD, channel: 'C0ELSEWHERE' } },
      'unknown_message',
    ],
    ['no message at all', { from: { channel: '', ts: '' } }, 'unknown_message'],
    ['the requester approving', { by: who.requester }, 'requester'],
    ['the requester rejecting', { act: 'reject', by: who.requester }, 'requester'],
    ['another person cancelling', { act: 'cancel' }, 'not_the_requester'],
    ['the requester cancelling while nothing runs', { act: 'cancel_run', by: who.requester }, 'not_open'],
    ['the requester cancelling', { act: 'cancel', by: who.requester }, null],
  ])('%s', (_name, changes, refusal) => {
    expect(precheck(reached('pending'), press(changes), [CARD], NOW_MS)).toBe(refusal);
  });

  test('nothing can be pressed while the journal knows no card', () => {
    expect(precheck(reached('pending'), press(), [], NOW_MS)).toBe('not_posted_yet');
  });

  test('an expired request is refused though nobody has swept it yet', () => {
    const { expiresAtMs } = reached('pending');
    expect(precheck(reached('pending'), press(), [CARD], expiresAtMs - 1)).toBeNull();
    for (const act of ['approve', 'reject'] as const)
      expect(precheck(reached('pending'), press({ act }), [CARD], expiresAtMs)).toBe('expired');
  });

  test('a second seat is for a second person', () => {
    const half = after(reached('pending', { peopleNeeded: 2 }), [good('approved'), NOW_MS]);
    expect(precheck(half, press({}, half), [CARD], NOW_MS)).toBe('second_seat');
    expect(precheck(half, press({ by: who.second }, half), [CARD], NOW_MS)).toBeNull();
  });

  const OPEN: { readonly [act in DecisionAct]: readonly Reached[] } = {
    approve: ['pending'],
    reject: ['pending'],
    cancel: ['pending', 'approved'],
    cancel_run: ['executing'],
    settle: ['in_doubt'],
    ask: ['pending'],
    break_glass: ['pending'],
    sign: [],
    // What is given for a while is in box.test.ts.
    end_box: [],
    settle_box: [],
  };
  const states: readonly Reached[] = [
    'pending',
    'approved',
    'executing',
    'rejected',
    'expired',
    'cancelled',
    'voided',
    'succeeded',
    'failed',
    'in_doubt',
    'resolved',
  ];
  test.each(states.flatMap((state) => Object.entries(OPEN).map(([act, open]) => ({ state, act, open }))))(
    '$act of a request that is $state',
    ({ state, act, open }) => {
      const approval = reached(state, { breakGlass: [GLASS.handle] });
      const by = act === 'cancel' ? who.requester : who.approver;
      const result = precheck(approval, press({ act: act as DecisionAct, by }, approval), [CARD], NOW_MS);
      const refused = act === 'sign' ? 'nothing_to_sign' : 'not_open';
      expect(result).toBe(open.includes(state) ? null : refused);
    },
  );
});

describe('no combination of facts', () => {
  const facts = fc.record({
    known: fc.boolean(),
    isBot: fc.boolean(),
    isDeleted: fc.boolean(),
    isRestricted: fc.boolean(),
    isStranger: fc.boolean(),
    isFullMember: fc.boolean(),
    email: fc.constantFrom(null, 'david@bank.example'),
    isRequester: fc.boolean(),
    isSomebodyElse: fc.boolean(),
    named: fc.constantFrom('no', 'david@bank.example', 'DAVID@BANK.EXAMPLE', 'dAvid@bank.exAmple'),
    group: fc.constantFrom('in', 'out', 'empty', 'moved', 'missing', 'unreachable', 'other', 'none'),
  });
  /** Half of the time everything is right but for what shrinking leaves: a yes must be found too. */
  const right = fc.constant({
    known: true,
    isBot: false,
    isDeleted: false,
    isRestricted: false,
    isStranger: false,
    isFullMember: true,
    email: 'david@bank.example',
    isRequester: false,
    isSomebodyElse: false,
    named: 'no',
    group: 'in',
  });
  const nearlyRight = fc
    .tuple(
      right,
      facts,
      fc.subarray(Object.keys({ named: 0, group: 0, isBot: 0, email: 0, known: 0 }), { maxLength: 1 }),
    )
    .map(([good, wild, wrong]) => ({
      ...good,
      ...Object.fromEntries(wrong.map((name) => [name, wild[name as keyof typeof wild]])),
    })) as typeof facts;

  function groupsFor(group: string): FreshGroup[] {
    const { handle } = GROUP;
    const list = (changes: object): FreshGroup[] => [{ ...members, ...changes }];
    switch (group) {
      case 'in':
        return list({});
      case 'out':
        return list({ members: [who.other] });
      case 'empty':
        return list({ members: [] });
      case 'moved':
        return list({ id: 'S0MOVED' });
      case 'other':
        return list({ handle: 'others' });
      case 'none':
        return [];
      default:
        return [{ handle, outcome: group === 'missing' ? 'missing' : 'unreachable' }];
    }
  }

  test('is a yes unless every one of them is right, and then it is', () => {
    const answers = new Set<boolean>();
    fc.assert(
      fc.property(
        fc.oneof(facts, nearlyRight),
        fc.constantFrom('approve' as const, 'reject' as const, 'settle' as const),
        (given, act) => {
          const { known, named, group, isRequester, isSomebodyElse, ...marks } = given;
          const by = isRequester ? who.requester : who.approver;
          const inGroup = groupsFor(group).map((fresh) =>
            fresh.outcome === 'known' && group !== 'out' && group !== 'empty'
              ? { ...fresh, members: [by] }
              : fresh,
          );
          const looked = known ? person({ ...marks, id: isSomebodyElse ? who.other : by }) : 'unknown';
          const approval = about(named === 'no' ? 'RESTORE' : `GRANT x TO \`${named}\``);
          const { ok } = permit(approval, { act, by }, looked, inGroup);
          const allRight =
            known &&
            marks.isFullMember &&
            marks.email !== null &&
            !(marks.isBot || marks.isDeleted || marks.isRestricted || marks.isStranger) &&
            !(isRequester || isSomebodyElse) &&
            named === 'no' &&
            group === 'in';
          answers.add(ok);
          expect(ok).toBe(allRight);
        },
      ),
      { numRuns: 3_000 },
    );
    expect(answers).toEqual(new Set([true, false]));
  });
});
