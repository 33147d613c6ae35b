/** Socket Mode as Slack speaks it, seen by an app that reads every message by itself. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { ACK_MS, SOCKET_REFRESH_MS, SOCKETS_MAX } from '../../sandbox/slack/limits.ts';
import type { LocalSlack, SlackOptions } from '../../sandbox/slack/server.ts';
import { asPerson } from '../support/person.ts';
import { botToken, handClock, localSlack, webClient } from '../support/slack-with-bolt.ts';
import { appToken } from '../support/socket-app.ts';

const { incidents } = rooms;
const OK = { ok: true };
const DOWN = { ok: false, notice: '/incident failed with the error "dispatch_failed"' };

type Heard = Readonly<Record<string, unknown>>;
type Client = {
  readonly heard: readonly Heard[];
  readonly send: (message: object) => void;
  readonly close: () => void;
  readonly ended: () => boolean;
};

const socketSlack = (options: Partial<SlackOptions> = {}) =>
  localSlack({ appToken, rateLimits: false, ...options });

async function address(slack: LocalSlack): Promise<string> {
  const { url } = await webClient(slack, appToken).apps.connections.open({});
  return url ?? '';
}

/** Answers every envelope at once with what `answer` makes of it; with undefined, not at all. */
async function connect(
  slack: LocalSlack,
  answer: (envelope: Heard) => object | undefined = ({ envelope_id }) => ({ envelope_id }),
): Promise<Client> {
  const socket = new WebSocket(await address(slack));
  const heard: Heard[] = [];
  let ended = false;
  socket.addEventListener('close', () => (ended = true));
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Heard;
    heard.push(message);
    const said = 'envelope_id' in message ? answer(message) : undefined;
    if (said !== undefined) socket.send(JSON.stringify(said));
  });
  onTestFinished(() => socket.close());
  await expect.poll(() => heard.length).toBe(1);
  return {
    heard,
    send: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(),
    ended: () => ended,
  };
}

function refusalOf(error: unknown): string | undefined {
  return (error as { readonly data?: { readonly error?: string } }).data?.error;
}

const silent = (): undefined => undefined;

describe('apps.connections.open', () => {
  const open = (slack: LocalSlack, token: string) =>
    webClient(slack, token).apps.connections.open({}).catch(refusalOf);

  test('takes the app’s own token and no other, and while Socket Mode is off none', async () => {
    const slack = await socketSlack();
    expect(await open(slack, botToken)).toBe('not_allowed_token_type');
    expect(await open(slack, 'xapp-1-A06-1-anothertoken')).toBe('invalid_auth');
    expect(await open(slack, appToken)).toMatchObject({
      ok: true,
      url: expect.stringMatching(/^ws:.*ticket=/),
    });
    expect(await open(await localSlack(), appToken)).toBe('invalid_auth');
    const other = await webClient(slack, appToken).auth.test().catch(refusalOf);
    expect(other).toBe('not_allowed_token_type');
  });

  test('gives an address that is good for one connection', async () => {
    const slack = await socketSlack();
    const url = await address(slack);
    const results: string[] = [];
    for (const _ of [1, 2]) {
      const socket = new WebSocket(url);
      onTestFinished(() => socket.close());
      await new Promise<void>((resolve) => {
        socket.addEventListener('open', () => resolve(void results.push('open')));
        socket.addEventListener('error', () => resolve(void results.push('refused')));
      });
    }
    expect(results).toEqual(['open', 'refused']);
  });
});

