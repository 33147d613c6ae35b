import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import { retryAfterDefaultMs, slackClient } from '../../src/adapters/slack-client.ts';
import { pageSize, pagesMax, slackMessenger } from '../../src/adapters/slack-messenger.ts';
import type { Messenger } from '../../src/outbox/messenger.ts';
import { type ScriptedSlack, startScriptedSlack } from '../outbox/scripted-slack.ts';
import { botToken, localSlack } from '../support/slack-with-bolt.ts';

const address = { channel: 'C0INCIDENTS' };
const hello = { text: 'hello', blocks: [{ type: 'divider' as const }] };

let slack: ScriptedSlack;
let messenger: Messenger;

const messengerAt = (apiUrl: string, timeoutMs = 10_000) =>
  slackMessenger({
    client: slackClient({ token: 'xoxb-test', apiUrl, timeoutMs, log: { debug: () => {}, warn: () => {} } }),
  });

beforeEach(async () => {
  slack = await startScriptedSlack();
  messenger = messengerAt(slack.apiUrl);
});

afterEach(async () => {
  await slack.close();
});

const lastArgs = () => slack.calls.at(-1)?.args ?? {};

describe('what is sent', () => {
  test('a post carries its row as metadata, no previews of links, and nothing is made into a mention', async () => {
    await messenger.post({ channel: 'C0INCIDENTS', threadTs: '1.2' }, hello, 'row-7');
    expect(lastArgs()).toMatchObject({
      channel: 'C0INCIDENTS',
      thread_ts: '1.2',
      text: 'hello',
      blocks: '[{"type":"divider"}]',
      unfurl_links: 'false',
      unfurl_media: 'false',
      parse: 'none',
    });
    expect(JSON.parse(lastArgs()['metadata'] ?? '')).toEqual({
      event_type: 'outbox_row',
      event_payload: { row: 'row-7' },
    });
  });

  test('an update without blocks says so, since Slack would keep the old ones', async () => {
    const sent = await messenger.post(address, hello, 'row-7');
    if (sent.outcome !== 'sent') throw new Error('not sent');
    expect(await messenger.update('C0INCIDENTS', sent.ts, { text: 'plain', blocks: [] })).toEqual(sent);
    expect(lastArgs()).toMatchObject({ ts: sent.ts, blocks: '[]', parse: 'none' });
  });

  test('a whisper names the person and answers with its own time', async () => {
    expect(await messenger.whisper(address, 'U0ADA', hello)).toMatchObject({ outcome: 'sent' });
    expect(lastArgs()).toMatchObject({ user: 'U0ADA', channel: 'C0INCIDENTS' });
  });
});

