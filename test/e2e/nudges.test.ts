/** Nobody responds: what people see in the thread, and what a press on it does, over a restart. */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { openWorld, type World } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const MINUTE_MS = 60_000;
const PATIENT = { timeoutMs: 30_000 };

const withPeople = (shipped: Runbook): Runbook => ({
  ...shipped,
  contacts: {
    ...shipped.contacts,
    'on-call': { id: 'on-call', title: 'On-call engineer', slack_user: people.approver },
    'data-engineering-lead': {
      id: 'data-engineering-lead',
      title: 'Data engineering lead',
      slack_user: people.commander,
    },
  },
});

/** Whom the messages that say so name, the oldest first. */
function named({ slack }: World, text: string): readonly (string | undefined)[] {
  return slack
    .messages(rooms.incidents)
    .filter((message) => messageWords({ ...message, ephemeral: false } as never).includes(text))
    .map(({ blocks }) => /"user_id":"(\w+)"/.exec(JSON.stringify(blocks))?.[1]);
}

test('the on-call is told, then the lead; a snooze is by name, and an acknowledgement ends it', async () => {
  const world = await openWorld({ runbook: withPeople });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  await maria.say(rooms.dataPlatform, '/incident P0 Transactions table is stale');
  await maria.waitFor('Next: On-call engineer is told (this does not page)');

  await world.advance(8 * MINUTE_MS);
  await david.waitFor('nobody has responded yet', PATIENT);
  expect(named(world, 'nobody has responded yet')).toEqual([people.approver]);
  await world.restart();
  await world.advance(60 * MINUTE_MS);
  await maria.waitFor('nobody has responded in time', PATIENT);
  expect(named(world, 'nobody has responded in time')).toEqual([people.commander]);

  await david.press('Snooze');
  await maria.waitFor('for 30 min: nobody is told or asked until then.', PATIENT);
  await maria.waitFor('Snoozed by', PATIENT);
  await world.advance(20 * MINUTE_MS);
  expect(named(world, 'nobody has responded in time')).toHaveLength(1);
  await world.advance(11 * MINUTE_MS);
  await expect
    .poll(() => named(world, 'nobody has responded in time'), { timeout: 30_000 })
    .toEqual([people.commander, people.approver]);

  await maria.say(rooms.dataPlatform, '/incident snooze 2 days');
  await maria.waitFor('is no length of time: say 30m, or 2h.', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident snooze 1h');
  await maria.waitFor('is snoozed. Its card says until when.', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident ack');
  await maria.waitFor('INC-1 acknowledged', PATIENT);
  await world.advance(70 * MINUTE_MS);
  await maria.waitFor('where do things stand?', PATIENT);
  expect(named(world, 'nobody has responded in time')).toHaveLength(2);
  expect(named(world, 'where do things stand?')).toEqual([people.responder]);
});
