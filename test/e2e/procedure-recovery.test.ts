/** A recovery and a change of access: requests from steps, approved in the thread by others, undone on the way back. */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { read } from '../../src/journal/document.ts';
import type { Procedure } from '../../src/procedure/state.ts';
import { stepIn } from '../procedure/fixtures.ts';
import { present } from '../runbook/fixtures.ts';
import { openWorld, type World } from '../support/bot.ts';
import { pressed } from '../support/checklists.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { PATIENT, until } from './trouble-steps.ts';

vi.setConfig({ testTimeout: 120_000 });

const WHY = 'Why? The approver decides on this.';

async function open() {
  const world = await openWorld();
  const [maria, david, priya] = [people.responder, people.approver, people.secondApprover].map((id) =>
    asPerson(world.slack, id),
  );
  return { world, maria: present(maria), david: present(david), priya: present(priya) };
}

const procedureOf = async (world: World): Promise<Procedure> =>
  present((await read<Procedure>(world.journal, { kind: 'procedure', id: 'PRC-1' }))?.state);

const settled = (world: World, step: string) => settledOr(world, step, 'done');

async function settledOr(world: World, step: string, mark: 'done' | 'skipped'): Promise<void> {
  await until(`${step} is ${mark}`, async () => stepIn(await procedureOf(world), step).mark === mark);
  await world.bot.idle();
}

async function fill(
  world: World,
  who: PersonClient,
  step: string,
  input: string,
  text: string,
): Promise<void> {
  await until(`${step} is at hand`, async () => who.sees(`⬜ ${step}`));
  await pressed(world, () => who.press('Fill in', { in: step }));
  await who.waitUntil((screen) => screen.modal, PATIENT);
  await who.fill({ [input]: text });
  expect(await who.submit()).toEqual({ ok: true });
  await until(`${step} is filled in`, async () => who.sees(`✅ ${step}`));
  await world.bot.idle();
}

