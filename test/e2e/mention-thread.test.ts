/** An incident driven by words in its own thread, where Slack takes no commands. */
import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Incident } from '../../src/incident/state.ts';
import { openWorld, type World } from '../support/bot.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';

const { incidents } = rooms;

/** Declares, and answers the ts of the card: the thread's. */
async function declare(world: World, who: PersonClient, title: string): Promise<string> {
  await who.say(incidents, `/incident P1 ${title}`);
  const card = await who.waitUntil(({ messages }) =>
    messages.find((message) => !message.ephemeral && messageWords(message).includes(`P1 · ${title}`)),
  );
  // It knows whose thread that is a moment after the card is to be seen.
  await world.bot.idle();
  return card.ts;
}

const inThread = (who: PersonClient, threadTs: string) => (text: string) =>
  who.say(incidents, `@Four Eyes ${text}`, { threadTs });

/** What only this person sees in the thread. */
const told = (who: PersonClient, threadTs: string, words: string) =>
  who.waitUntil(({ messages }) =>
    messages.find(
      (message) =>
        message.ephemeral && message.threadTs === threadTs && messageWords(message).includes(words),
    ),
  );

async function incident(world: World, id: string): Promise<Incident> {
  const stored = await world.journal.load({ kind: 'incident', id });
  return stored?.state as unknown as Incident;
}

test('the thread says which of several incidents is meant, from the first word to the last', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  const first = await declare(world, maria, 'Transactions table is stale');
  await declare(world, maria, 'Dashboards are slow');
  const say = inThread(maria, first);

  await say('ack');
  await told(maria, first, 'INC-1 is acknowledged.');
  await david.waitFor('INC-1 acknowledged');
  await say('SEV p0');
  await told(maria, first, 'INC-1 is P0 now.');
  await say('show');
  await told(maria, first, 'Transactions table is stale · Acknowledged');
  await say('show inc-2');
  await told(maria, first, 'Dashboards are slow');
  await say('resolve inc-2 it is over');
  await told(maria, first, 'This is the thread of INC-1, so nothing was done to INC-2.');
  await say('resolve the job was <rolled back> & @david.okafor saw it');
  await told(maria, first, 'INC-1 is resolved.');

  expect(await incident(world, 'INC-1')).toMatchObject({
    status: 'resolved',
    severity: 'P0',
    resolution: `the job was <rolled back> & @${people.approver} saw it`,
  });
  expect(await incident(world, 'INC-2')).toMatchObject({ status: 'open', severity: 'P1' });
  expect(await david.ephemerals()).toEqual([]);
}, 90_000);

test('a closed incident’s thread is still its own, and another that is open is left alone', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const thread = await declare(world, maria, 'Transactions table is stale');
  const say = inThread(maria, thread);
  await say('resolve it was nothing');
  await told(maria, thread, 'INC-1 is resolved.');
  await declare(world, maria, 'Dashboards are slow');
  await world.restart();

  await say('ack');
  await told(maria, thread, 'It is resolved.');
  expect(await incident(world, 'INC-2')).toMatchObject({ status: 'open' });
}, 90_000);

test('in a thread that is no incident’s, and outside of threads, the incident is named', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  await declare(world, maria, 'Transactions table is stale');
  await maria.say(incidents, 'Lunch?');
  const { ts: lunch } = (await maria.waitFor('Lunch?')) as { readonly ts: string };
  const say = inThread(maria, lunch);

  await say('ack');
  await told(maria, lunch, 'This is not an incident’s thread.');
  expect(await incident(world, 'INC-1')).toMatchObject({ status: 'open' });
  await say('ack inc-1');
  await told(maria, lunch, 'INC-1 is acknowledged.');
  await maria.say(incidents, '@Four Eyes, sev inc-1 P2');
  await maria.waitFor('Lowering the severity is for the incident’s commander');
  await maria.say(rooms.dataPlatform, '@Four Eyes: P0 Payments are down');
  await maria.waitFor('INC-2 is declared.');
  await maria.waitFor('P0 · Payments are down');
  await maria.say(rooms.dataPlatform, '@Four Eyes ack');
  await maria.waitFor('Several incidents are open (INC-2, INC-1).');
}, 90_000);

test('what is no command is answered with help or with the word that was meant, to that person alone', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  const thread = await declare(world, maria, 'Transactions table is stale');
  const say = inThread(maria, thread);

  await say('akc');
  await told(maria, thread, 'There is no “akc”. Did you mean “ack”?');
  await maria.say(incidents, 'Should we let @Four Eyes resolve this?', { threadTs: thread });
  const help = await told(maria, thread, 'Begin the message with my name');
  expect(messageWords(help)).toContain('resolve INC-7 what was done');
  expect(messageWords(help)).not.toContain('/incident');
  await maria.say(incidents, 'Thanks @Four Eyes and @Four Eyes');
  await maria.say(incidents, '@Four Eyes');
  const helps = async () =>
    (await maria.ephemerals()).filter((words) => words.startsWith('Begin the message'));
  await expect.poll(helps).toHaveLength(3);
  expect(await incident(world, 'INC-1')).toMatchObject({ status: 'open' });
  expect(await david.ephemerals()).toEqual([]);
}, 90_000);

test('guests and people of other organisations are told why not, and shown nothing', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const leo = asPerson(world.slack, people.guest);
  const nina = asPerson(world.slack, people.stranger);
  const thread = await declare(world, maria, 'Transactions table is stale');
  await inThread(leo, thread)('resolve it is fine');
  await told(leo, thread, 'Only full members of this workspace can do this');
  await nina.say(rooms.shared, '@Four Eyes list');
  await nina.waitFor('Only full members of this workspace can do this');
  expect(await nina.sees('Transactions table is stale')).toBe(false);
  expect(await incident(world, 'INC-1')).toMatchObject({ status: 'open' });
}, 90_000);
