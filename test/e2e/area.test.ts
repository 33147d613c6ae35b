import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { incidentRef } from '../../src/incident/document.ts';
import { openWorld } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';

test('whose title tells no area is asked for it, and its checks are run', async () => {
  const world = await openWorld();
  const maria = asPerson(world.slack, people.responder);
  await maria.say(rooms.incidents, '/incident P2 Something smells odd');
  await maria.waitFor('Something smells odd');
  await maria.press('Run checks');
  await maria.waitFor('What is it about?', { timeoutMs: 30_000 });
  await maria.fill({ 'What is it about?': 'Security' });
  expect(await maria.submit()).toEqual({ ok: true });
  await maria.waitFor(/Unauthorized access: /, { timeoutMs: 30_000 });
  await world.bot.idle();

  const stored = await world.journal.load(incidentRef('INC-1'));
  expect(stored?.state).toMatchObject({ area: 'security', checks: { runs: 1, pending: [] } });
}, 90_000);