describe('what an answer means', () => {
  const json = (error: string) => ({ kind: 'json', body: { ok: false, error } }) as const;
  const http = (status: number) => ({ kind: 'text', status, body: 'no' }) as const;
  const cases = [
    ['a refusal of the content', json('invalid_blocks'), { outcome: 'refused', code: 'invalid_blocks' }],
    ['a refusal of the place', json('channel_not_found'), { outcome: 'refused', code: 'channel_not_found' }],
    ['internal_error', json('internal_error'), { outcome: 'unknown' }],
    ['fatal_error', json('fatal_error'), { outcome: 'unknown' }],
    ['service_unavailable', json('service_unavailable'), { outcome: 'unreachable' }],
    ['request_timeout', json('request_timeout'), { outcome: 'unreachable' }],
    ['invalid_auth', json('invalid_auth'), { outcome: 'unreachable' }],
    [
      'ratelimited in the body',
      json('ratelimited'),
      { outcome: 'rate_limited', retryAfterMs: retryAfterDefaultMs },
    ],
    ['no error named', { kind: 'json', body: {} }, { outcome: 'unknown' }],
    ['null', { kind: 'json', body: null }, { outcome: 'unknown' }],
    ['ok without a ts', { kind: 'json', body: { ok: true } }, { outcome: 'unknown' }],
    ['a page of a proxy', { kind: 'text', status: 200, body: '<html>' }, { outcome: 'unknown' }],
    ['half an answer', { kind: 'half_answer' }, { outcome: 'unknown' }],
    ['HTTP 500', http(500), { outcome: 'unknown' }],
    ['HTTP 503', http(503), { outcome: 'unknown' }],
    ['HTTP 413', http(413), { outcome: 'refused', code: 'http_413' }],
    ['HTTP 403 of a proxy', http(403), { outcome: 'unreachable' }],
    ['a reset', { kind: 'reset', carriedOut: true }, { outcome: 'unknown' }],
    ['429 without a length', http(429), { outcome: 'rate_limited', retryAfterMs: retryAfterDefaultMs }],
    [
      '429',
      { kind: 'text', status: 429, body: '{}', headers: { 'retry-after': '7' } },
      { outcome: 'rate_limited', retryAfterMs: 7_000 },
    ],
    [
      '429 for no time at all',
      { kind: 'text', status: 429, body: '{}', headers: { 'retry-after': '0' } },
      { outcome: 'rate_limited', retryAfterMs: 1_000 },
    ],
  ] as const;

  test.each(cases)('%s', async (_, reply, meaning) => {
    slack.trick({ method: 'chat.postMessage', reply });
    expect(await messenger.post(address, hello, 'row-1')).toMatchObject(meaning);
    expect(slack.calls).toHaveLength(1);
  });

  test('a refused connection: nothing was sent', async () => {
    await slack.disconnect();
    expect(await messenger.post(address, hello, 'row-1')).toMatchObject({ outcome: 'unreachable' });
  });

  test('a host without an address: nothing was sent', async () => {
    const nowhere = messengerAt('http://slack.invalid/api/');
    expect(await nowhere.post(address, hello, 'row-1')).toMatchObject({ outcome: 'unreachable' });
  });

  test('a server that speaks no TLS, or hangs up on hello, is never a refusal', async () => {
    const server: Server = createServer((socket) => socket.end('HTTP/1.1 400 no\r\n\r\n'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const answer = await messengerAt(`https://127.0.0.1:${port}/api/`).post(address, hello, 'row-1');
    expect(['unreachable', 'unknown']).toContain(answer.outcome);
    server.close();
  });

  test('silence until the time is up: the answer is lost', async () => {
    slack.trick({ method: 'chat.postMessage', reply: { kind: 'hold', carriedOut: 'before' } });
    const hasty = messengerAt(slack.apiUrl, 100);
    expect(await hasty.post(address, hello, 'row-1')).toMatchObject({ outcome: 'unknown' });
  });
});

describe('reading back', () => {
  test('a post is found by its row, in the channel or in its thread, and other rows are not mistaken for it', async () => {
    const top = await messenger.post(address, hello, 'row-1');
    if (top.outcome !== 'sent') throw new Error('not sent');
    const thread = { ...address, threadTs: top.ts };
    const reply = await messenger.post(thread, hello, 'row-2');
    expect(await messenger.findPosted(address, 'row-1', 0)).toEqual({ outcome: 'looked', ts: top.ts });
    expect(await messenger.findPosted(thread, 'row-2', 0)).toMatchObject({
      outcome: 'looked',
      ts: (reply as { ts: string }).ts,
    });
    expect(await messenger.findPosted(thread, 'row-20', 0)).toEqual({ outcome: 'looked', ts: null });
  });

  test('it looks no further back than asked', async () => {
    await messenger.findPosted(address, 'row-1', 1_767_582_000_500);
    expect(lastArgs()).toMatchObject({ oldest: '1767582000.500000', include_all_metadata: 'true' });
  });

  test('it turns pages, and says so when there are more than it may turn', async () => {
    const first = await messenger.post(address, hello, 'row-0');
    for (let count = 0; count < pageSize; count += 1) await messenger.post(address, hello, 'other');
    expect(await messenger.findPosted(address, 'row-0', 0)).toEqual({
      outcome: 'looked',
      ts: (first as { ts: string }).ts,
    });

    const endless = { ok: true, messages: [{ ts: '1.1' }], response_metadata: { next_cursor: 'more' } };
    slack.trick({ method: 'conversations.history', reply: { kind: 'json', body: endless } });
    slack.calls.splice(0);
    expect(await messenger.findPosted(address, 'row-0', 0)).toEqual({
      outcome: 'refused',
      code: 'too_many_messages',
    });
    expect(slack.calls).toHaveLength(pagesMax);
  });

  test('a page that cannot be read is not an empty page', async () => {
    slack.trick({
      method: 'conversations.history',
      times: 1,
      reply: { kind: 'json', body: { ok: true, messages: 'none' } },
    });
    expect(await messenger.findPosted(address, 'row-1', 0)).toMatchObject({ outcome: 'unknown' });
    slack.trick({ method: 'conversations.history', reply: { kind: 'reset', carriedOut: false } });
    expect(await messenger.findPosted(address, 'row-1', 0)).toMatchObject({ outcome: 'unknown' });
  });
});

describe('a Home tab', () => {
  const view = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };

  test('is published for one person, over the view that is named, and its new hash is answered', async () => {
    const local = await localSlack();
    const home = slackMessenger({ client: slackClient({ token: botToken, apiUrl: local.apiUrl }) });
    const first = await home.publishHome(people.responder, view, null);
    expect(first).toEqual({ outcome: 'published', hash: expect.any(String) });
    if (first.outcome !== 'published') throw new Error('not published');
    expect(local.requests.at(-1)?.args).not.toHaveProperty('hash');

    const second = await home.publishHome(people.responder, view, first.hash);
    expect(second.outcome).toBe('published');
    expect(await home.publishHome(people.responder, view, first.hash)).toEqual({ outcome: 'conflict' });
  });

  test('that Slack refuses, puts off, or does not answer is told apart', async () => {
    const local = await localSlack();
    const home = slackMessenger({
      client: slackClient({ token: botToken, apiUrl: local.apiUrl, timeoutMs: 10_000 }),
    });
    const publish = () => home.publishHome(people.responder, view, null);
    expect(await home.publishHome('U0NOBODY', view, null)).toEqual({
      outcome: 'refused',
      code: 'user_not_found',
    });
    const method = 'views.publish';
    local.faults.add({ kind: 'rate_limited', method, retryAfterSeconds: 7, times: 1 });
    expect(await publish()).toEqual({ outcome: 'rate_limited', retryAfterMs: 7_000 });
    local.faults.add({ kind: 'reset_after', method, times: 1 });
    expect((await publish()).outcome).toBe('unknown');
    local.faults.add({ kind: 'malformed', method, body: '{"ok":true}', times: 1 });
    expect(await publish()).toEqual({ outcome: 'unknown', message: 'an answer without a hash' });
  });
});
