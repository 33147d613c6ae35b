import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { slackClient } from '../../src/adapters/slack-client.ts';
import { slackDirectory } from '../../src/adapters/slack-directory.ts';
import { groupCallEveryMs, groupWaitMaxMs, type Permit } from '../../src/adapters/slack-group-calls.ts';
import type { Directory } from '../../src/approval/directory.ts';
import { type ScriptedSlack, startScriptedSlack } from '../outbox/scripted-slack.ts';
import { type VirtualClock, virtualClock } from '../outbox/virtual-clock.ts';
import { eventually, type Wire, watchWire } from '../outbox/wire.ts';

const group = 'S0APPROVERS';
const membersMethod = 'usergroups.users.list';

let slack: ScriptedSlack;
let clock: VirtualClock;
let directory: Directory;
let wire: Wire;

const open = (permit?: Permit): Directory =>
  slackDirectory({
    client: slackClient({
      token: 'xoxb-test',
      apiUrl: slack.apiUrl,
      timeoutMs: 10_000,
      log: { debug: () => {}, warn: () => {} },
    }),
    clock,
    ...(permit === undefined ? {} : { permit }),
  });

beforeEach(async () => {
  slack = await startScriptedSlack();
  clock = virtualClock();
  wire = watchWire();
  directory = open();
  says('auth.test', { ok: true, team_id: 'T0BANK' });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await slack.close();
});

function says(method: string, body: unknown, times?: number): void {
  slack.trick({ method, reply: { kind: 'json', body }, ...(times === undefined ? {} : { times }) });
}

const limited = (retryAfterSeconds: number, times?: number) =>
  slack.trick({
    method: membersMethod,
    reply: { kind: 'text', status: 429, body: '{}', headers: { 'retry-after': String(retryAfterSeconds) } },
    ...(times === undefined ? {} : { times }),
  });

const memberCalls = () => slack.calls.filter((call) => call.method === membersMethod).length;

/** The answer, and how long it took in the clock's time, which moves on only while nothing is on the wire. */
async function timed<Answer>(answer: Promise<Answer>): Promise<{ answer: Answer; tookMs: number }> {
  const startMs = clock.monotonicMs();
  let done = false;
  void answer.then(() => {
    done = true;
  });
  while (!done) {
    await wire.settled();
    if (!done) clock.toNextTimer();
  }
  return { answer: await answer, tookMs: clock.monotonicMs() - startMs };
}

