import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { incidentService } from '../../src/incident/service.ts';
import { BOT_TOKEN, openWorld, type World } from '../support/bot.ts';
import { messageWords } from '../support/screen.ts';
import {
  approvalIn,
  askForRestore,
  david as davidIn,
  declare,
  linesIn,
  maria as mariaIn,
  onlyFreshness,
  PATIENT,
  press,
  RESTORE,
  RESTORED,
  request,
  restoresSent,
  STALE,
  until,
} from './trouble-steps.ts';

const LONG_MS = 240_000;

test(
  'while Slack cannot be reached work goes on, and all of it appears afterwards, in order and once',
  async () => {
    const world = await openWorld({ runbook: onlyFreshness });
    const [maria, david] = [mariaIn(world), davidIn(world)];
    await declare(maria);

    world.lakehouse.faults.add({ kind: 'slow', ms: 500, match: 'minutes_old' });
    await press(maria, 'Run checks');
    await outageFrom(world, () => world.lakehouse.received.some(({ text }) => text.includes('minutes_old')));
    await until('the report is in the journal', async () =>
      (await eventsOf(world)).includes('check_reported'),
    );
    expect(linesIn(world)).toHaveLength(1);
    await world.slack.faults.connect();
    await maria.waitFor(STALE, PATIENT);

    world.lakehouse.faults.add({ kind: 'slow', ms: 500, match: 'DESCRIBE HISTORY' });
    await request(maria);
    await outageFrom(world, () => world.lakehouse.received.some(({ text }) => text.startsWith('DESCRIBE')));
    await until('the bot has noticed the outage', () => logged(world, 'Work at a deadline failed'));
    await world.slack.faults.connect();
    await david.waitFor(RESTORE, PATIENT);

    world.lakehouse.faults.add({ kind: 'slow', ms: 500, match: 'RESTORE' });
    await press(david, 'Approve');
    await outageFrom(world, () => restoresSent(world).length === 1);
    await until(
      'the end is in the journal',
      async () => (await approvalIn(world.journal)).verification !== null,
    );
    expect(linesIn(world).some((line) => line.includes('Restored'))).toBe(false);
    await world.slack.faults.connect();
    await david.waitFor(RESTORED, PATIENT);
    await until('every message has left', async () => (await world.journal.outbox.stats()).waiting === 0);

    const [top, ...replies] = world.slack.messages(rooms.incidents);
    expect(replies.map(({ text }) => text)).toEqual([
      expect.stringContaining('Table freshness: The newest row is 9.0 hours old'),
      expect.stringContaining('APR-1'),
      expect.stringContaining(RESTORED),
    ]);
    expect(new Set(replies.map(({ threadTs }) => threadTs))).toEqual(new Set([top?.ts]));
    expect(await david.sees('✅ Done')).toBe(true);
    expect(restoresSent(world)).toEqual([RESTORE]);
    // A word to one person alone may be lost: it is not sent again when nobody knows whether it came.
    expect(givenUp(world).filter((lane) => !lane.startsWith('whisper/'))).toEqual([]);
  },
  LONG_MS,
);

test(
  'a declaration while Slack does not say who asks is refused in words, and is good as soon as it does',
  async () => {
    const world = await openWorld();
    const maria = mariaIn(world);
    await world.slack.faults.disconnect();
    await maria.say(rooms.dataPlatform, '/incident P1 Transactions table is stale');
    await maria.waitFor(
      'Slack did not say who you are, so nothing was done. Try again in a moment.',
      PATIENT,
    );
    expect((await world.journal.find('incident', 'open', { limit: 1 })).ids).toEqual([]);
    await world.slack.faults.connect();
    await declare(maria);
    expect(linesIn(world)).toHaveLength(1);
  },
  LONG_MS,
);

test(
  'a channel in which Slack asks for a pause holds up no other, and is left alone until the pause is over',
  async () => {
    const world = await openWorld();
    const maria = mariaIn(world);
    const pauseSeconds = 8;
    world.slack.faults.add({
      method: 'chat.postMessage',
      channel: rooms.incidents,
      kind: 'rate_limited',
      retryAfterSeconds: pauseSeconds,
      times: 1,
    });
    await maria.say(rooms.dataPlatform, '/incident P1 The quiet one');
    await until('Slack has asked for a pause', () => postsTo(world, rooms.incidents).length === 1);

    await maria.say(rooms.dataPlatform, '/incident P3 One more in the quiet channel');
    await declareElsewhere(world, rooms.dataPlatform, 'The innocent one');
    for (const title of ['P2 · The innocent one', 'P1 · The quiet one', 'P3 · One more in the quiet channel'])
      await maria.waitFor(title, PATIENT);

    const [refused, ...taken] = postsTo(world, rooms.incidents).map(({ at }) => at);
    expect(taken).toHaveLength(2);
    expect(postsTo(world, rooms.dataPlatform)[0]?.at).toBeLessThan(Math.min(...taken));
    expect(Math.min(...taken) - (refused ?? 0)).toBeGreaterThanOrEqual(pauseSeconds * 1_000);
  },
  LONG_MS,
);