describe('an envelope', () => {
  test('says hello first, with how many connections there are', async () => {
    const slack = await socketSlack();
    await connect(slack);
    expect((await connect(slack)).heard).toEqual([
      expect.objectContaining({
        type: 'hello',
        num_connections: 2,
        connection_info: { app_id: 'A06FOUREYES' },
        debug_info: expect.objectContaining({ approximate_connection_time: expect.any(Number) }),
      }),
    ]);
  });

  test('carries a command, whose acknowledgement may carry the answer', async () => {
    const slack = await socketSlack();
    const app = await connect(slack, ({ envelope_id }) => ({ envelope_id, payload: { text: 'Noted' } }));
    const maria = asPerson(slack, people.responder);
    expect(await maria.say(incidents, '/incident list')).toEqual(OK);
    expect(app.heard[1]).toMatchObject({
      type: 'slash_commands',
      accepts_response_payload: true,
      payload: { command: '/incident', text: 'list', user_id: people.responder, channel_id: incidents },
    });
    expect(await maria.ephemerals()).toEqual(['Noted']);
  });

  test('carries a press, whose acknowledgement can carry nothing', async () => {
    const slack = await socketSlack();
    const app = await connect(slack, ({ envelope_id }) => ({ envelope_id, payload: { text: 'Noted' } }));
    const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } } as const;
    await slack.web.chat.postMessage({
      channel: incidents,
      text: 'card',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const maria = asPerson(slack, people.responder);
    expect(await maria.press('Go')).toEqual(OK);
    expect(app.heard.at(-1)).toMatchObject({
      type: 'interactive',
      accepts_response_payload: false,
      payload: { type: 'block_actions', actions: [{ action_id: 'go' }], user: { id: people.responder } },
    });
    expect(await maria.sees('Noted')).toBe(false);
  });

  test('goes to one of the connections, in turn', async () => {
    const slack = await socketSlack();
    await connect(slack);
    await connect(slack);
    const maria = asPerson(slack, people.responder);
    for (const text of ['a', 'b', 'c', 'd']) await maria.say(incidents, `/incident ${text}`);
    expect(slack.socket.connections()).toEqual([2, 2]);
  });

  test('that is not acknowledged in three seconds is told to the person; a late word changes nothing', async () => {
    const clock = handClock();
    const slack = await socketSlack(clock);
    const app = await connect(slack, silent);
    const answer = asPerson(slack, people.responder).say(incidents, '/incident');
    await expect.poll(() => app.heard.length).toBe(2);
    app.send({ envelope_id: 'another' });
    clock.advance(ACK_MS);
    expect(await answer).toEqual({
      ok: false,
      notice: '/incident failed with the error "operation_timeout"',
    });
    app.send({ envelope_id: app.heard[1]?.['envelope_id'], payload: { text: 'late' } });
    expect(await asPerson(slack, people.responder).sees('late')).toBe(false);
  });

  test('while nobody is connected, is told to the person as an app that is down', async () => {
    const slack = await socketSlack();
    const maria = asPerson(slack, people.responder);
    expect(await maria.say(incidents, '/incident')).toEqual(DOWN);
    const app = await connect(slack);
    expect(await maria.say(incidents, '/incident')).toEqual(OK);
    app.close();
    await expect.poll(() => slack.socket.connections()).toEqual([]);
    expect(await maria.say(incidents, '/incident')).toEqual(DOWN);
  });
});

describe('an event', () => {
  test('that is not acknowledged comes again, in the same envelope, on another connection', async () => {
    const clock = handClock();
    const slack = await socketSlack(clock);
    const deaf = await connect(slack, silent);
    const other = await connect(slack, silent);
    await asPerson(slack, people.responder).say(incidents, 'hello');
    const events = (app: Client) => app.heard.filter(({ type }) => type === 'events_api');
    await expect.poll(() => events(deaf).length + events(other).length).toBe(1);
    clock.advance(ACK_MS);
    await expect.poll(() => clock.pending().includes(0)).toBe(true);
    clock.advance(0);
    await expect.poll(() => [events(deaf).length, events(other).length]).toEqual([1, 1]);
    const [first, again] = [...events(deaf), ...events(other)].toSorted(
      (a, b) => Number(a['retry_attempt']) - Number(b['retry_attempt']),
    );
    expect(first).toMatchObject({ accepts_response_payload: false, retry_attempt: 0, retry_reason: '' });
    expect(again).toEqual({ ...first, retry_attempt: 1, retry_reason: 'timeout' });
  });

  test('whose connection ends before it is acknowledged comes again', async () => {
    const slack = await socketSlack();
    const first = await connect(slack, silent);
    await asPerson(slack, people.responder).say(incidents, 'hello');
    await expect.poll(() => first.heard.length).toBe(2);
    const second = await connect(slack);
    slack.socket.drop();
    await expect.poll(() => second.heard.length).toBe(2);
    expect(second.heard[1]).toMatchObject({
      envelope_id: first.heard[1]?.['envelope_id'],
      retry_attempt: 1,
      payload: first.heard[1]?.['payload'],
    });
  });
});

describe('the end of a connection', () => {
  test('is warned of, and payloads keep coming', async () => {
    const slack = await socketSlack();
    const app = await connect(slack);
    slack.socket.warn();
    expect(await asPerson(slack, people.responder).say(incidents, '/incident')).toEqual(OK);
    expect(app.heard.map((message) => message['reason'])).toContain('warning');
  });

  test('is asked for: payloads go elsewhere, what was delivered can be answered, and at last it is closed', async () => {
    const clock = handClock();
    const slack = await socketSlack(clock);
    const old = await connect(slack, silent);
    const maria = asPerson(slack, people.responder);
    const early = maria.say(incidents, '/incident early');
    await expect.poll(() => old.heard.length).toBe(2);
    slack.socket.refresh();
    expect(await maria.say(incidents, '/incident late')).toEqual(DOWN);
    old.send({ envelope_id: old.heard[1]?.['envelope_id'] });
    expect(await early).toEqual(OK);
    expect(old.heard.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    await connect(slack);
    expect(await maria.say(incidents, '/incident new')).toEqual(OK);
    expect(old.ended()).toBe(false);
    clock.advance(SOCKET_REFRESH_MS);
    await expect.poll(old.ended).toBe(true);
    await expect.poll(() => slack.socket.connections()).toEqual([1]);
  });

  test('comes at once for one more than ten', async () => {
    const slack = await socketSlack();
    for (let index = 0; index < SOCKETS_MAX; index += 1) await connect(slack);
    const eleventh = await connect(slack);
    expect(eleventh.heard[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    await expect.poll(eleventh.ended).toBe(true);
    expect(slack.socket.connections()).toHaveLength(SOCKETS_MAX);
  });
});