describe('members', () => {
  test('a list is known, with the time at which its call began', async () => {
    says(membersMethod, { ok: true, users: ['U0ADA', 'U0BOB', 'U0ADA'] });
    const clickedAtMs = clock.monotonicMs();
    expect(await directory.members(group, clickedAtMs)).toEqual({
      outcome: 'known',
      members: ['U0ADA', 'U0BOB'],
      begunAtMs: clickedAtMs,
    });
  });

  test('clicks that came before the call began share it, and a later click gets a call of its own', async () => {
    const body = { ok: true, users: ['U0ADA'] };
    slack.trick({ method: membersMethod, times: 1, reply: { kind: 'hold', carriedOut: 'after', body } });
    says(membersMethod, { ok: true, users: ['U0BOB'] });
    const begunAtMs = clock.monotonicMs();
    const early = [directory.members(group, 10), directory.members(group, 20)];
    await eventually(() => slack.held() === 1);
    const shared = directory.members(group, 30);
    clock.move(500);
    const clickedAtMs = clock.monotonicMs();
    const late = [directory.members(group, clickedAtMs), directory.members(group, clickedAtMs)];
    slack.release();
    const first = { outcome: 'known', members: ['U0ADA'], begunAtMs };
    expect(await Promise.all([...early, shared])).toEqual([first, first, first]);
    const { tookMs } = await timed(late[0] ?? directory.members(group, 0));
    const second = { outcome: 'known', members: ['U0BOB'] };
    expect(await Promise.all(late)).toMatchObject([second, second]);
    expect(tookMs).toBe(groupCallEveryMs - 500);
    expect(memberCalls()).toBe(2);
  });

  test('an answer is never older than the click that it decides', async () => {
    says(membersMethod, { ok: true, users: ['U0ADA'] });
    await directory.members(group, clock.monotonicMs());
    clock.move(100);
    const clickedAtMs = clock.monotonicMs();
    const { answer } = await timed(directory.members(group, clickedAtMs));
    expect(answer.outcome === 'known' && answer.begunAtMs >= clickedAtMs).toBe(true);
    expect(memberCalls()).toBe(2);
  });

  test('a group is asked about once in three seconds, another group at once', async () => {
    says(membersMethod, { ok: true, users: [] });
    await directory.members(group, clock.monotonicMs());
    expect(await directory.members('S0OTHERS', clock.monotonicMs())).toMatchObject({ outcome: 'known' });
    const { tookMs } = await timed(directory.members(group, clock.monotonicMs()));
    expect(tookMs).toBe(groupCallEveryMs);
  });

  test('on 429 the click waits, and is decided by a call that began after the pause', async () => {
    limited(7, 1);
    says(membersMethod, { ok: true, users: ['U0ADA'] });
    const startMs = clock.monotonicMs();
    const { answer } = await timed(directory.members(group, startMs));
    expect(answer).toEqual({ outcome: 'known', members: ['U0ADA'], begunAtMs: startMs + 7_000 });
  });

  test('who clicks during the pause shares the call after it', async () => {
    limited(7, 1);
    says(membersMethod, { ok: true, users: ['U0ADA'] });
    const first = directory.members(group, clock.monotonicMs());
    await eventually(() => memberCalls() === 1);
    await wire.settled();
    clock.move(1_000);
    const second = directory.members(group, clock.monotonicMs());
    const { answer } = await timed(first);
    expect(await second).toEqual(answer);
    expect(memberCalls()).toBe(2);
  });

  test('after half a minute of 429 nobody is known, and it says when to try again', async () => {
    limited(9);
    const { answer, tookMs } = await timed(directory.members(group, clock.monotonicMs()));
    expect(answer).toEqual({ outcome: 'unreachable', retryAfterMs: 9_000 });
    expect(tookMs).toBeLessThanOrEqual(groupWaitMaxMs);
    expect(memberCalls()).toBe(4);
  });

  test('a pause longer than the wait is not waited for', async () => {
    limited(120);
    const { answer, tookMs } = await timed(directory.members(group, clock.monotonicMs()));
    expect(answer).toEqual({ outcome: 'unreachable', retryAfterMs: 120_000 });
    expect(tookMs).toBe(0);
  });

  test('no call is made without the permit, and a permit that fails is none', async () => {
    let asked = 0;
    directory = open(async () => {
      asked += 1;
      if (asked === 1) throw new Error('the store is away');
      return asked === 2 ? { outcome: 'later', retryAfterMs: 1_000 } : { outcome: 'granted' };
    });
    says(membersMethod, { ok: true, users: ['U0ADA'] });
    const { answer, tookMs } = await timed(directory.members(group, clock.monotonicMs()));
    expect(answer).toMatchObject({ outcome: 'known' });
    expect(tookMs).toBe(groupCallEveryMs + 1_000);
    expect(memberCalls()).toBe(1);
  });

  test('a click from the future is not decided', async () => {
    says(membersMethod, { ok: true, users: ['U0ADA'] });
    expect(await directory.members(group, clock.monotonicMs() + 5)).toEqual({ outcome: 'unreachable' });
  });

  test.each([
    ['no list', { ok: true }],
    ['a list that is none', { ok: true, users: 'U0ADA' }],
    ['a list with something else in it', { ok: true, users: ['U0ADA', null] }],
    ['a list with a name in it', { ok: true, users: ['*'] }],
    ['ok in words', { ok: 'true', users: ['U0ADA'] }],
    ['a refusal', { ok: false, error: 'no_such_subteam' }],
  ])('%s is nobody', async (_, body) => {
    says(membersMethod, body);
    expect(await directory.members(group, clock.monotonicMs())).toEqual({ outcome: 'unreachable' });
  });

  test('a Slack that is away is nobody', async () => {
    await slack.disconnect();
    expect(await directory.members(group, clock.monotonicMs())).toEqual({ outcome: 'unreachable' });
  });
});

describe('groups', () => {
  const listed = (...usergroups: object[]) => says('usergroups.list', { ok: true, usergroups });
  const own = { id: group, team_id: 'T0BANK', handle: 'data-approvers', is_external: false, date_delete: 0 };

  test('a handle is resolved to the id that it means now', async () => {
    listed({ ...own, id: 'S0OTHERS', handle: 'others' }, own);
    expect(await directory.group('data-approvers', clock.monotonicMs())).toEqual({
      outcome: 'found',
      id: group,
      handle: 'data-approvers',
      isDisabled: false,
    });
    expect(slack.calls.at(-1)?.args).toMatchObject({ include_disabled: 'true' });
  });

  test('a disabled group is found, and said to be disabled', async () => {
    listed({ ...own, date_delete: 1_700_000_000 });
    expect(await directory.group('data-approvers', clock.monotonicMs())).toMatchObject({
      outcome: 'found',
      isDisabled: true,
    });
  });

  test.each([
    ['of another workspace', { team_id: 'T0PARTNER' }],
    ['marked external', { is_external: true }],
    ['with nearly the same handle', { handle: 'Data-Approvers' }],
  ])('a group %s is not ours', async (_, change) => {
    listed({ ...own, ...change });
    expect(await directory.group('data-approvers', clock.monotonicMs())).toEqual({ outcome: 'missing' });
  });

  test('two groups in use under one handle are none', async () => {
    listed(own, { ...own, id: 'S0OTHERS' });
    expect(await directory.group('data-approvers', clock.monotonicMs())).toEqual({ outcome: 'missing' });
  });

  test.each([
    ['without a date of deletion', { ...own, date_delete: undefined }],
    ['without an id', { ...own, id: '' }],
  ])('a list with a group %s is not believed', async (_, odd) => {
    listed(own, odd);
    expect(await directory.group('data-approvers', clock.monotonicMs())).toEqual({ outcome: 'unreachable' });
  });

  test('presses without end are answered by one call in three seconds, so that nobody uses up what all others need', async () => {
    listed(own);
    const listCalls = () => slack.calls.filter((call) => call.method === 'usergroups.list').length;
    await directory.group('data-approvers', clock.monotonicMs());
    const pressed = Array.from({ length: 50 }, () => directory.group('data-approvers', clock.monotonicMs()));
    const { tookMs } = await timed(Promise.all(pressed));
    expect(tookMs).toBe(groupCallEveryMs);
    expect(listCalls()).toBe(2);
    expect(new Set((await Promise.all(pressed)).map(({ outcome }) => outcome))).toEqual(new Set(['found']));
  });

  test('a pause that Slack asks for is waited for, and then the handle is known', async () => {
    slack.trick({
      method: 'usergroups.list',
      times: 1,
      reply: { kind: 'text', status: 429, body: '{}', headers: { 'retry-after': '4' } },
    });
    listed(own);
    const { answer, tookMs } = await timed(directory.group('data-approvers', clock.monotonicMs()));
    expect(answer).toMatchObject({ outcome: 'found', id: group });
    expect(tookMs).toBe(4_000);
  });

  test('a pause longer than anybody waits is nobody', async () => {
    slack.trick({
      method: 'usergroups.list',
      reply: { kind: 'text', status: 429, body: '{}', headers: { 'retry-after': '60' } },
    });
    const { answer } = await timed(directory.group('data-approvers', clock.monotonicMs()));
    expect(answer).toEqual({ outcome: 'unreachable', retryAfterMs: 60_000 });
  });
});

