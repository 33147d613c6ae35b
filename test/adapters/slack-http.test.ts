/** Requests as Slack sends them, and as others do: the receiver alone decides which of them a listener ever sees. */
import { type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { signatureOf, signedHeaders } from '../../sandbox/slack/signature.ts';
import { BODY_BYTES_MAX, slackHttpReceiver, TIMESTAMP_WINDOW_S } from '../../src/adapters/slack-http.ts';

const SECRET = '5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e';
const FORM = 'application/x-www-form-urlencoded';
const COMMAND = new URLSearchParams({
  command: '/incident',
  text: 'list',
  user_id: 'U0MARIA',
  team_id: 'T0BANK',
  channel_id: 'C0INCIDENTS',
  trigger_id: '1.2.3',
  response_url: 'https://hooks.example.com/1',
}).toString();

const PATIENCE_MS = 5_000;

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

/** The bot's receiver with a listener that remembers the keys of what reached it. Bolt's own look at the time stays on. */
async function receiver(wallClockMs: () => number = Date.now) {
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const http = slackHttpReceiver({ signingSecret: SECRET, wallClockMs, log });
  const app = new App({
    receiver: http,
    authorize: () => Promise.resolve({ botToken: 'xoxb-test-0123456789' }),
  });
  const keys: unknown[] = [];
  app.command('/incident', async ({ ack, context }) => {
    keys.push(context['requestKey']);
    await ack('seen');
  });
  app.error(() => Promise.resolve());
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
  onTestFinished(async () => {
    server.closeAllConnections();
    await app.stop();
  });
  const { port } = server.address() as AddressInfo;
  const send = (body: string, headers: Record<string, string>, path = '/slack/events', method = 'POST') =>
    exchange(port, { path, method, headers }, body);
  const signed = (body: string, atSeconds = Math.floor(Date.now() / 1_000), type = FORM) =>
    send(body, signedHeaders(SECRET, atSeconds, body, type));
  return { keys, send, signed };
}

function quiet(): void {}

function exchange(
  port: number,
  options: { readonly path: string; readonly method: string; readonly headers: Record<string, string> },
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, agent: false, timeout: PATIENCE_MS, ...options },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    outgoing.on('error', reject).on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.end(body);
  });
}

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

describe('the time of a request', () => {
  /** A clock on a whole second, so that exactly five minutes is exactly that; Bolt's own sees the real time. */
  const clock = (aheadSeconds: number) => {
    const fixed = nowSeconds() + aheadSeconds;
    return { fixed, wallClockMs: () => fixed * 1_000 };
  };

  test('five minutes ahead are taken, a second more is not', async () => {
    const { fixed, wallClockMs } = clock(0);
    const { signed, keys } = await receiver(wallClockMs);
    expect((await signed(COMMAND, fixed + TIMESTAMP_WINDOW_S)).status).toBe(200);
    expect((await signed(COMMAND, fixed + TIMESTAMP_WINDOW_S + 1)).status).toBe(401);
    expect((await signed(COMMAND, fixed + 365 * 86_400)).status).toBe(401);
    expect(keys).toHaveLength(1);
  });

  test('five minutes ago are taken, a second more is not, by our own clock', async () => {
    const { fixed, wallClockMs } = clock(200);
    const { signed, keys } = await receiver(wallClockMs);
    expect((await signed(COMMAND, fixed - TIMESTAMP_WINDOW_S)).status).toBe(200);
    expect((await signed(COMMAND, fixed - TIMESTAMP_WINDOW_S - 1)).status).toBe(401);
    expect(keys).toHaveLength(1);
  });

  test.each(['', 'soon', 'NaN', 'Infinity', '-1', '1e400'])('“%s” is no time', async (stamp) => {
    const { send, keys } = await receiver();
    const headers = {
      ...signedHeaders(SECRET, 0, COMMAND, FORM),
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': signatureOf(SECRET, stamp as unknown as number, COMMAND),
    };
    expect((await send(COMMAND, headers)).status).toBe(401);
    expect(keys).toEqual([]);
  });
});