test('a table is restored by a request of its step, checked in place, and the way back undoes it', async () => {
  const { world, maria, david } = await open();
  await maria.say(rooms.dataPlatform, '/incident P0 Transactions were overwritten');
  await maria.waitFor('Respond by', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident procedure disaster-recovery');
  await maria.waitFor('▶️ Disaster recovery: 0 of 14 done · Assess situation', PATIENT);
  await pressed(world, () => maria.press('Run', { in: 'Look at what was written' }));
  await settled(world, 'history');
  await fill(world, maria, 'Determine data loss extent', 'Data loss', 'transactions, since 03:00');
  await pressed(world, () => maria.press('Done', { in: 'Check backup availability' }));
  await settled(world, 'backup');
  await fill(world, maria, 'Estimate recovery time', 'Estimated recovery', '30 min');

  await pressed(world, () => maria.press('Run', { in: 'Restore from Delta Lake time travel' }));
  await maria.waitFor('Request for PRC-1', PATIENT);
  await maria.fill({ 'Version to restore': 24, [WHY]: 'Version 25 is a mistake' });
  expect(await maria.submit()).toEqual({ ok: true });
  await maria.waitFor('⏳ Approval needed', PATIENT);
  await maria.waitFor('APR-1 was asked for, and is not over yet', PATIENT);
  const messages = world.slack.messages(rooms.incidents);
  const card = present(messages.find(({ text }) => text.includes('Approval needed: APR-1')));
  expect(messages.find(({ ts }) => ts === card.threadTs)?.text).toContain('Transactions were overwritten');
  // What nobody else approved has not run, and who asked cannot be who approves.
  await pressed(world, () => maria.press('Approve', { in: 'APR-1' }));
  expect(stepIn(await procedureOf(world), 'restore').mark).toBe('open');
  await pressed(world, () => david.press('Approve', { in: 'APR-1' }));
  await settled(world, 'restore');
  await maria.waitFor('✅ Restore from Delta Lake time travel · APR-1', PATIENT);
  await pressed(world, () => maria.press('Run', { in: 'Count the rows' }));
  await settled(world, 'count-and-newest');

  await pressed(world, () => maria.choose('Compare with what is expected', 'Roll back'));
  await maria.waitUntil((screen) => screen.modal, PATIENT);
  await maria.fill({ 'Why?': 'The rows of the morning are missing' });
  expect(await maria.submit()).toEqual({ ok: true });
  await maria.waitFor('rolling back, 0 of 2 done', PATIENT);
  await pressed(world, () => maria.press('Undo', { in: 'APR-1 Restore a table' }));
  await maria.waitFor('Filled in for you', PATIENT);
  await maria.fill({ [WHY]: 'Back as it was' });
  expect(await maria.submit()).toEqual({ ok: true });
  await maria.waitFor('APR-2', PATIENT);
  await until('it can be approved', async () => david.sees('Approval needed: APR-2'));
  await pressed(world, () => david.press('Approve', { in: 'APR-2' }));
  await settled(world, 'undo-restore');
  await pressed(world, () => maria.press('Run', { in: 'Look at the table as it is now' }));
  await maria.waitFor('↩️ Disaster recovery: rolled back', PATIENT);
});

test('access is given to the person who was named, by a request that is filled in, and audited with their name', async () => {
  const { world, maria, priya } = await open();
  await maria.say(rooms.dataPlatform, '/incident procedure user-access');
  await maria.waitFor('User access management: 0 of 8 done · Person', PATIENT);
  await fill(world, maria, 'Name the person', 'Whose access', 'omar.haddad@examplebank.test');
  await pressed(world, () => maria.choose('Or grant direct permissions', 'Run'));
  await maria.waitFor('Request for PRC-1', PATIENT);
  await maria.waitFor('Filled in for you', PATIENT);
  await maria.fill({ [WHY]: 'A ticket of the audit team' });
  expect(await maria.submit()).toEqual({ ok: true });
  await until('it can be approved', async () => priya.sees('Approval needed: APR-1'));
  expect(await priya.sees('TO `omar.haddad@examplebank.test`')).toBe(true);
  const approver = asPerson(world.slack, people.security);
  await pressed(world, () => approver.press('Approve', { in: 'APR-1' }));
  await settled(world, 'grant-table');
  await until(
    'the others are left',
    async () => stepIn(await procedureOf(world), 'add-to-group').mark === 'left',
  );
  await maria.waitFor('⬜ Check user permissions', PATIENT);
  await pressed(world, () => maria.press('Run', { in: 'Check user permissions' }));
  // The reader is not shown what others were given: what could not be seen settles nothing, and is left out with a reason.
  await until(
    'it is flagged',
    async () => stepIn(await procedureOf(world), 'permissions').mark === 'flagged',
  );
  await maria.waitFor('1 flagged', PATIENT);
  await pressed(world, () => maria.press('Skip', { in: 'Check user permissions' }));
  await maria.waitUntil((screen) => screen.modal, PATIENT);
  await maria.fill({ 'Why is it left out?': 'The request showed it' });
  expect(await maria.submit()).toEqual({ ok: true });
  await maria.waitFor('➖ Check user permissions', PATIENT);
  await pressed(world, () => maria.choose('Check user activity', 'Run'));
  await maria.waitFor('user=omar.haddad@examplebank.test', PATIENT);
});

test('a model is trained and promoted by requests, only where it is better, and a contact without Slack is named in words', async () => {
  const { world, maria, david } = await open();
  await maria.say(rooms.dataPlatform, '/incident procedure retrain-and-promote');
  await maria.waitFor('Retrain and promote a model: 0 of 10 done · Retrain', PATIENT);
  const approved = async (step: string, id: string, who: PersonClient, approval: string): Promise<void> => {
    await until(`${step} is at hand`, async () => maria.sees(`⬜ ${step}`));
    await pressed(world, () => maria.press('Run', { in: step }));
    await maria.waitFor('Request for PRC-1', PATIENT);
    await maria.fill({ [WHY]: 'Drift of three weeks' });
    expect(await maria.submit()).toEqual({ ok: true });
    await until('it can be approved', async () => who.sees(`Approval needed: ${approval}`));
    await pressed(world, () => who.press('Approve', { in: approval }));
    await settled(world, id);
  };
  await approved('Run the training notebook', 'train', david, 'APR-1');
  await pressed(world, () => maria.press('Done', { in: 'Wait for the end of the training' }));
  await settled(world, 'trained');
  await fill(world, maria, 'Note the training run', 'Training run', '0123456789abcdef0123456789abcdef');
  await pressed(world, () => maria.press('Skip', { in: 'Register the new model' }));
  await maria.waitUntil((screen) => screen.modal, PATIENT);
  await maria.fill({ 'Why is it left out?': 'It was registered by the job itself' });
  expect(await maria.submit()).toEqual({ ok: true });
  await settledOr(world, 'register', 'skipped');
  await fill(world, maria, 'Note the new version', 'New version', '2');
  await fill(world, maria, 'Evaluate the new model', 'New and old, on the same data', '0.941, was 0.883');
  await until('it can be decided', async () => maria.sees('⬜ Decide whether'));
  await pressed(world, () => maria.press('Done', { in: 'Decide whether it is better' }));
  await settled(world, 'better');
  await fill(world, maria, 'Note the version in production', 'Version in production now', '3');
  await approved('Promote to production', 'promote', asPerson(world.slack, people.commander), 'APR-2');
  expect(world.lakehouse.changes.map(({ body }) => body)).toContain('{"version_num":2}');
  await until('it can be told', async () => maria.sees('Tell Data engineering lead'));
  await pressed(world, () => maria.press('Tell Data engineering lead'));
  await maria.waitFor('✅ Retrain and promote a model: complete', PATIENT);
  await maria.waitFor('Retrain and promote a model: Notify the data engineering lead', PATIENT);
});
