import { describe, expect, test } from 'vitest';
import { groups, people, rooms } from '../../sandbox/slack/fixture.ts';
import { localSlack } from '../support/slack-with-bolt.ts';

const { incidents } = rooms;

/** What the SDK throws for an answer that is not ok. */
function refusal(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  return promise.then(
    () => {
      throw new Error('Slack took it.');
    },
    (error: unknown) => (error as { data?: Record<string, unknown> }).data ?? {},
  );
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return (await refusal(promise)).error;
}

describe('reading back', () => {
  test('a thread comes in pages, each headed by its parent, with metadata when it is asked for', async () => {
    const { web } = await localSlack({ rateLimits: false });
    const { ts = '' } = await web.chat.postMessage({ channel: incidents, text: 'parent' });
    for (const text of ['one', 'two', 'three']) {
      const metadata = { event_type: 'row', event_payload: { id: text } };
      await web.chat.postMessage({ channel: incidents, text, thread_ts: ts, metadata });
    }
    const first = await web.conversations.replies({
      channel: incidents,
      ts,
      limit: 2,
      include_all_metadata: true,
    });
    expect(first.messages?.map((message) => message.text)).toEqual(['parent', 'one', 'two']);
    expect(first.messages?.[1]).toMatchObject({
      metadata: { event_type: 'row', event_payload: { id: 'one' } },
    });
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await web.conversations.replies({ channel: incidents, ts, limit: 2, cursor });
    expect(second.messages?.map((message) => message.text)).toEqual(['parent', 'three']);
    expect(second.has_more).toBe(false);
    expect(second.messages?.[1]).not.toHaveProperty('metadata');
    expect(await errorOf(web.conversations.replies({ channel: incidents, ts, cursor: 'made-up' }))).toBe(
      'invalid_cursor',
    );
    expect(await errorOf(web.conversations.replies({ channel: incidents, ts: '1.1' }))).toBe(
      'thread_not_found',
    );
  });

  test('a channel comes newest first, without replies, within the window that is asked for', async () => {
    const { web } = await localSlack({ rateLimits: false });
    const { ts: oldest = '' } = await web.chat.postMessage({ channel: incidents, text: 'old' });
    await web.chat.postMessage({ channel: incidents, text: 'new' });
    await web.chat.postMessage({ channel: incidents, text: 'reply', thread_ts: oldest });
    const texts = async (more: object) =>
      (await web.conversations.history({ channel: incidents, ...more })).messages?.map(
        (message) => message.text,
      );
    expect(await texts({})).toEqual(['new', 'old']);
    expect(await texts({ oldest })).toEqual(['new']);
    expect(await texts({ oldest, inclusive: true })).toEqual(['new', 'old']);
  });

  test('a channel says whether it is shared with outsiders, and who is in it', async () => {
    const { web } = await localSlack();
    const { channel } = await web.conversations.info({ channel: rooms.shared });
    expect(channel).toMatchObject({ name: 'ext-audit', is_ext_shared: true, is_member: true });
    const { members } = await web.conversations.members({ channel: rooms.shared });
    expect(members).toContain(people.stranger);
    expect(await errorOf(web.conversations.info({ channel: 'C0NOTTHERE1' }))).toBe('channel_not_found');
  });
});

describe('people and groups', () => {
  test('a person is known as a guest, as deactivated, as one from outside', async () => {
    const { web } = await localSlack();
    const user = async (id: string) => (await web.users.info({ user: id })).user;
    expect(await user(people.guest)).toMatchObject({ is_restricted: true, deleted: false });
    expect(await user(people.leaver)).toMatchObject({ deleted: true });
    expect(await user(people.bot)).toMatchObject({ is_bot: true });
    expect((await user(people.stranger))?.team_id).not.toBe((await user(people.responder))?.team_id);
    expect((await user(people.approver))?.profile?.email).toBe('david.okafor@bank.example');
    expect(await errorOf(web.users.info({ user: 'U0NOBODY123' }))).toBe('user_not_found');
  });

  test('somebody is found by e-mail unless they have left', async () => {
    const { web } = await localSlack();
    expect((await web.users.lookupByEmail({ email: 'David.Okafor@bank.example' })).user?.id).toBe(
      people.approver,
    );
    expect(await errorOf(web.users.lookupByEmail({ email: 'samuel.voss@bank.example' }))).toBe(
      'users_not_found',
    );
  });

  test('the list of people comes in pages', async () => {
    const { web } = await localSlack();
    const first = await web.users.list({ limit: 5 });
    const second = await web.users.list({ limit: 5, cursor: first.response_metadata?.next_cursor ?? '' });
    const ids = [...(first.members ?? []), ...(second.members ?? [])].map((member) => member.id);
    expect(new Set(ids).size).toBe(9);
    expect(second.response_metadata?.next_cursor).toBe('');
  });

  test('a group has a handle and members, and loses those who are deactivated', async () => {
    const slack = await localSlack();
    const { usergroups } = await slack.web.usergroups.list();
    expect(usergroups?.find((group) => group.handle === 'data-approvers')?.id).toBe(groups['data-approvers']);
    const members = async () =>
      (await slack.web.usergroups.users.list({ usergroup: groups['data-approvers'] })).users;
    expect(await members()).toEqual([people.approver, people.secondApprover]);
    slack.setUser(people.approver, { deleted: true });
    expect(await members()).toEqual([people.secondApprover]);
    slack.setGroupMembers('data-approvers', []);
    expect(await members()).toEqual([]);
    expect(await errorOf(slack.web.usergroups.users.list({ usergroup: 'S0NOTTHERE1' }))).toBe(
      'no_such_subteam',
    );
  });
});

test('a reaction counts once for each person', async () => {
  const { web } = await localSlack();
  const { ts = '' } = await web.chat.postMessage({ channel: incidents, text: 'x' });
  const pin = { channel: incidents, timestamp: ts, name: 'pushpin' };
  await web.reactions.add(pin);
  expect(await errorOf(web.reactions.add(pin))).toBe('already_reacted');
  const { message } = await web.reactions.get({ channel: incidents, timestamp: ts });
  expect(message?.reactions).toEqual([{ name: 'pushpin', users: [people.bot], count: 1 }]);
});

test('every call is on record with its arguments', async () => {
  const slack = await localSlack({ now: () => 1_700_000_000_000 });
  await slack.web.chat.postMessage({ channel: incidents, text: 'x', blocks: [{ type: 'divider' }] });
  expect(slack.requests).toEqual([
    {
      method: 'chat.postMessage',
      args: { channel: incidents, text: 'x', blocks: [{ type: 'divider' }] },
      at: 1_700_000_000_000,
    },
  ]);
  expect(slack.count('chat.postMessage')).toBe(1);
  expect(slack.count('chat.update')).toBe(0);
});
