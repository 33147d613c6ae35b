import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { openWorld } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';

test('a security incident finds its area by its title, and its checks find the intruder and the night reader', async () => {
  const world = await openWorld();
  const maria = asPerson(world.slack, people.responder);
  await maria.say(rooms.dataPlatform, '/incident P0 Suspicious access to customer data');
  await maria.waitFor('P0 · Suspicious access to customer data');
  await maria.press('Run checks');
  await maria.waitFor(
    'r.vance@contractor.test was refused 14 times in the last hour, on 7 objects, from 203.0.113.77.',
  );
  await maria.waitFor(/svc-reporting@examplebank\.test read [\d,]+ rows of personal data between midnight/);
  await maria.waitFor('The audit log is being written');
  await world.bot.idle();
  expect(world.lakehouse.received.map(({ outcome }) => outcome)).toEqual(Array(3).fill('succeeded'));
}, 90_000);

test('an incident whose area nobody can tell from its title runs nothing before somebody has said it', async () => {
  const world = await openWorld();
  const maria = asPerson(world.slack, people.responder);
  await maria.say(rooms.dataPlatform, '/incident P2 Something is odd');
  await maria.waitFor('P2 · Something is odd');
  await maria.press('Run checks');
  await maria.waitFor('What is it about?', { timeoutMs: 30_000 });
  await maria.dismiss();
  await world.bot.idle();
  expect(world.lakehouse.received).toEqual([]);
});