describe('the signature of a request', () => {
  const good = () => signedHeaders(SECRET, nowSeconds(), COMMAND, FORM);
  const without = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(good()).filter(([header]) => header !== name));

  test('a request that Slack signed reaches the listener, and is answered with its answer', async () => {
    const { send, keys } = await receiver();
    const answer = await send(COMMAND, good());
    expect(answer).toMatchObject({ status: 200, body: 'seen' });
    expect(keys).toHaveLength(1);
  });

  test.each<[string, () => Record<string, string>]>([
    ['of another secret', () => signedHeaders('0'.repeat(32), nowSeconds(), COMMAND, FORM)],
    ['of an empty secret', () => signedHeaders('', nowSeconds(), COMMAND, FORM)],
    ['of other bytes', () => signedHeaders(SECRET, nowSeconds(), `${COMMAND}&x=1`, FORM)],
    ['of another time', () => ({ ...good(), 'x-slack-request-timestamp': String(nowSeconds() - 60) })],
    [
      'in capitals',
      () => ({ ...good(), 'x-slack-signature': good()['x-slack-signature']?.toUpperCase() ?? '' }),
    ],
    [
      'of another version',
      () => ({ ...good(), 'x-slack-signature': good()['x-slack-signature']?.replace('v0', 'v1') ?? '' }),
    ],
    ['that is empty', () => ({ ...good(), 'x-slack-signature': '' })],
    ['that is missing', () => without('x-slack-signature')],
    ['without its time', () => without('x-slack-request-timestamp')],
  ])('one %s reaches nobody', async (_name, headers) => {
    const { send, keys } = await receiver();
    expect((await send(COMMAND, headers())).status).toBe(401);
    expect(keys).toEqual([]);
  });

  test('ssl_check is no way round it', async () => {
    const { send, keys } = await receiver();
    await send(`${COMMAND}&ssl_check=1`, { 'content-type': FORM });
    await send(`ssl_check=1&${COMMAND}`, { 'content-type': FORM });
    await send(JSON.stringify({ ssl_check: 1, command: '/incident' }), {
      'content-type': 'application/json',
    });
    expect(keys).toEqual([]);
  });

  test('a retry header does not keep a request from being looked at', async () => {
    const { send, keys } = await receiver();
    expect((await send(COMMAND, { ...good(), 'x-slack-retry-num': '1' })).status).toBe(200);
    expect(keys).toHaveLength(1);
  });
});

test('the same signed request has the same key whoever sends it, and another request another', async () => {
  const { send, signed, keys } = await receiver();
  const headers = signedHeaders(SECRET, nowSeconds(), COMMAND, FORM);
  await send(COMMAND, headers);
  await send(COMMAND, {
    ...headers,
    'user-agent': 'thief',
    'x-slack-retry-num': '3',
    'x-forwarded-for': '1.2.3.4',
  });
  await signed(`${COMMAND}&x=1`);
  expect(keys[0]).toMatch(/^http\/[0-9a-f]{64}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

describe('what is no request of Slack', () => {
  test.each([
    ['POST', '/'],
    ['POST', '/slack/events/more'],
    ['POST', '/slack'],
    ['GET', '/metrics'],
    ['GET', '/slack/events'],
    ['PUT', '/slack/events'],
  ])('%s %s is answered 404, and the process lives', async (method, path) => {
    const { send, signed, keys } = await receiver();
    const headers = signedHeaders(SECRET, nowSeconds(), COMMAND, FORM);
    expect((await send(method === 'GET' ? '' : COMMAND, headers, path, method)).status).toBe(404);
    expect(keys).toEqual([]);
    expect((await signed(COMMAND)).status).toBe(200);
  });

  test('a body over a megabyte is answered 413 and goes no further; one of exactly that is read', async () => {
    const { signed, keys } = await receiver();
    const padded = (bytes: number): string => `${COMMAND}&pad=${'x'.repeat(bytes - COMMAND.length - 5)}`;
    expect((await signed(padded(BODY_BYTES_MAX + 1))).status).toBe(413);
    expect(keys).toEqual([]);
    expect((await signed(padded(BODY_BYTES_MAX))).status).toBe(200);
    expect(keys).toHaveLength(1);
  });

  // All at once: Bolt takes three seconds to say that nobody knows what to do with one.
  test('what Slack signs but nobody can read is refused, each, and the process lives', async () => {
    const { signed, keys } = await receiver();
    const unreadable: readonly (readonly [string, string])[] = [
      ['{"type":', 'application/json'],
      ['7', 'application/json'],
      ['"text"', 'application/json'],
      ['[]', 'application/json'],
      ['payload=%7Bnope', FORM],
      ['payload=7', FORM],
      ['payload=%7B%22type%22%3A%22nonsense%22%7D', FORM],
      ['', FORM],
      ['\u0000\uffff', 'application/octet-stream'],
    ];
    const answers = await Promise.all(unreadable.map(([body, type]) => signed(body, nowSeconds(), type)));
    for (const [index, { status }] of answers.entries())
      expect({ body: unreadable[index]?.[0], refused: status >= 400 && status < 500 }).toMatchObject({
        refused: true,
      });
    expect(keys).toEqual([]);
    expect((await signed(COMMAND)).status).toBe(200);
  });
});
