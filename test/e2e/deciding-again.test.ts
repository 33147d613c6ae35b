import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { elementsOf } from '../../sandbox/slack/inputs.ts';
import { approvalOf, cardSays, declare, openOffice, requested, toldPrivately } from '../support/approvals.ts';
import { openWorld } from '../support/bot.ts';
import { replay } from '../support/forged.ts';
import { asPerson } from '../support/person.ts';
import { openRequest, RESTORE_TABLE } from '../support/requesting.ts';
import { textOf } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

test('a signed request with something behind its signature is not another request', async () => {
  const world = await openWorld();
  const maria = asPerson(world.slack, people.responder);
  await maria.say(rooms.dataPlatform, '/incident P1 Transactions table is stale');
  await maria.waitFor('Respond by');
  const sent = world.slack.deliveries.findLast(({ body }) => body.includes('command='));
  if (sent === undefined) throw new Error('There was no delivery.');
  const name = Object.keys(sent.headers).find((each) => each.toLowerCase() === 'x-slack-signature') ?? '';
  for (const more of ['=1', ',v0=00', ' '])
    await replay(world.appUrl(), {
      ...sent,
      headers: { ...sent.headers, [name]: `${sent.headers[name] ?? ''}${more}` },
    });
  await replay(world.appUrl(), sent);
  await world.bot.idle();
  expect((await world.journal.find('incident', 'open', { limit: 10 })).ids).toEqual(['INC-1']);
});

test('a press that was refused stays refused when its very bytes are sent again', async () => {
  const office = await openOffice();
  const { david, slack } = office;
  const asked = await requested(office);
  slack.setGroupMembers('data-approvers', [people.secondApprover]);
  await david.press('Approve');
  await toldPrivately(david, 'You are not in a group');
  const press = slack.deliveries.findLast(({ body }) => body.includes('block_actions'));
  if (press === undefined) throw new Error('There was no delivery.');
  slack.setGroupMembers('data-approvers', [people.secondApprover, people.approver]);

  await replay(office.appUrl(), press);
  await vi.waitFor(async () => expect(await david.ephemerals()).toHaveLength(2), { timeout: 30_000 });
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [] });
});

test('a press on a card of whose posting nobody has heard yet does not take the only card away', async () => {
  const office = await openOffice({
    prepared: ({ slack }) =>
      void slack.faults.add({ method: 'chat.postMessage', kind: 'reset_after', times: 1 }),
  });
  const { maria, slack, bot } = office;
  await declare(office);
  await openRequest(maria, RESTORE_TABLE, { in: 'Command: ' });
  await maria.fill({
    'Why? The approver decides on this.': 'A job wrote old rows',
    'Version to restore': 24,
  });
  await maria.submit();
  const leo = asPerson(slack, people.guest);
  await leo.waitFor('Approval needed');
  await leo.press('Approve');
  await vi.waitFor(async () => expect((await leo.ephemerals()).length).toBeGreaterThan(0), {
    timeout: 30_000,
  });
  await vi.waitFor(
    async () => expect(await office.journal.posts({ kind: 'approval', id: 'APR-1' })).toHaveLength(1),
    {
      timeout: 30_000,
    },
  );
  await bot.idle();
  const live = slack
    .messages(rooms.incidents)
    .filter(({ blocks }) => elementsOf(blocks).some(({ element }) => textOf(element['text']) === 'Approve'));
  expect(live).toHaveLength(1);
});

test('a form that was opened to undo and then changed undoes nothing', async () => {
  const office = await openOffice();
  const { maria, david } = office;
  const first = await requested(office);
  await david.press('Approve');
  await cardSays(office, first, 'Restored: version 26');
  await maria.press('Undo');
  await maria.waitFor('Filled in for you');
  await maria.fill({
    'Version to restore': 20,
    'Why? The approver decides on this.': 'Not the way back at all',
  });
  await maria.submit();
  await david.waitFor('Not the way back at all');
  expect(await approvalOf(office, { id: 'APR-2', ts: '' })).toMatchObject({
    undoOf: null,
    parameters: { version: 20 },
  });
});

test('a modal that is sent again because its answer came too late is done once', async () => {
  const { maria, slack, journal, bot } = await openOffice({}, { threeSeconds: true });
  await maria.say(rooms.dataPlatform, '/incident');
  await maria.waitUntil((screen) => screen.modal);
  await maria.fill({ 'What is wrong?': 'Transactions table is stale' });
  const heal = slack.faults.add({ method: 'users.info', kind: 'slow', delayMs: 4_000 });
  await maria.submit();
  heal();
  await vi.waitFor(
    async () => expect((await journal.find('incident', 'open', { limit: 9 })).ids).toHaveLength(1),
    {
      timeout: 30_000,
    },
  );
  await maria.submit();
  await bot.idle();
  expect((await journal.find('incident', 'open', { limit: 9 })).ids).toEqual(['INC-1']);
});

test('a guest is told nothing of what is going on', async () => {
  const office = await openOffice();
  await requested(office);
  const leo = asPerson(office.slack, people.guest);
  for (const line of ['/incident show INC-1', '/incident list']) {
    await leo.say(rooms.incidents, line);
    await leo.waitFor('Only full members of this workspace');
  }
  expect((await leo.ephemerals()).join(' ')).not.toMatch(/Transactions|Restore a table/);
});
