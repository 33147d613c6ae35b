/** What an app may do with files, and what it is sent of shortcuts, reactions taken away and messages that change. */
import { describe, expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { asPerson } from '../support/person.ts';
import { boltApp, localSlack } from '../support/slack-with-bolt.ts';

const { incidents } = rooms;

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'ok',
    (error: unknown) => (error as { data?: { error?: string } }).data?.error,
  );
}

describe('a file', () => {
  test('of the SDK’s own upload stands in the thread that it names, whole', async () => {
    const slack = await localSlack();
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'thread' });
    await slack.web.files.uploadV2({
      channel_id: incidents,
      thread_ts: ts,
      filename: 'a.txt',
      title: 'A',
      content: 'first\nsecond: ä',
    });
    const reply = slack.messages(incidents).at(-1);
    expect(reply?.threadTs).toBe(ts);
    expect(reply?.files).toMatchObject([{ name: 'a.txt', title: 'A', text: 'first\nsecond: ä' }]);
  });

  test('needs a name, a length that is not nothing, and all of its bytes, once', async () => {
    const { web } = await localSlack();
    const url = async (args: object) =>
      (await web.apiCall('files.getUploadURLExternal', { ...args })) as unknown as {
        upload_url: string;
        file_id: string;
      };
    expect(await errorOf(url({ length: 3 }))).toBe('missing_argument');
    expect(await errorOf(url({ filename: 'a.txt', length: 0 }))).toBe('missing_argument');
    const { upload_url, file_id } = await url({ filename: 'a.txt', length: 3 });
    const put = async (body: string) => (await fetch(upload_url, { method: 'POST', body })).status;
    const complete = (id: string) =>
      web.apiCall('files.completeUploadExternal', { files: [{ id }], channel_id: incidents });
    expect(await errorOf(complete(file_id))).toBe('file_not_found');
    expect(await put('four')).toBe(400);
    expect(await put('abc')).toBe(200);
    expect(await put('abc')).toBe(400);
    await complete(file_id);
    expect(await errorOf(complete(file_id))).toBe('file_not_found');
    expect(await errorOf(complete('F0NOTTHERE'))).toBe('file_not_found');
  });

  test('is shared only where the app is, and under no reply', async () => {
    const slack = await localSlack();
    slack.setRoom(rooms.dataPlatform, { members: [people.responder] });
    const share = (where: object) =>
      errorOf(slack.web.files.uploadV2({ filename: 'a.txt', content: 'x', ...where }));
    expect(await share({ channel_id: rooms.dataPlatform })).toBe('not_in_channel');
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'thread' });
    const reply = await slack.web.chat.postMessage({ channel: incidents, text: 'reply', thread_ts: ts });
    expect(await share({ channel_id: incidents, thread_ts: reply.ts })).toBe('cannot_reply_to_message');
  });
});

describe('a shortcut', () => {
  test('brings a trigger, and on a message the message, from a channel that the app is not in too', async () => {
    const slack = await localSlack();
    slack.setRoom(rooms.dataPlatform, { members: [people.responder] });
    const heard: unknown[] = [];
    await boltApp(slack, (app) => {
      app.shortcut('declare', async ({ ack, shortcut }) => {
        await ack();
        heard.push([shortcut.type, shortcut.user.id, shortcut.trigger_id.length > 5]);
      });
      app.shortcut('keep', async ({ ack, shortcut, respond }) => {
        await ack();
        if (shortcut.type !== 'message_action') return;
        heard.push([shortcut.type, shortcut.channel.id, shortcut.message.text]);
        await respond({ response_type: 'ephemeral', text: 'kept' });
      });
    });
    const maria = asPerson(slack, people.responder);
    await maria.say(rooms.dataPlatform, 'Odd numbers');
    expect(await maria.shortcut('Declare')).toEqual({ ok: true });
    expect(await maria.shortcut('Keep', { on: 'Odd numbers' })).toEqual({ ok: true });
    expect(heard).toEqual([
      ['shortcut', people.responder, true],
      ['message_action', rooms.dataPlatform, 'Odd numbers'],
    ]);
    await maria.waitFor('kept');
  });

  test('that the app does not have, on a message that is not there, or by somebody outside is none', async () => {
    const slack = await localSlack();
    const run = async (body: object) => {
      const headers = { 'content-type': 'application/json' };
      const sent = await fetch(`${slack.url}/ui/shortcut`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return ((await sent.json()) as { ok: boolean }).ok;
    };
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'x' });
    const user = people.responder;
    expect(await run({ user, callbackId: 'nothing' })).toBe(false);
    expect(await run({ user, callbackId: 'keep' })).toBe(false);
    expect(await run({ user, callbackId: 'keep', on: { channel: incidents, ts: '1.000000' } })).toBe(false);
    expect(await run({ user: people.stranger, callbackId: 'keep', on: { channel: incidents, ts } })).toBe(
      false,
    );
    expect(slack.deliveries.filter(({ kind }) => kind === 'shortcut')).toEqual([]);
  });
});

test('a reaction taken away, an edit with what stood before, and a removal are told', async () => {
  const slack = await localSlack();
  const heard: unknown[] = [];
  await boltApp(slack, (app) => {
    app.event('reaction_removed', async ({ event }) => void heard.push([event.reaction, event.user]));
    app.event('message', async ({ event }) => {
      if (event.subtype === 'message_changed' && 'text' in event.message)
        heard.push(['changed', event.message.text, (event.previous_message as { text?: string }).text]);
      if (event.subtype === 'message_deleted') heard.push(['deleted', event.deleted_ts]);
    });
  });
  const maria = asPerson(slack, people.responder);
  await maria.say(incidents, 'Before');
  const { ts } = slack.messages(incidents).at(-1) ?? { ts: '' };
  slack.react(people.responder, incidents, ts, 'pushpin');
  slack.unreact(people.responder, incidents, ts, 'pushpin');
  slack.unreact(people.responder, incidents, ts, 'pushpin');
  slack.edit(incidents, ts, 'After');
  slack.remove(incidents, ts);
  await expect.poll(() => heard).toHaveLength(3);
  expect(heard).toEqual(
    expect.arrayContaining([
      ['pushpin', people.responder],
      ['changed', 'After', 'Before'],
      ['deleted', ts],
    ]),
  );
});
