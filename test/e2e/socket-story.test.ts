import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { ACTIONS, openWorld } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';

test('over Socket Mode too, a stale table is declared, checked, restored by four eyes and verified', async () => {
  const world = await openWorld({ transport: 'socket' });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);

  expect(await maria.say(rooms.dataPlatform, '/incident P1 Transactions table is stale')).toEqual({
    ok: true,
  });
  await maria.waitFor('INC-1 is declared.');
  await maria.waitFor('P1 · Transactions table is stale');
  await maria.press('Acknowledge');
  await maria.waitFor('INC-1 acknowledged');
  await maria.press('Run checks');
  await maria.waitFor('The newest row is 9.0 hours old; it should be under 2 hours.');

  await maria.press('Request action');
  await maria.waitUntil((screen) => screen.modal);
  await maria.fill({ 'Version to restore': 24 });
  expect((await maria.submit()).ok).toBe(true);
  const why = 'Why? The approver decides on this.';
  await maria.fill({ [why]: 'A job wrote old rows over new ones' });
  expect(await maria.submit()).toEqual({ ok: true });

  await david.waitFor('Approval needed');
  await david.press('Approve');
  await david.waitFor(/Restored: version 26 holds the contents of version 24/, { timeoutMs: 15_000 });
  await world.bot.idle();
  const sent = world.lakehouse.received.filter(({ text }) => text.startsWith('RESTORE'));
  expect(sent.map(({ principal, outcome }) => ({ principal, outcome }))).toEqual([
    { principal: ACTIONS, outcome: 'succeeded' },
  ]);
  expect(world.slack.requests.filter(({ method }) => method === 'apps.connections.open')).toHaveLength(1);
}, 40_000);
