/** The whole bot on connections that Slack renews, drops and delivers twice down: what people asked for happens once. */
import { setInterval as every } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { STAGGER_MS } from '../../src/adapters/slack-socket.ts';
import { ANSWER_WITHIN_MS } from '../../src/adapters/slack-socket-connection.ts';
import { GOOD_VERSION, openOffice, PATIENCE_MS, request } from '../support/approvals.ts';
import { openWorld, type World } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';

const OK = { ok: true };
const DECLARED = /^INC-(\d+) is declared\./;

const openings = ({ slack }: World): number => slack.count('apps.connections.open');

async function secondConnection(world: World): Promise<void> {
  await world.advance(STAGGER_MS);
  await expect.poll(() => world.slack.socket.connections().length).toBe(2);
}

test('the first connection is renewed while twenty people a second declare: each gets one incident', async () => {
  const world = await openWorld({ transport: 'socket', rateLimits: false });
  await secondConnection(world);
  // Old enough for another beside it, as an hour after the start.
  await world.advance(STAGGER_MS);
  const maria = asPerson(world.slack, people.responder);
  const answers: Promise<unknown>[] = [];
  for await (const _ of every(50)) {
    answers.push(maria.say(rooms.dataPlatform, `/incident P3 Trouble ${answers.length}`));
    if (answers.length === 10) world.slack.socket.warn();
    if (answers.length === 20) world.slack.socket.refresh();
    if (answers.length === 30) {
      // What it was given before is answered, on a busy machine too, and then its time is over.
      await Promise.all(answers);
      await world.advance(ANSWER_WITHIN_MS);
    }
    if (answers.length === 40) break;
  }
  expect(
    (await Promise.all(answers)).filter((answer) => JSON.stringify(answer) !== JSON.stringify(OK)),
  ).toEqual([]);
  const told = (await maria.ephemerals()).map((words) => Number(DECLARED.exec(words)?.[1]));
  expect(told.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(await world.journal.load({ kind: 'incident', id: 'INC-41' })).toBeNull();
  expect(openings(world)).toBe(3);
  await expect.poll(() => world.slack.socket.connections().length).toBe(2);
}, 60_000);

test('an envelope that is delivered twice declares once, and approves once', async () => {
  const office = await openOffice({}, { transport: 'socket' });
  const { maria, david, slack, lakehouse, bot } = office;
  await secondConnection(office);
  await maria.say(rooms.dataPlatform, '/incident P1 Transactions table is stale');
  const again = await slack.socket.again();
  expect(again).toMatchObject({ outcome: 'acked', body: expect.stringContaining('INC-1 is declared.') });
  await maria.waitFor('Respond by', { timeoutMs: PATIENCE_MS });
  expect(await office.journal.load({ kind: 'incident', id: 'INC-2' })).toBeNull();

  const { id } = await request(office, maria, { version: GOOD_VERSION });
  await david.press('Approve');
  await slack.socket.again();
  await slack.socket.again();
  await david.waitFor('✅ Done', { timeoutMs: PATIENCE_MS });
  await bot.idle();
  expect(
    lakehouse.received.filter(({ text }) => text.includes(`/* ${id} */`) && text.startsWith('RESTORE')),
  ).toHaveLength(1);
  expect(slack.socket.connections().every((delivered) => delivered > 1)).toBe(true);
}, 60_000);

test('both connections are cut: people see an app that is down for a moment, and then the bot is back', async () => {
  const world = await openWorld({ transport: 'socket', rateLimits: false });
  await secondConnection(world);
  const maria = asPerson(world.slack, people.responder);
  world.slack.socket.drop(1);
  world.slack.socket.drop();
  await expect.poll(() => openings(world)).toBe(3);
  await expect
    .poll(async () => maria.say(rooms.incidents, '/incident list'), { timeout: PATIENCE_MS })
    .toEqual(OK);
  await secondConnection(world);
}, 60_000);
