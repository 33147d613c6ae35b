import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { openWorld } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';
import { openRequest } from '../support/requesting.ts';

test('the form says which versions there are, and of another table when another is chosen', async () => {
  const world = await openWorld();
  const maria = asPerson(world.slack, people.responder);
  await maria.say(rooms.incidents, '/incident P1 Transactions table is stale');
  await maria.waitFor('Transactions table is stale');
  await openRequest(maria);
  await maria.waitFor(/25: 12 min ago, WRITE by \S+\n24: \d+ min ago, MERGE by/);
  await maria.fill({ 'Why? The approver decides on this.': 'still here after the update' });

  await maria.choose('Table', 'banking_catalog.banking_gold.customer_360');
  await maria.waitUntil(
    (screen) => !JSON.stringify(screen.modal?.view.blocks).includes('25: 12 min') || undefined,
  );
  const lines = JSON.stringify((await maria.modal())?.view.blocks);
  expect(lines).toMatch(/\d+: \w+/);
  expect(world.lakehouse.received.map(({ text }) => text)).toContain(
    'DESCRIBE HISTORY `banking_catalog`.`banking_gold`.`customer_360` LIMIT 6',
  );
  expect(world.lakehouse.received.every(({ principal }) => principal === 'svc-runbook-reader')).toBe(true);
});

test('a form whose versions cannot be read is a form all the same', async () => {
  const world = await openWorld();
  const maria = asPerson(world.slack, people.responder);
  await maria.say(rooms.incidents, '/incident P1 Transactions table is stale');
  await maria.waitFor('Transactions table is stale');
  world.lakehouse.faults.add({ kind: 'session_refused', times: 50 });
  await openRequest(maria);
  await maria.fill({ 'Version to restore': 24, 'Why? The approver decides on this.': 'A bad write' });
  world.lakehouse.faults.clear();
  expect(await maria.submit()).toEqual({ ok: true });
  await maria.waitFor('Approval needed', { timeoutMs: 30_000 });
});
