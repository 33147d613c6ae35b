/** Slack's requests down connections that the bot opens: each is answered, none is lost when Slack renews one. */
import { setInterval as every } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { LocalSlack } from '../../sandbox/slack/server.ts';
import { RETRY_MAX_MS, RETRY_MIN_MS, STAGGER_MS } from '../../src/adapters/slack-socket.ts';
import { ANSWER_WITHIN_MS, WARNED_MAX_MS } from '../../src/adapters/slack-socket-connection.ts';
import { asPerson } from '../support/person.ts';
import { botToken } from '../support/slack-with-bolt.ts';
import { type SocketApp, socketApp } from '../support/socket-app.ts';

const { incidents } = rooms;
const OK = { ok: true };

/** Started, with `/incident` answered by its own words. */
async function listening(): Promise<SocketApp> {
  const bot = await socketApp();
  bot.app.command('/incident', async ({ ack, command }) => ack(`heard ${command.text}`));
  await bot.start();
  return bot;
}

/** Both connections stand, the second ten minutes younger. */
async function both(bot: SocketApp): Promise<void> {
  bot.clock.advance(STAGGER_MS);
  await expect.poll(() => bot.slack.socket.connections().length).toBe(2);
  // The pool counts it once it has heard the hello.
  await expect.poll(() => bot.logged.filter((line) => line.includes('"connections":2')).length).toBe(1);
}

/** Twenty commands a second, each answered a tenth of a second later; `meanwhile` is called at each. */
async function traffic(
  bot: SocketApp,
  commands: number,
  meanwhile: (sent: number, answers: readonly Promise<unknown>[]) => unknown,
) {
  const maria = asPerson(bot.slack, people.responder);
  const answers: Promise<unknown>[] = [];
  for await (const _ of every(50)) {
    answers.push(maria.say(incidents, `/raw ${answers.length}`));
    await meanwhile(answers.length, answers);
    if (answers.length === commands) break;
  }
  return Promise.all(answers);
}

function hearing(bot: SocketApp): readonly string[] {
  const heard: string[] = [];
  bot.app.command('/raw', async ({ ack, command }) => {
    heard.push(command.text);
    for await (const _ of every(100)) break;
    await ack();
  });
  return heard;
}

describe('a request', () => {
  test('reaches the listener with the key of its envelope, and its answer reaches the person', async () => {
    const bot = await listening();
    const maria = asPerson(bot.slack, people.responder);
    expect(await maria.say(incidents, '/incident one')).toEqual(OK);
    expect(await maria.say(incidents, '/incident two')).toEqual(OK);
    expect(await maria.ephemerals()).toEqual(['heard one', 'heard two']);
    expect(bot.keys).toEqual([expect.stringMatching(/^socket\/[0-9a-f-]{36}$/), expect.any(String)]);
    expect(bot.keys[0]).not.toBe(bot.keys[1]);
  });

  test('that is delivered twice has the same key both times', async () => {
    const bot = await listening();
    await asPerson(bot.slack, people.responder).say(incidents, '/incident once');
    expect((await bot.slack.socket.again()).outcome).toBe('acked');
    expect(bot.keys).toHaveLength(2);
    expect(bot.keys[1]).toBe(bot.keys[0]);
  });

  test('writes no token, trigger or response_url into the log', async () => {
    const bot = await listening();
    await asPerson(bot.slack, people.responder).say(incidents, '/incident quiet');
    expect(bot.logged.join('\n')).not.toMatch(/response_url|trigger_id|xapp-|xoxb-|quiet/);
  });

  test('that cannot be read, or has nothing in it, ends nothing', async () => {
    const bot = await listening();
    bot.slack.socket.say({ type: 'events_api', envelope_id: '1', payload: { type: 'app_rate_limited' } });
    bot.slack.socket.say({ type: 'slash_commands', payload: { command: '/incident', text: 'no id' } });
    await expect.poll(() => bot.logged.filter((line) => line.includes('could not be read')).length).toBe(1);
    expect(await asPerson(bot.slack, people.responder).say(incidents, '/incident after')).toEqual(OK);
  });
});

