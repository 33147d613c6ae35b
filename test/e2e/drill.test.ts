/** A drill from the declaration to the end of what was asked for in it: all of it marked, none of it run. */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { incidentRef } from '../../src/incident/document.ts';
import {
  cardSays,
  GOOD_VERSION,
  openOffice,
  PATIENCE_MS,
  request,
  sentFor,
  versionNow,
} from '../support/approvals.ts';
import { ACTIONS } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';

vi.setConfig({ testTimeout: 120_000 });

const PATIENT = { timeoutMs: PATIENCE_MS };

test('an action in a drill is approved by somebody else and then does not run; every message says what it is', async () => {
  const office = await openOffice();
  const { maria, david, slack, lakehouse } = office;
  await maria.say(rooms.dataPlatform, '/incident drill Transactions table is stale');
  await maria.waitFor('Say how severe it is to be', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident drill P1 Transactions table is stale');
  await maria.waitFor('P1 · DRILL · Transactions table is stale', PATIENT);
  const before = await versionNow(office);
  const asked = await request(office, maria, { version: GOOD_VERSION });
  await david.press('Approve');
  await cardSays(office, asked, 'This is a drill: it was approved, and that is where it ends.');
  await office.advance(31 * 60_000);
  await maria.waitFor('nobody has responded yet', PATIENT);
  await office.bot.idle();
  expect(sentFor(office, asked)).toEqual([]);
  expect(await versionNow(office)).toBe(before);
  expect(lakehouse.received.filter(({ principal }) => principal === ACTIONS)).toEqual([]);
  const said = slack.messages(rooms.incidents).map(({ text }) => text);
  expect(said.length).toBeGreaterThan(3);
  expect(said.filter((text) => !/^(?:P1 INC-1: )?DRILL · /.test(text))).toEqual([]);

  await asPerson(slack, people.approver).say(rooms.dataPlatform, '/incident list');
  await david.waitFor('DRILL · Transactions table is stale', PATIENT);
});

test('the form has it too, and what is real is not taken for a drill of the same words', async () => {
  const office = await openOffice();
  const { maria } = office;
  await maria.say(rooms.dataPlatform, '/incident');
  await maria.fill({
    'What is wrong?': 'Fraud model is offline',
    'Is it a drill?': ['Nobody is paged, nothing runs, it is not counted'],
  });
  await maria.submit();
  await maria.waitFor('DRILL · Fraud model is offline', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident P1 Fraud model is offline');
  await maria.waitFor('P1 · Fraud model is offline', PATIENT);
  expect((await office.journal.load(incidentRef('INC-1')))?.state).toMatchObject({ drill: true });
  expect((await office.journal.load(incidentRef('INC-2')))?.state).not.toHaveProperty('drill');
});
