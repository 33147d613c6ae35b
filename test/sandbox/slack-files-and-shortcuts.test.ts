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

  test('that is a picture is told by its bytes, keeps them, and is shown with what it is described by', async () => {
    const slack = await localSlack();
    const png = Buffer.from('89504e470d0a1a0a0d0a0d0aff00fe80c3', 'hex');
    const share = async (filename: string, bytes: Buffer, alt_txt = 'A chart') => {
      const asked = { filename, length: bytes.length, alt_txt };
      const given = await slack.web.apiCall('files.getUploadURLExternal', asked);
      const { upload_url, file_id } = given as unknown as { upload_url: string; file_id: string };
      await fetch(upload_url, { method: 'POST', body: new Uint8Array(bytes) });
      const files = [{ id: file_id }];
      await slack.web.apiCall('files.completeUploadExternal', { files, channel_id: incidents });
      return slack.messages(incidents).at(-1)?.files?.[0];
    };
    const shared = await share('chart.png', png);
    expect(shared).toMatchObject({ image: 'image/png', altText: 'A chart', bytes: png });
    const { messages } = await asPerson(slack, people.responder).screen();
    expect(messages.at(-1)?.files).toEqual([
      { name: 'chart.png', title: 'chart.png', image: `/files/${shared?.id}`, altText: 'A chart' },
    ]);
    const shown = await fetch(`${slack.url}/files/${shared?.id}`);
    expect([shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer())]).toEqual([
      'image/png',
      png,
    ]);
    // In a form, as the SDK sends it, they are the same.
    await slack.web.files.uploadV2({ channel_id: incidents, filename: 'chart.png', file: png });
    expect(slack.messages(incidents).at(-1)?.files?.[0]?.bytes).toEqual(png);
    const page = await share('page.png', Buffer.from('<script>1</script>'));
    expect(page?.image).toBeNull();
    expect((await fetch(`${slack.url}/files/${page?.id}`)).status).toBe(404);
    expect(await errorOf(share('a.png', png, 'x'.repeat(1_001)))).toBe('alt_txt_too_large');
  });

  test('has blocks over it, or a comment, which then counts alone; what is wrong in them is refused', async () => {
    const slack = await localSlack();
    const share = async (more: object) => {
      const bytes = Buffer.from('abc');
      const asked = await slack.web.apiCall('files.getUploadURLExternal', { filename: 'a.txt', length: 3 });
      const { upload_url, file_id } = asked as unknown as { upload_url: string; file_id: string };
      await fetch(upload_url, { method: 'POST', body: bytes });
      await slack.web.apiCall('files.completeUploadExternal', {
        files: [{ id: file_id }],
        channel_id: incidents,
        ...more,
      });
      return slack.messages(incidents).at(-1);
    };
    const text = { type: 'text', text: '*not bold*' };
    const rich = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [text] }] };
    expect((await share({ blocks: [rich] }))?.blocks).toMatchObject([rich]);
    expect(await share({ blocks: [rich], initial_comment: 'Said' })).toMatchObject({
      text: 'Said',
      blocks: [],
    });
    expect(await errorOf(share({ blocks: [{ type: 'nonsense' }] }))).toBe('invalid_blocks');
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
