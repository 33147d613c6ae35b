/** How mentions come in: Slack sends an event again until it is acknowledged, and tells of every edit. */
import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { ACK_MS } from '../../sandbox/slack/limits.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openWorld, SIGNING_SECRET, type World, type WorldOptions } from '../support/bot.ts';
import { deliverRaw } from '../support/forged.ts';
import { inTime, patiently } from '../support/patience.ts';
import { asPerson } from '../support/person.ts';

const { incidents } = rooms;
const ACKED = { outcome: 'acked' };

type Event = { readonly [member: string]: unknown };

/** The event of Maria's mention in a thread, as Slack would send it, with what differs. */
function mention(text: string, event: Event = {}, eventId = 'Ev0MENTION01'): string {
  return JSON.stringify({
    type: 'event_callback',
    team_id: 'T06BANK8Q2L',
    api_app_id: 'A06FOUREYES',
    event_id: eventId,
    event: {
      type: 'app_mention',
      user: people.responder,
      channel: incidents,
      ts: '1767582000.000200',
      event_ts: '1767582000.000200',
      text: `<@${people.bot}> ${text}`,
      ...event,
    },
    authorizations: [{ team_id: 'T06BANK8Q2L', user_id: people.bot, is_bot: true }],
  });
}

function deliver(world: World, body: string, retry?: number, after = patiently) {
  const headers: Record<string, string> = retry === undefined ? {} : { 'x-slack-retry-num': String(retry) };
  const timestampSeconds = Math.floor(world.nowMs() / 1_000) + (retry ?? 0);
  const forgery = { body, signingSecret: SIGNING_SECRET, contentType: 'application/json', timestampSeconds };
  return deliverRaw(world.appUrl(), { ...forgery, headers }, after);
}

const exists = async ({ journal }: World, id: string): Promise<boolean> =>
  (await journal.load({ kind: 'incident', id })) !== null;

async function open(options: WorldOptions = {}) {
  const world = await openWorld({ rateLimits: false, ...options });
  const maria = asPerson(world.slack, people.responder);
  const answers = async (): Promise<number> =>
    (await maria.ephemerals()).filter((words) => words.includes('is declared.')).length;
  return { world, maria, answers };
}

test('an event that is delivered three times, each time signed anew, declares once and is answered once', async () => {
  const { world, answers } = await open();
  const body = mention('P1 Transactions table is stale');
  expect(await Promise.all([deliver(world, body), deliver(world, body, 1)])).toMatchObject([ACKED, ACKED]);
  expect(await deliver(world, body, 2)).toMatchObject(ACKED);
  await expect.poll(answers).toBe(1);
  expect(await deliver(world, mention('P1 Another', {}, 'Ev0MENTION02'))).toMatchObject(ACKED);
  await expect.poll(answers).toBe(2);
  expect([await exists(world, 'INC-2'), await exists(world, 'INC-3')]).toEqual([true, false]);
}, 90_000);

test('a repetition that is the first to arrive is done, and the next process knows that it is', async () => {
  const { world, answers } = await open();
  const body = mention('P1 Transactions table is stale');
  expect(await deliver(world, body, 1)).toMatchObject(ACKED);
  await expect.poll(answers).toBe(1);
  await world.restart();
  expect(await deliver(world, body, 2)).toMatchObject(ACKED);
  expect(await exists(world, 'INC-2')).toBe(false);
}, 90_000);

test('an event is not acknowledged before what follows from it is stored', async () => {
  const order: string[] = [];
  let delivered: World | null = null;
  const slow = (journal: Journal): Journal => ({
    ...journal,
    commit: async (commit) => {
      // An acknowledgement sent by now would be here before the answer to this.
      if (delivered !== null) await fetch(delivered.appUrl().replace('/slack/events', '/nowhere'));
      const result = await journal.commit(commit);
      order.push(result.outcome);
      return result;
    },
  });
  const { world } = await open({ journal: slow });
  delivered = world;
  await deliver(world, mention('P1 Transactions table is stale')).then(({ outcome }) => order.push(outcome));
  expect(order.slice(0, 2)).toEqual(['committed', 'acked']);
}, 90_000);

test('a private answer that Slack is slow to take does not hold up the acknowledgement', async () => {
  const { world } = await open();
  const slow = { method: 'chat.postEphemeral', kind: 'slow', delayMs: ACK_MS + 1_000 } as const;
  world.slack.faults.add(slow);
  const body = mention('P1 Transactions table is stale');
  expect(await deliver(world, body, undefined, inTime)).toMatchObject(ACKED);
  expect(await exists(world, 'INC-1')).toBe(true);
}, 90_000);

test('what cannot be stored is told, and a later delivery of the same event does not do it behind their back', async () => {
  let isDown = true;
  const { AppError } = await import('../../src/errors.ts');
  const flaky = (journal: Journal): Journal => ({
    ...journal,
    next: (sequence) =>
      isDown
        ? Promise.reject(new AppError('unavailable', 'The store is away. Try again in a moment.'))
        : journal.next(sequence),
  });
  const { world, maria } = await open({ journal: flaky });
  const body = mention('P1 Transactions table is stale');
  expect(await deliver(world, body)).toMatchObject(ACKED);
  await maria.waitFor('The store is away.');
  isDown = false;
  expect(await deliver(world, body, 1)).toMatchObject(ACKED);
  expect(await exists(world, 'INC-1')).toBe(false);
}, 90_000);

test.each<[string, Event]>([
  ['an edited message', { edited: { user: people.responder, ts: '1767582060.000000' } }],
  ['a bot’s message', { bot_id: 'B0OTHER' }],
  ['a message of nobody', { user: undefined }],
])(
  '%s asks for nothing',
  async (_what, event) => {
    const { world, answers } = await open();
    expect(await deliver(world, mention('P1 Not this', event))).toMatchObject(ACKED);
    // Whoever is mentioned first in a message is asked, and that is not always the bot.
    const other = { text: `<@${people.approver}> P1 Not this either` };
    expect(await deliver(world, mention('', other, 'Ev0MENTION02'))).toMatchObject(ACKED);
    expect(await deliver(world, mention('P1 But this', {}, 'Ev0MENTION03'))).toMatchObject(ACKED);
    await expect.poll(answers).toBe(1);
    const stored = await world.journal.load({ kind: 'incident', id: 'INC-1' });
    expect(stored?.state).toMatchObject({ title: 'But this' });
    expect(await exists(world, 'INC-2')).toBe(false);
  },
  90_000,
);

test('over Socket Mode an envelope that comes again changes nothing either', async () => {
  const { world, maria, answers } = await open({ transport: 'socket' });
  await maria.say(incidents, '@Four Eyes P1 Transactions table is stale');
  await expect.poll(answers).toBe(1);
  expect(await world.slack.socket.again()).toMatchObject(ACKED);
  expect(await world.slack.socket.again()).toMatchObject(ACKED);
  await maria.say(incidents, '@Four Eyes P1 Another');
  await expect.poll(answers).toBe(2);
  expect([await exists(world, 'INC-2'), await exists(world, 'INC-3')]).toEqual([true, false]);
}, 90_000);