describe('people', () => {
  const ada = {
    id: 'U0ADA',
    team_id: 'T0BANK',
    name: 'ada',
    deleted: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    profile: { display_name: 'Ada', real_name: 'Ada L', email: 'ada@example.com' },
  };
  const is = (user: object) => says('users.info', { ok: true, user });

  test('a full member is one, with name and e-mail', async () => {
    is(ada);
    expect(await directory.person('U0ADA')).toEqual({
      id: 'U0ADA',
      teamId: 'T0BANK',
      name: 'Ada',
      email: 'ada@example.com',
      isBot: false,
      isDeleted: false,
      isRestricted: false,
      isStranger: false,
      isFullMember: true,
    });
  });

  test.each([
    ['a bot', { is_bot: true }, 'isBot'],
    ['a guest of several channels', { is_restricted: true }, 'isRestricted'],
    ['a guest of one channel', { is_ultra_restricted: true }, 'isRestricted'],
    ['a stranger', { is_stranger: true }, 'isStranger'],
    ['somebody of another workspace', { team_id: 'T0PARTNER' }, 'isStranger'],
    [
      'somebody deactivated',
      { deleted: true, is_restricted: undefined, is_ultra_restricted: undefined },
      'isDeleted',
    ],
  ] as const)('%s is no full member', async (_, change, flag) => {
    is({ ...ada, ...change });
    expect(await directory.person('U0ADA')).toMatchObject({ isFullMember: false, [flag]: true });
  });

  test('Slackbot is a bot, whatever it says', async () => {
    is({ ...ada, id: 'USLACKBOT' });
    expect(await directory.person('USLACKBOT')).toMatchObject({ isBot: true, isFullMember: false });
  });

  test('a colleague of another workspace of the same organisation is none of the strangers', async () => {
    slack.untrick();
    says('auth.test', { ok: true, team_id: 'T0BANK', enterprise_id: 'E0BANK' });
    is({ ...ada, team_id: 'T0BRANCH', enterprise_user: { enterprise_id: 'E0BANK' } });
    expect(await directory.person('U0ADA')).toMatchObject({ isStranger: false, isFullMember: true });
  });

  test('a person without an e-mail has none', async () => {
    is({ ...ada, profile: { real_name: 'Ada L' } });
    expect(await directory.person('U0ADA')).toMatchObject({ email: null, name: 'Ada L' });
  });

  test.each([
    ['a flag is missing', { ...ada, is_restricted: undefined }],
    ['a flag is a word', { ...ada, is_bot: 'false' }],
    ['nothing says that they are still here', { ...ada, deleted: undefined }],
    ['the team is missing', { ...ada, team_id: undefined }],
    ['it is somebody else', { ...ada, id: 'U0BOB' }],
    ['it is nothing', null],
  ])('a person is unknown when %s', async (_, user) => {
    says('users.info', { ok: true, user });
    expect(await directory.person('U0ADA')).toBe('unknown');
  });

  test('nobody is known while it is not known whose bot this is, and that is asked again', async () => {
    slack.untrick();
    says('auth.test', { ok: false, error: 'internal_error' }, 1);
    says('auth.test', { ok: true, team_id: 'T0BANK' });
    is(ada);
    expect(await directory.person('U0ADA')).toBe('unknown');
    expect(await directory.person('U0ADA')).toMatchObject({ isFullMember: true });
  });
});
