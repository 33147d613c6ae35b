import { describe, expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { asPerson } from '../support/person.ts';
import { localSlack, manifestYaml, webClient } from '../support/slack-with-bolt.ts';

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

describe('the token', () => {
  test('opens the workspace', async () => {
    const { web } = await localSlack();
    expect(await web.auth.test()).toMatchObject({ ok: true, user_id: people.bot, team: 'Meridian Bank' });
  });

  test('that is wrong is refused, and so is none', async () => {
    const slack = await localSlack();
    expect(await errorOf(webClient(slack, 'xoxb-other').auth.test())).toBe('invalid_auth');
    const response = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
    expect(await response.json()).toEqual({ ok: false, error: 'not_authed' });
  });

  test('may do only what the manifest asks for', async () => {
    const manifest = readManifest(manifestYaml.replace('chat:write, ', ''));
    const { web } = await localSlack({ manifest });
    expect(await refusal(web.chat.postMessage({ channel: incidents, text: 'hello' }))).toMatchObject({
      error: 'missing_scope',
      needed: 'chat:write',
      provided: expect.stringContaining('users:read') as string,
    });
  });

  test('does not read e-mail addresses without their own scope', async () => {
    const manifest = readManifest(manifestYaml.replace(', users:read.email', ''));
    const { web } = await localSlack({ manifest });
    const { user } = await web.users.info({ user: people.approver });
    expect(user?.profile?.email).toBeUndefined();
    expect(await errorOf(web.users.lookupByEmail({ email: 'david.okafor@bank.example' }))).toBe(
      'missing_scope',
    );
  });

  test('reads a private channel only with the scope for private ones', async () => {
    const slack = await localSlack();
    slack.setRoom(incidents, { isPrivate: true });
    expect(await refusal(slack.web.conversations.history({ channel: incidents }))).toMatchObject({
      error: 'missing_scope',
      needed: 'groups:history',
    });
  });
});

test('a method that Slack does not have is refused', async () => {
  const { web } = await localSlack();
  expect(await errorOf(web.apiCall('chat.shout', { channel: incidents }))).toBe('unknown_method');
});

test('a JSON body is read like a form', async () => {
  const slack = await localSlack();
  const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-sandbox-token', 'content-type': 'application/json' },
    body: JSON.stringify({ channel: incidents, blocks: [{ type: 'divider' }] }),
  });
  expect(await response.json()).toMatchObject({ ok: true, message: { blocks: [{ type: 'divider' }] } });
});

describe('chat.postMessage', () => {
  test.each([
    ['a channel that is not there', { channel: 'C0NOTTHERE1', text: 'x' }, 'channel_not_found'],
    ['direct messages to somebody who has left', { channel: people.leaver, text: 'x' }, 'channel_not_found'],
    ['nothing to say', { channel: incidents }, 'no_text'],
    [
      'a thread that is not there',
      { channel: incidents, text: 'x', thread_ts: '1700000000.000100' },
      'thread_not_found',
    ],
    ['a thread_ts that is none', { channel: incidents, text: 'x', thread_ts: '0' }, 'invalid_thread_ts'],
    ['blocks that are no list', { channel: incidents, blocks: '{' }, 'invalid_blocks_format'],
    [
      'metadata without a payload',
      { channel: incidents, text: 'x', metadata: { event_type: 'a' } },
      'invalid_metadata_format',
    ],
  ])('refuses %s', async (_what, args, error) => {
    const { web } = await localSlack();
    expect(await errorOf(web.apiCall('chat.postMessage', args))).toBe(error);
  });

  test('refuses a channel that the bot is not in, and an archived one', async () => {
    const slack = await localSlack();
    slack.setRoom(incidents, { members: [people.responder] });
    expect(await errorOf(slack.web.chat.postMessage({ channel: incidents, text: 'x' }))).toBe(
      'not_in_channel',
    );
    slack.setRoom(rooms.dataPlatform, { isArchived: true });
    expect(await errorOf(slack.web.chat.postMessage({ channel: rooms.dataPlatform, text: 'x' }))).toBe(
      'is_archived',
    );
  });

  test('names the place of what is wrong in blocks', async () => {
    const { web } = await localSlack();
    const text = { type: 'plain_text' as const, text: 'x'.repeat(3_001) };
    const blocks = [{ type: 'divider' as const }, { type: 'section' as const, text }];
    expect(await refusal(web.chat.postMessage({ channel: incidents, text: 'x', blocks }))).toMatchObject({
      error: 'invalid_blocks',
      errors: ['must be less than 3001 characters [json-pointer:/blocks/1/text/text]'],
      response_metadata: {
        messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]'],
      },
    });
  });

  test('cuts text at 40,000 characters', async () => {
    const { web } = await localSlack();
    const { message } = await web.chat.postMessage({ channel: incidents, text: 'x'.repeat(40_001) });
    expect(message?.text).toHaveLength(40_000);
  });

  test('refuses a reply to a reply', async () => {
    const { web } = await localSlack();
    const { ts = '' } = await web.chat.postMessage({ channel: incidents, text: 'parent' });
    const reply = await web.chat.postMessage({ channel: incidents, text: 'reply', thread_ts: ts });
    const nested = web.chat.postMessage({ channel: incidents, text: 'x', thread_ts: reply.ts ?? '' });
    expect(await errorOf(nested)).toBe('cannot_reply_to_message');
  });

  test('takes a channel by its name, and a person by their id', async () => {
    const slack = await localSlack();
    await slack.web.chat.postMessage({ channel: '#incidents', text: 'by name' });
    const { channel } = await slack.web.chat.postMessage({ channel: people.approver, text: 'just you' });
    expect(channel).toMatch(/^D/);
    expect(await asPerson(slack, people.approver).sees('just you')).toBe(true);
    expect(await asPerson(slack, people.responder).sees('just you')).toBe(false);
    expect(await asPerson(slack, people.responder).sees('by name')).toBe(true);
  });
});