test(
  'posts whose answers are lost stand in the channel once, and are the ones that the journal knows',
  async () => {
    const world = await openWorld();
    const maria = mariaIn(world);
    world.slack.faults.add({ method: 'chat.postMessage', kind: 'reset_after', times: 1 });
    await declare(maria);
    await until('the card is known', async () => (await cardsOf(world)).length === 1);
    world.slack.faults.add({ method: 'chat.postMessage', kind: 'reset_after', times: 1 });
    await press(maria, 'Acknowledge');
    await maria.waitFor('INC-1 acknowledged', PATIENT);
    await until('the note is known', async () => (await world.journal.outbox.stats()).waiting === 0);

    expect(linesIn(world)).toEqual([
      expect.stringContaining('P1 INC-1: Transactions table is stale (acknowledged)'),
      expect.stringContaining('INC-1 acknowledged'),
    ]);
    const [card] = await cardsOf(world);
    expect(card?.ts).toBe(world.slack.messages(rooms.incidents)[0]?.ts);
  },
  LONG_MS,
);

test(
  'a press on a copy that the journal does not know decides nothing and takes the copy’s buttons away',
  async () => {
    const world = await openWorld();
    const { david } = await askForRestore(world);
    const card = world.slack.messages(rooms.incidents).find(({ text }) => text.includes('APR-1'));
    await slackApi(world, 'chat.postMessage', {
      channel: rooms.incidents,
      thread_ts: card?.threadTs,
      text: card?.text,
      blocks: card?.blocks,
    });
    await david.waitUntil((screen) => buttonsFor(screen.messages, 'Approve') === 2, PATIENT);

    await press(david, 'Approve');
    await david.waitFor('This copy is out of use.', PATIENT);
    await david.waitUntil((screen) => buttonsFor(screen.messages, 'Approve') === 1, PATIENT);
    expect((await approvalIn(world.journal)).status).toBe('pending');
    expect(restoresSent(world)).toEqual([]);

    await press(david, 'Approve');
    await david.waitFor(RESTORED, PATIENT);
    expect(restoresSent(world)).toEqual([RESTORE]);
  },
  LONG_MS,
);

test(
  'a card that was deleted in Slack is posted again, and its thread goes on under the new one',
  async () => {
    const world = await openWorld();
    const maria = mariaIn(world);
    await declare(maria);
    await until('the card is known', async () => (await cardsOf(world)).length === 1);
    const [first] = await cardsOf(world);
    await slackApi(world, 'chat.delete', { channel: rooms.incidents, ts: first?.ts });
    await maria.say(rooms.dataPlatform, '/incident ack');
    await maria.waitFor('INC-1 acknowledged', PATIENT);
    await until('every message has left', async () => (await world.journal.outbox.stats()).waiting === 0);

    const [card, note, ...more] = world.slack.messages(rooms.incidents);
    expect(more).toEqual([]);
    expect(card?.text).toContain('P1 INC-1: Transactions table is stale (acknowledged)');
    expect(card?.ts).not.toBe(first?.ts);
    expect(note?.threadTs).toBe(card?.ts);
    expect(await cardsOf(world)).toMatchObject([{ ts: card?.ts }]);
  },
  LONG_MS,
);

/** Slack's API is gone from the moment at which something holds. */
async function outageFrom(world: World, holds: () => boolean): Promise<void> {
  await until('the moment of the outage', holds);
  await world.slack.faults.disconnect();
}

async function eventsOf(world: World): Promise<readonly unknown[]> {
  const entries = await world.journal.history({ kind: 'incident', id: 'INC-1' });
  return entries.map(({ event }) => (event as { readonly type: string }).type);
}

/** The lanes of the messages that were never sent. */
function givenUp(world: World): readonly string[] {
  return world.logged
    .filter(({ text }) => text === 'A message to Slack was given up')
    .map(({ fields }) => (fields as { readonly lane: string }).lane);
}

function logged(world: World, words: string): boolean {
  return world.logged.some(({ text }) => text.includes(words));
}

function cardsOf(world: World) {
  return world.journal
    .posts({ kind: 'incident', id: 'INC-1' })
    .then((posts) => posts.filter(({ view }) => view === 'incident-card'));
}

function postsTo(world: World, channel: string) {
  return world.slack.requests.filter(
    ({ method, args }) => method === 'chat.postMessage' && args['channel'] === channel,
  );
}

/** The bot itself has one incidents channel; an incident that says otherwise is posted where it says. */
async function declareElsewhere(world: World, channel: string, title: string): Promise<void> {
  const person = { isFullMember: true } as const;
  const incidents = incidentService({
    journal: world.journal,
    runbook: world.runbook,
    zone: 'UTC',
    directory: {
      person: (id) =>
        Promise.resolve({
          ...person,
          id,
          teamId: '',
          name: '',
          email: null,
          isBot: false,
          isDeleted: false,
          isRestricted: false,
          isStranger: false,
        }),
      group: () => Promise.resolve({ outcome: 'missing' }),
      members: () => Promise.resolve({ outcome: 'unreachable' }),
    },
    channel,
    commandersGroup: '',
    monotonicMs: () => performance.now(),
    wake: () => undefined,
  });
  await incidents.declare(
    { by: people.responder, requestKey: 'test/elsewhere' },
    { title, severity: 'P2', area: null },
  );
}

async function slackApi(world: World, method: string, body: object): Promise<void> {
  const response = await fetch(world.slack.apiUrl + method, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${BOT_TOKEN}` },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { readonly ok: boolean };
  if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer)}`);
}

function buttonsFor(
  messages: Parameters<typeof messageWords>[0][] | readonly Parameters<typeof messageWords>[0][],
  label: string,
): number {
  return messages.filter((message) => messageWords(message).split('\n').includes(label)).length;
}