describe('the second connection', () => {
  test('is opened ten minutes after the first, and then they take turns', async () => {
    const bot = await listening();
    bot.clock.advance(STAGGER_MS - 1);
    expect(bot.slack.count('apps.connections.open')).toBe(1);
    await both({ ...bot, clock: { ...bot.clock, advance: () => bot.clock.advance(1) } });
    const maria = asPerson(bot.slack, people.responder);
    for (const text of ['a', 'b', 'c', 'd']) await maria.say(incidents, `/incident ${text}`);
    expect(bot.slack.socket.connections()).toEqual([2, 2]);
    expect(bot.clock.pending()).toEqual([]);
  });
});

describe('when Slack renews a connection', () => {
  test.each([
    ['the first of two', true],
    ['the only one', false],
  ])(
    '(%s) twenty requests a second go on: none is lost, none comes twice, all are answered',
    async (_which, isOneOfTwo) => {
      const bot = await socketApp();
      const heard = hearing(bot);
      await bot.start();
      if (isOneOfTwo) {
        await both(bot);
        // Old enough for another beside it.
        bot.clock.advance(STAGGER_MS);
      }
      const answers = await traffic(bot, 60, async (sent, asked) => {
        if (sent === 10) bot.slack.socket.warn();
        if (sent === 25) bot.slack.socket.refresh();
        if (sent !== 40) return;
        // What it was given before is answered, on a busy machine too, and then its time is over.
        await Promise.all(asked);
        bot.clock.advance(ANSWER_WITHIN_MS);
      });
      expect(answers.filter((answer) => JSON.stringify(answer) !== JSON.stringify(OK))).toEqual([]);
      expect(heard.toSorted()).toEqual(Array.from({ length: 60 }, (_, index) => String(index)).toSorted());
      await expect.poll(() => bot.slack.socket.connections().length).toBe(isOneOfTwo ? 2 : 1);
    },
    30_000,
  );

  test('a warning alone has another opened, and this one serves on until it is asked to go', async () => {
    const bot = await listening();
    bot.slack.socket.warn();
    await expect.poll(() => bot.slack.socket.connections().length).toBe(2);
    const maria = asPerson(bot.slack, people.responder);
    for (const text of ['a', 'b']) expect(await maria.say(incidents, `/incident ${text}`)).toEqual(OK);
    expect(bot.slack.socket.connections()).toEqual([1, 1]);
    bot.clock.advance(WARNED_MAX_MS);
    await expect.poll(() => bot.slack.socket.connections().length).toBe(1);
    expect(await maria.say(incidents, '/incident c')).toEqual(OK);
  });

  test('what it delivered before is answered on it', async () => {
    const bot = await socketApp();
    let answer = (): void => undefined;
    bot.app.command('/raw', async ({ ack }) => {
      await new Promise<void>((resolve) => (answer = resolve));
      await ack();
    });
    await bot.start();
    const said = asPerson(bot.slack, people.responder).say(incidents, '/raw x');
    await expect.poll(() => bot.keys.length).toBe(1);
    bot.slack.socket.refresh();
    await expect.poll(() => bot.slack.socket.connections().length).toBe(2);
    bot.clock.advance(ANSWER_WITHIN_MS - 1);
    answer();
    expect(await said).toEqual(OK);
  });
});

