/** Breaking the glass: who may, for what, what is left to do afterwards. The bypasses are tried one by one. */
import { describe, expect, test } from 'vitest';
import { approvalDocument, GLASS_INDEX } from '../../src/approval/document.ts';
import { type FreshGroup, permit, precheck } from '../../src/approval/policy.ts';
import { type Approval, SIGN_WITHIN_MS } from '../../src/approval/state.ts';
import {
  ASKED_AT_MS,
  after,
  FINGERPRINT,
  GLASS,
  GROUP,
  glassBroken,
  glassReady,
  good,
  MINUTE_MS,
  outcomeOf,
  reached,
  who,
} from './fixtures.ts';
import { memberFacts } from './ports.ts';

const NOW_MS = ASKED_AT_MS + 5 * MINUTE_MS;
const CARD = { channel: 'C0INCIDENTS', ts: '1767582000.000100' };
const known = (group: typeof GLASS, ...members: readonly string[]): FreshGroup => ({
  handle: group.handle,
  outcome: 'known',
  id: group.id,
  members,
});

const pending = glassReady;
const broken = glassBroken;
const breaks = (approval: Approval, by: string, groups: readonly FreshGroup[]) => {
  const permission = permit(approval, { act: 'break_glass', by }, memberFacts(by), groups);
  return permission.ok ? permission.group : permission.code;
};

describe('who may break it', () => {
  test('the role that the runbook names, the requester among them: somebody may be alone', () => {
    expect(breaks(pending(), who.other, [known(GLASS, who.other)])).toBe(GLASS.handle);
    expect(breaks(pending(), who.requester, [known(GLASS, who.requester)])).toBe(GLASS.handle);
  });

  test.each<[string, Approval, string, readonly FreshGroup[], string]>([
    [
      'an approver who has not the role',
      pending(),
      who.approver,
      [known(GLASS, who.other)],
      'no_break_glass',
    ],
    [
      'nobody where the runbook has not turned it on',
      reached('pending'),
      who.other,
      [known(GLASS, who.other)],
      'group_missing',
    ],
    [
      'nobody while Slack does not say who has the role',
      pending(),
      who.other,
      [{ handle: GLASS.handle, outcome: 'unreachable' }],
      'group_unreachable',
    ],
    [
      'nobody of a group to which the handle was moved',
      pending(),
      who.other,
      [{ ...known(GLASS, who.other), id: 'S0MOVED' } as FreshGroup],
      'group_moved',
    ],
    [
      'nobody whose handle means another than its pin',
      pending(),
      who.other,
      [{ handle: GLASS.handle, outcome: 'moved' }],
      'group_moved',
    ],
    ['nobody where the role is not in Slack', pending(), who.other, [], 'group_missing'],
    [
      'nobody of an approver group that happens to be asked',
      pending(),
      who.other,
      [known(GROUP, who.other)],
      'group_missing',
    ],
  ])('%s', (_name, approval, by, groups, code) => {
    expect(breaks(approval, by, groups)).toBe(code);
  });

  test('nobody whom the statement names, and no guest, bot, stranger or leaver', () => {
    const named = pending();
    const bill = {
      ...named.prepared?.bill,
      text: 'REVOKE ALL PRIVILEGES ON CATALOG c FROM `U0other@bank.example`',
    };
    const about = { ...named, prepared: { ...named.prepared, bill } } as Approval;
    expect(breaks(about, who.other, [known(GLASS, who.other)])).toBe('named_in_statement');
    for (const mark of ['isBot', 'isDeleted', 'isRestricted', 'isStranger'] as const) {
      const person = memberFacts(who.other, { [mark]: true, isFullMember: false });
      const press = { act: 'break_glass', by: who.other } as const;
      expect(permit(pending(), press, person, [known(GLASS, who.other)]).ok).toBe(false);
    }
  });

  test('and only on the card as it is, before it expires', () => {
    const approval = pending();
    const press = {
      act: 'break_glass',
      by: who.other,
      revision: approval.revision,
      fingerprint: FINGERPRINT,
      from: CARD,
    } as const;
    expect(precheck(approval, press, [CARD], NOW_MS)).toBeNull();
    expect(precheck(reached('pending'), press, [CARD], NOW_MS)).toBe('no_break_glass');
    expect(precheck(approval, { ...press, revision: 1 }, [CARD], NOW_MS)).toBe('stale_card');
    expect(precheck(approval, { ...press, fingerprint: 'f' }, [CARD], NOW_MS)).toBe('fingerprint_differs');
    expect(precheck(approval, press, [CARD], approval.expiresAtMs)).toBe('expired');
    expect(precheck(approval, press, [], NOW_MS)).toBe('not_posted_yet');
  });
});

