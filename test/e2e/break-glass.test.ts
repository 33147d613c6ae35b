/** The glass is broken for what only takes away, by the role that the runbook names, and somebody else signs for it. */
import { expect, test, vi } from 'vitest';
import { groups, people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import {
  approvalOf,
  buttonsOf,
  cardSays,
  expectNothingRan,
  GOOD_VERSION,
  type Office,
  openOffice,
  PATIENCE_MS,
  request,
  requested,
  sentFor,
} from '../support/approvals.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { modalWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const PATIENT = { timeoutMs: PATIENCE_MS };
const DAY_MS = 24 * 60 * 60_000;
const WHY = 'Why can it not wait for an approver?';

/** As if a restore only took away, with the commanders as the role. */
const turnedOn = (shipped: Runbook): Runbook => {
  const restore = shipped.actions['restore-table'];
  const commanders = shipped.groups['incident-commanders'];
  if (restore === undefined || commanders === undefined) throw new Error('not shipped');
  return {
    ...shipped,
    actions: { ...shipped.actions, 'restore-table': { ...restore, containment: true } },
    groups: { ...shipped.groups, 'incident-commanders': { ...commanders, break_glass: true } },
  };
};

async function breakGlass(who: PersonClient, reason: string): Promise<void> {
  await who.press('Break glass');
  await who.waitUntil((screen) => screen.modal, PATIENT);
  await who.fill({ [WHY]: reason });
  expect(await who.submit()).toEqual({ ok: true });
}

async function sign(who: PersonClient): Promise<void> {
  await who.press('Sign review');
  await who.waitUntil((screen) => screen.modal, PATIENT);
  await who.fill({ 'What did you look at, and was it right?': 'The history. Yes.' });
  expect(await who.submit()).toEqual({ ok: true });
}

const commander = ({ slack }: Office) => asPerson(slack, people.commander);

test('off unless the runbook turns it on: nobody is offered it', async () => {
  const office = await openOffice();
  const asked = await requested(office);
  expect(await commander(office).offers('Break glass')).toBe(false);
  expect((await approvalOf(office, asked)).prepared?.glass).toBeUndefined();
});

test('it runs on one word, everybody is told, and another approver signs for it', async () => {
  const office = await openOffice({}, { runbook: turnedOn });
  const tomas = commander(office);
  const asked = await requested(office);
  await tomas.press('Break glass');
  const modal = await tomas.waitUntil((screen) => screen.modal, PATIENT);
  expect(modalWords(modal)).toContain(`TO VERSION AS OF 24 /* ${asked.id} */`);
  await tomas.fill({ [WHY]: 'Nobody answers' });
  expect(await tomas.submit()).toEqual({ ok: true });
  await cardSays(office, asked, 'Restored: version 26');
  await office.maria.waitFor(/Glass broken\s+by\s+for APR-1, /, PATIENT);
  const told = office.slack.messages(rooms.incidents).find(({ text }) => text.startsWith('Glass broken'));
  expect(JSON.stringify(told?.blocks)).toContain(groups['data-approvers']);
  expect(sentFor(office, asked)).toHaveLength(1);
  expect(buttonsOf(office, asked)).toEqual(['Sign review', 'Undo']);
  await office.david.openHome();
  expect(await office.david.homeSays('Look at it and sign on its card', PATIENT)).toContain('APR-1');
  await tomas.openHome();
  await tomas.homeSays('What you may decide', PATIENT);

  await sign(tomas);
  await tomas.waitFor('You broke the glass yourself', PATIENT);
  await tomas.dismiss();
  await sign(office.david);
  await cardSays(office, asked, 'signed by');
  await office.david.homeSays('What you may decide', PATIENT);
  expect(buttonsOf(office, asked)).toEqual(['Undo']);
  const { seats, review } = await approvalOf(office, asked);
  expect(seats).toMatchObject([{ by: people.commander, brokeGlass: true, comment: 'Nobody answers' }]);
  expect(review?.signed).toMatchObject({ by: people.approver, note: 'The history. Yes.' });
});

test('a signature that was begun before the run ended is asked for again, as it is now and with what was written', async () => {
  const office = await openOffice({}, { runbook: turnedOn });
  const asked = await requested(office);
  office.held.add('start');
  await breakGlass(commander(office), 'Nobody answers');
  await cardSays(office, asked, 'Done on one person’s word');
  await office.david.press('Sign review');
  const before = await office.david.waitUntil((screen) => screen.modal, PATIENT);
  expect(modalWords(before)).toContain('Starts before');
  office.held.delete('start');
  await office.advance(1_000);
  await cardSays(office, asked, 'Restored: version 26');

  await office.david.fill({ 'What did you look at, and was it right?': 'The request. Yes.' });
  expect(await office.david.submit()).toEqual({ ok: true });
  const after = await office.david.waitUntil(
    ({ modal }) => modal !== null && modalWords(modal).includes('It has changed while you wrote') && modal,
    PATIENT,
  );
  expect(modalWords(after)).toContain('Restored: version 26');
  expect(JSON.stringify(after.view)).toContain('"initial_value":"The request. Yes."');
  expect((await approvalOf(office, asked)).review?.signed).toBeNull();
  expect(await office.david.submit()).toEqual({ ok: true });
  await cardSays(office, asked, 'signed by');
  expect((await approvalOf(office, asked)).review?.signed).toMatchObject({ note: 'The request. Yes.' });
});

test('not by an approver without the role, not on a card that has changed, and only once at a time', async () => {
  const office = await openOffice({}, { runbook: turnedOn });
  const tomas = commander(office);
  const asked = await requested(office);
  await breakGlass(office.david, 'I am in a hurry');
  await office.david.waitFor('You cannot break the glass here', PATIENT);
  await office.david.dismiss();
  await expectNothingRan(office, asked);

  await breakGlass(tomas, 'Nobody answers');
  await cardSays(office, asked, 'Restored: version 26');
  const second = await request(office, office.maria, { version: GOOD_VERSION - 1 });
  await breakGlass(tomas, 'Again');
  await tomas.waitFor('The glass is broken for another request', PATIENT);
  await tomas.dismiss();
  await expectNothingRan(office, second);
  await sign(office.david);
  await cardSays(office, asked, 'signed by');
  await breakGlass(tomas, 'Again');
  await cardSays(office, second, 'Restored: version 27');
});

test('where nobody signs, it is told again each day and further up, across a restart', async () => {
  const office = await openOffice({}, { runbook: turnedOn });
  const asked = await requested(office);
  await breakGlass(commander(office), 'Nobody answers');
  await cardSays(office, asked, 'Restored: version 26');
  const missed = () =>
    office.slack.messages(rooms.incidents).filter(({ text }) => text.includes('nobody has signed')).length;
  expect(missed()).toBe(0);
  await office.restart();
  await office.advance(DAY_MS);
  await office.maria.waitFor('Nobody has signed: turn to On-call engineer', PATIENT);
  expect(missed()).toBe(1);
  await office.advance(3 * DAY_MS);
  await vi.waitUntil(() => missed() === 2, PATIENT.timeoutMs);
  await sign(office.priya);
  await cardSays(office, asked, 'signed by');
});
