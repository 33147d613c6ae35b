/** `/runbook`: looked through page by page, searched, one check run anywhere, and nothing of it for guests. */
import { expect, onTestFinished, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { openWorld, type World } from '../support/bot.ts';
import { replay } from '../support/forged.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords, modalWords } from '../support/screen.ts';
import { declare, maria as mariaIn, PATIENT, until } from './trouble-steps.ts';

const elsewhere = (who: PersonClient, text: string) => who.say(rooms.dataPlatform, text);

async function page(who: PersonClient, text: string | RegExp): Promise<string> {
  return modalWords((await who.waitFor(text, PATIENT)) as never);
}

async function opened(): Promise<{ world: World; maria: PersonClient; david: PersonClient }> {
  const world = await openWorld({ rateLimits: false });
  return { world, maria: mariaIn(world), david: asPerson(world.slack, people.approver) };
}

test('is looked through from the areas to a check, run there, and back again; a search finds what was nearly typed', async () => {
  const { world, maria } = await opened();
  await elsewhere(maria, '/runbook');
  await page(maria, 'What is it about?');
  await maria.press('Data pipelines');
  expect(await page(maria, 'A Databricks job failed.')).toContain(
    'Who is told: On-call engineer, then Data engineering lead',
  );
  await maria.press('A bad write');
  await page(maria, 'Restore the table to the version before that change');
  await maria.press('Table freshness');
  expect(await page(maria, 'A check only looks')).toContain(
    '/runbook check table-freshness table=banking_catalog',
  );
  await maria.press('Back');
  await page(maria, 'How to tell: ');
  await maria.press('Restore a table to an earlier version');
  await page(maria, 'One other person of @data-approvers must approve');
  await maria.press('Back');
  await maria.waitFor('How to tell: ', PATIENT);
  await maria.press('Table freshness');
  await maria.waitFor('A check only looks', PATIENT);
  await maria.press('Run');
  await page(maria, 'Newest row younger than');
  await maria.fill({ 'Newest row younger than (hours)': '99999' });
  await maria.submit();
  await maria.waitFor('Must be at most 8760.', PATIENT);
  await maria.fill({ 'Newest row younger than (hours)': '3' });
  await maria.submit();
  const found = await page(maria, 'it should be under 3 hours.');
  expect(found).toContain('It leads to: ');
  expect(found).toMatch(/row count \d+ · newest row 20/);
  await maria.dismiss();
  await elsewhere(maria, '/runbook table-freshnes');
  await page(maria, 'A check only looks');
  await elsewhere(maria, '/runbook search xylophone');
  await page(maria, 'The runbook has nothing like “xylophone”.');
  expect(await world.journal.changed(0, 10)).toEqual([]);
}, 60_000);

test('a check by command is for whoever asked alone, in the incidents channel for all, and no incident knows of it', async () => {
  const { world, maria, david } = await opened();
  await elsewhere(maria, '/runbook check Table-Freshness hours=9');
  const mine = await maria.waitFor(/runbook · table-freshness · .*hours=9 · took/, PATIENT);
  expect(mine).toMatchObject({ ephemeral: true, channel: rooms.dataPlatform });
  expect(await david.sees('table-freshness')).toBe(false);
  await david.say(rooms.incidents, '/runbook check table-freshness hours=5');
  const all = await maria.waitFor(/runbook · table-freshness · .*hours=5 · took/, PATIENT);
  expect(messageWords(all as never)).toContain('Asked by');
  expect(all).not.toMatchObject({ ephemeral: true });
  expect(await world.journal.changed(0, 10)).toEqual([]);
  const [command] = world.slack.deliveries.filter(({ body }) => body.includes('hours%3D9'));
  const before = world.lakehouse.received.length;
  if (command !== undefined) await replay(world.appUrl(), command);
  await world.bot.idle();
  expect(world.lakehouse.received.length).toBe(before);
}, 60_000);

test('what takes longer than Slack waits is answered afterwards, one at a time for each person', async () => {
  const { world, maria, david } = await opened();
  world.lakehouse.faults.add({ kind: 'slow', match: 'minutes_old', ms: 8_000 });
  await elsewhere(maria, '/runbook check audit-log-alive');
  await until('it is at the warehouse', () => world.lakehouse.received.length === 1);
  await elsewhere(maria, '/runbook check table-history');
  await maria.waitFor('Another check of yours is under way.', PATIENT);
  await elsewhere(david, '/runbook check table-history');
  await david.waitFor('runbook · table-history', PATIENT);
  await maria.waitFor('Looking. The answer comes in a moment.', PATIENT);
  const answer = await maria.waitFor('runbook · audit-log-alive', PATIENT);
  expect(answer).toMatchObject({ ephemeral: true });
}, 60_000);

test('an action is explained, and asked for in an incident: by a button, or by naming it', async () => {
  const { maria } = await opened();
  await elsewhere(maria, '/runbook action vacuum-table');
  await page(maria, 'declare one, then /runbook action INC-7 vacuum-table');
  await maria.dismiss();
  await declare(maria);
  await elsewhere(maria, '/runbook action vacuum-table');
  await page(maria, 'Request for INC-1');
  await maria.press('Request for INC-1');
  await page(maria, 'Why? The approver decides on this.');
  await maria.dismiss();
  await elsewhere(maria, '/runbook action INC-1 restore-table version=24');
  expect(await page(maria, 'Why? The approver decides on this.')).toContain('Request for INC-1');
}, 60_000);

test('a procedure is shown, and begun once, from its page or by its name, by itself or in an incident', async () => {
  const { world, maria, david } = await opened();
  await elsewhere(maria, '/runbook disaster-recovery');
  await page(maria, 'From the extent of a loss to everything running again.');
  await maria.press('Start');
  await page(maria, 'PRC-1 begins in the incidents’ channel.');
  await david.waitFor('▶️ Disaster recovery: 0 of 14 done', PATIENT);
  await maria.dismiss();
  const [press] = world.slack.deliveries.filter(({ body }) => body.includes('runbook.start'));
  if (press !== undefined) await replay(world.appUrl(), press);
  await world.bot.idle();
  expect(world.slack.messages(rooms.incidents)).toHaveLength(1);

  await elsewhere(maria, '/runbook procedure User-Access');
  await maria.waitFor('PRC-2 begins in the incidents’ channel.', PATIENT);
  await elsewhere(maria, '/runbook procedure user-acess');
  await maria.waitFor('The runbook has no procedure “user-acess”. Did you mean user-access?', PATIENT);
  await elsewhere(maria, '/runbook procedure user-access now');
  await maria.waitFor('Name one procedure and nothing after it', PATIENT);
  await declare(maria);
  await elsewhere(maria, '/runbook procedure INC-1 user-access');
  await maria.waitFor('PRC-3 begins in the thread of INC-1.', PATIENT);
  await elsewhere(maria, '/runbook procedure');
  await page(maria, 'What is it about?');
  await maria.press('Retrain and promote a model');
  await page(maria, '/incident procedure INC-1 retrain-and-promote');
}, 60_000);

test('guests see nothing of it, whichever way they come; what is wrong is told with what would be right', async () => {
  const { world, maria } = await opened();
  const leo = asPerson(world.slack, people.guest);
  for (const text of [
    '',
    ' action restore-table',
    ' search stale',
    ' check table-freshness',
    ' check',
    ' procedure user-access',
  ]) {
    await leo.say(rooms.incidents, `/runbook${text}`);
    await leo.waitFor('Only full members of this workspace can do this', PATIENT);
    if ((await leo.modal()) !== null) await leo.dismiss();
  }
  expect(world.lakehouse.received).toEqual([]);
  await elsewhere(maria, '/runbook check table-freshnes <!channel>');
  await maria.waitFor('The runbook has no check “table-freshnes”. Did you mean table-freshness?', PATIENT);
  await elsewhere(maria, '/runbook check table-freshness hours=soon houres=3');
  const told = messageWords((await maria.waitFor('table-freshness was not run.', PATIENT)) as never);
  expect(told).toContain('houres is not asked for. Did you mean hours?');
  expect(told).toContain('hours: Not a number.');
  await elsewhere(maria, '/runbook help');
  await maria.waitFor('/runbook check table-freshness hours=3', PATIENT);
  onTestFinished(() => expect(world.lakehouse.received).toEqual([]));
}, 60_000);