describe('trouble', () => {
  test('both connections dropped at once: one is opened at once, and the second ten minutes later', async () => {
    const bot = await listening();
    await both(bot);
    bot.slack.socket.drop();
    bot.slack.socket.drop(1);
    await expect.poll(() => bot.slack.count('apps.connections.open')).toBe(3);
    await expect.poll(() => bot.slack.socket.connections().length).toBe(1);
    expect(await asPerson(bot.slack, people.responder).say(incidents, '/incident again')).toEqual(OK);
    await expect.poll(() => bot.clock.pending()).toEqual([STAGGER_MS]);
  });

  const opening = { method: 'apps.connections.open', times: 1 } as const;
  test.each<[string, (slack: LocalSlack) => unknown]>([
    ['a reset', ({ faults }) => faults.add({ ...opening, kind: 'reset' })],
    ['a lost answer', ({ faults }) => faults.add({ ...opening, kind: 'reset_after' })],
    ['an error', ({ faults }) => faults.add({ ...opening, kind: 'http', status: 503 })],
    ['a refusal', ({ faults }) => faults.add({ ...opening, kind: 'error', error: 'invalid_auth' })],
    ['nonsense', ({ faults }) => faults.add({ ...opening, kind: 'malformed', body: '<html>' })],
    ['a connection that is cut', ({ socket }) => socket.cutNext()],
  ])('%s while it is renewed ends nothing, and it is tried again', async (_name, fail) => {
    const bot = await listening();
    fail(bot.slack);
    bot.slack.socket.refresh();
    const maria = asPerson(bot.slack, people.responder);
    const tryAgain = async (): Promise<unknown> => {
      bot.clock.advance(RETRY_MIN_MS / 10);
      return maria.say(incidents, '/incident after');
    };
    await expect.poll(tryAgain).toEqual(OK);
  });

  test('while it is refused it is tried ever less often, and not given up', async () => {
    const bot = await listening();
    const heal = bot.slack.faults.add({ ...opening, times: 20, kind: 'error', error: 'invalid_auth' });
    bot.slack.socket.drop();
    for (const waitMs of [1, 2, 4, 8, 16, 32, 60, 60].map((times) => times * RETRY_MIN_MS)) {
      expect(waitMs).toBeLessThanOrEqual(RETRY_MAX_MS);
      await expect.poll(() => bot.clock.pending()).toEqual([waitMs]);
      bot.clock.advance(waitMs);
    }
    await expect.poll(() => bot.clock.pending()).toEqual([RETRY_MAX_MS]);
    heal();
    bot.clock.advance(RETRY_MAX_MS);
    await expect.poll(() => bot.slack.socket.connections().length).toBe(1);
  });

  test.each([
    ['invalid_auth', 'xapp-1-A06-1-anothertoken'],
    ['not_allowed_token_type', botToken],
  ])('a token that Slack answers with %s is told when it starts', async (code, token) => {
    const bot = await socketApp({ token });
    await expect(bot.start()).rejects.toThrow(`Slack refuses SLACK_APP_TOKEN: ${code}.`);
  });
});

describe('stopping', () => {
  /** A command whose answer waits for the test. */
  async function asking(): Promise<{ bot: SocketApp; said: Promise<unknown>; answer: () => void }> {
    const bot = await socketApp();
    let answer = (): void => undefined;
    bot.app.command('/raw', async ({ ack }) => {
      await new Promise<void>((resolve) => (answer = resolve));
      await ack();
    });
    await bot.start();
    const said = asPerson(bot.slack, people.responder).say(incidents, '/raw x');
    await expect.poll(() => bot.keys.length).toBe(1);
    return { bot, said, answer: () => answer() };
  }

  test('waits for the answer that is under way', async () => {
    const { bot, said, answer } = await asking();
    const stopped = bot.stop();
    answer();
    expect(await said).toEqual(OK);
    await stopped;
    await expect.poll(() => bot.slack.socket.connections()).toEqual([]);
  });

  test('does not wait for one that would come too late', async () => {
    const { bot } = await asking();
    const stopped = bot.stop();
    bot.clock.advance(ANSWER_WITHIN_MS);
    await stopped;
    await expect.poll(() => bot.slack.socket.connections()).toEqual([]);
  });

  test('while a connection is being opened leaves none behind', async () => {
    const bot = await listening();
    const openings = () => bot.slack.count('apps.connections.open');
    bot.slack.faults.add({ ...slowly(2_000), times: 1 });
    bot.slack.socket.drop();
    await expect.poll(openings).toBe(2);
    await bot.stop();
    await expect.poll(() => bot.logged.some((line) => line.includes('came too late'))).toBe(true);
    await expect.poll(() => bot.slack.socket.connections()).toEqual([]);
    bot.clock.advance(RETRY_MAX_MS);
    expect(openings()).toBe(2);
  });
});

function slowly(delayMs: number) {
  return { method: 'apps.connections.open', kind: 'slow', delayMs } as const;
}