describe('chat.update', () => {
  test('keeps the blocks unless new ones come, and says edited only for words without blocks', async () => {
    const slack = await localSlack();
    const posted = await slack.web.chat.postMessage({
      channel: incidents,
      text: 'a',
      blocks: [{ type: 'divider' }],
    });
    const at = { channel: incidents, ts: posted.ts ?? '' };
    await slack.web.chat.update({ ...at, text: 'b', blocks: [{ type: 'divider' }, { type: 'divider' }] });
    expect(slack.messages(incidents)[0]).toMatchObject({ text: 'b', blocks: [{}, {}] });
    expect(slack.messages(incidents)[0]?.editedTs).toBeUndefined();
    await slack.web.chat.update({ ...at, text: 'c' });
    expect(slack.messages(incidents)[0]).toMatchObject({ text: 'c', blocks: [{}, {}] });
    expect(slack.messages(incidents)[0]?.editedTs).toBeDefined();
  });

  test("refuses other people's messages, unknown ones, ephemerals, and text over 4,000 characters", async () => {
    const slack = await localSlack();
    const { web } = slack;
    await asPerson(slack, people.responder).say(incidents, 'mine');
    const theirs = slack.messages(incidents)[0]?.ts ?? '';
    expect(await errorOf(web.chat.update({ channel: incidents, ts: theirs, text: 'x' }))).toBe(
      'cant_update_message',
    );
    expect(await errorOf(web.chat.update({ channel: incidents, ts: '1.1', text: 'x' }))).toBe(
      'message_not_found',
    );
    const whisper = await web.chat.postEphemeral({
      channel: incidents,
      user: people.responder,
      text: 'psst',
    });
    const ts = whisper.message_ts ?? '';
    expect(await errorOf(web.chat.update({ channel: incidents, ts, text: 'x' }))).toBe('message_not_found');
    const own = await web.chat.postMessage({ channel: incidents, text: 'own' });
    const long = (length: number) =>
      web.chat.update({ channel: incidents, ts: own.ts ?? '', text: 'x'.repeat(length) });
    expect((await long(4_000)).ok).toBe(true);
    expect(await errorOf(long(4_001))).toBe('msg_too_long');
  });
});

test('chat.postEphemeral is seen by one person only, who has to be in the channel', async () => {
  const slack = await localSlack();
  const whisper = (user: string) =>
    slack.web.chat.postEphemeral({ channel: incidents, user, text: 'only you' });
  await whisper(people.responder);
  expect(await asPerson(slack, people.responder).ephemerals()).toEqual(['only you']);
  expect(await asPerson(slack, people.approver).sees('only you')).toBe(false);
  expect(slack.messages(incidents)).toEqual([]);
  expect(await errorOf(whisper(people.stranger))).toBe('user_not_in_channel');
  expect(await errorOf(whisper(people.leaver))).toBe('user_not_in_channel');
});

test('chat.delete removes what the bot wrote and nothing else', async () => {
  const slack = await localSlack();
  await asPerson(slack, people.responder).say(incidents, 'mine');
  const theirs = slack.messages(incidents)[0]?.ts ?? '';
  expect(await errorOf(slack.web.chat.delete({ channel: incidents, ts: theirs }))).toBe(
    'cant_delete_message',
  );
  const own = await slack.web.chat.postMessage({ channel: incidents, text: 'own' });
  await slack.web.chat.delete({ channel: incidents, ts: own.ts ?? '' });
  expect(slack.messages(incidents).map((message) => message.text)).toEqual(['mine']);
});

test('chat.getPermalink leads to the message', async () => {
  const { web, url } = await localSlack();
  const { ts = '' } = await web.chat.postMessage({ channel: incidents, text: 'here' });
  const { permalink } = await web.chat.getPermalink({ channel: incidents, message_ts: ts });
  expect(permalink).toBe(`${url}/archives/${incidents}/p${ts.replace('.', '')}`);
  const lost = web.chat.getPermalink({ channel: incidents, message_ts: '1.1' });
  expect(await errorOf(lost)).toBe('message_not_found');
});