describe('what it becomes', () => {
  test('approved on one word, recorded as such, to be started and to be signed for', () => {
    const { status, seats, review, startByMs } = broken();
    expect(status).toBe('approved');
    expect(seats).toEqual([
      {
        by: who.other,
        group: GLASS.handle,
        fingerprint: FINGERPRINT,
        comment: 'Nobody answers',
        atMs: NOW_MS,
        brokeGlass: true,
      },
    ]);
    expect(review).toEqual({ dueAtMs: NOW_MS + SIGN_WITHIN_MS, missed: 0, signed: null });
    expect(startByMs).toBeGreaterThan(NOW_MS);
  });

  test.each<[string, object, string]>([
    ['a group that the request does not name', { group: 'everyone' }, 'no_break_glass'],
    ['an older card', { revision: 1 }, 'stale_card'],
    ['other bytes', { fingerprint: 'f'.repeat(64) }, 'fingerprint_differs'],
  ])('not for %s', (_name, change, code) => {
    expect(outcomeOf(pending(), { ...good('glass_broken'), ...change }, NOW_MS)).toBe(code);
  });

  test('not once it has expired', () => {
    expect(outcomeOf(pending(), good('glass_broken'), pending().expiresAtMs)).toBe('too_late');
  });
});

describe('signing for it', () => {
  const signed = (by: string, approval = broken()) =>
    ({ ...good('signed', approval.revision), by }) as ReturnType<typeof good>;

  test('somebody else of the approvers does, once, in whatever state it is by then', () => {
    const done = after(broken(), [signed(who.approver), NOW_MS + MINUTE_MS]);
    expect(done.review?.signed).toEqual({
      by: who.approver,
      note: 'It was right.',
      atMs: NOW_MS + MINUTE_MS,
    });
    expect(outcomeOf(done, signed(who.second, done), NOW_MS)).toBe('nothing_to_sign');
    const ran = after(broken(), [good('claimed'), NOW_MS], [good('succeeded'), NOW_MS]);
    expect(outcomeOf(ran, signed(who.approver, ran), NOW_MS)).toBe('=succeeded');
    const voided = after(broken(), [good('voided'), NOW_MS]);
    expect(outcomeOf(voided, signed(who.approver, voided), NOW_MS)).toBe('=voided');
  });

  test('not whoever broke it, nor whoever asked, nor on an older card', () => {
    expect(outcomeOf(broken(), signed(who.other), NOW_MS)).toBe('own_glass');
    expect(outcomeOf(broken(), signed(who.requester), NOW_MS)).toBe('requester');
    expect(outcomeOf(broken(), { ...signed(who.approver), revision: 1 } as never, NOW_MS)).toBe('stale_card');
  });

  test('the decision asks for an approver of the request', () => {
    const press = { act: 'sign', by: who.approver } as const;
    const person = memberFacts(who.approver);
    expect(permit(broken(), press, person, [known(GROUP, who.approver)]).ok).toBe(true);
    expect(permit(broken(), press, person, [known(GLASS, who.approver)])).toEqual({
      ok: false,
      code: 'group_missing',
    });
    const facts = memberFacts(who.requester);
    const own = permit(broken(), { act: 'sign', by: who.requester }, facts, [known(GROUP, who.requester)]);
    expect(own).toEqual({ ok: false, code: 'requester' });
    const again = {
      act: 'sign',
      by: who.other,
      revision: broken().revision,
      fingerprint: FINGERPRINT,
      from: CARD,
    } as const;
    expect(precheck(broken(), again, [CARD], NOW_MS)).toBe('own_glass');
  });

  test('also where nobody could be pinned when it was asked for: that may be why the glass was broken', () => {
    const { prepared } = broken();
    const groups = [{ handle: GROUP.handle, id: null, eligible: 0 }];
    const unpinned = { ...broken(), prepared: { ...prepared, groups } } as Approval;
    const says = (act: 'sign' | 'settle' | 'reject', by: string, fresh: FreshGroup) =>
      permit(unpinned, { act, by }, memberFacts(by), [fresh]);
    const signs = (by: string, fresh: FreshGroup) => says('sign', by, fresh);
    const yes = { ok: true, group: GROUP.handle };
    expect(signs(who.approver, known(GROUP, who.approver))).toEqual(yes);
    expect(says('settle', who.approver, known(GROUP, who.approver))).toEqual(yes);
    expect(says('reject', who.approver, known(GROUP, who.approver)).ok).toBe(false);
    const { handle } = GROUP;
    expect(signs(who.approver, known(GROUP, who.second))).toEqual({ ok: false, code: 'not_in_group' });
    expect(signs(who.approver, { handle, outcome: 'missing' })).toEqual({ ok: false, code: 'group_missing' });
    expect(signs(who.approver, { handle, outcome: 'moved' })).toEqual({ ok: false, code: 'group_moved' });
    const unreachable = signs(who.approver, { handle, outcome: 'unreachable' });
    expect(unreachable).toEqual({ ok: false, code: 'group_unreachable' });
  });

  test('whoever had said yes before somebody else broke it may sign', () => {
    const two = { ...glassReady(), peopleNeeded: 2 };
    const half = after(two, [good('approved', two.revision), NOW_MS]);
    const alone = after(half, [good('glass_broken', half.revision), NOW_MS]);
    expect(outcomeOf(alone, signed(who.approver, alone), NOW_MS)).toBe('=approved');
    const press = { act: 'sign', by: who.approver, fingerprint: FINGERPRINT, from: CARD } as const;
    expect(precheck(alone, { ...press, revision: alone.revision }, [CARD], NOW_MS)).toBeNull();
  });

  test('signed while it ran and then in doubt, it still keeps the glass from being broken elsewhere', () => {
    const glassOf = (before: Approval, event: ReturnType<typeof good>) => {
      const state = after(before, [event, NOW_MS]);
      const change = { before, after: state, event, seq: 9, atMs: NOW_MS };
      return [
        state,
        Object.hasOwn(approvalDocument.consequences(change).indexes ?? {}, GLASS_INDEX),
      ] as const;
    };
    const running = after(broken(), [good('claimed'), NOW_MS]);
    const [signedFor, whileItRuns] = glassOf(running, signed(who.approver, running));
    const [doubt, inDoubt] = glassOf(signedFor, good('answer_lost'));
    const [, settled] = glassOf(doubt, good('settled', doubt.revision));
    expect([whileItRuns, inDoubt, settled]).toEqual([true, true, false]);
  });

  test('missed, it is told again each day, and a bot that was away tells it once', () => {
    const dueAtMs = NOW_MS + SIGN_WITHIN_MS;
    expect(outcomeOf(broken(), good('review_missed'), dueAtMs - 1)).toBe('not_yet');
    const late = dueAtMs + 5 * SIGN_WITHIN_MS;
    const missed = after(broken(), [good('review_missed'), late]);
    expect(missed.review).toEqual({ dueAtMs: late + SIGN_WITHIN_MS, missed: 1, signed: null });
    expect(missed.revision).toBe(broken().revision);
  });
});
