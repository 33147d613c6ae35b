/** A drill from the declaration to the end of what was asked for in it: all of it marked, none of it run. */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Snapshot } from '../../sandbox/slack/page-api.ts';
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
import { asPerson, type PersonClient } from '../support/person.ts';

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
  await maria.press('Run checks', { in: 'Command: ' });
  await maria.waitFor('Table freshness: fail', PATIENT);
  const asked = await request(office, maria, { version: GOOD_VERSION });
  await titled(david, 'Reject', 'DRILL · Reject APR-1');
  await titled(maria, 'Change severity', 'DRILL · INC-1');
  expect(await david.openHome()).toEqual({ ok: true });
  await david.homeSays(/DRILL · Transactions table is stale.*DRILL · Restore a table/s, PATIENT);
  await david.press('Approve');
  await cardSays(office, asked, 'This is a drill: it was approved, and that is where it ends.');
  await office.advance(31 * 60_000);
  await maria.waitFor('nobody has responded yet', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident procedure INC-1 disaster-recovery');
  await maria.waitFor('Disaster recovery: 0 of', PATIENT);
  await maria.press('Abort', { in: 'Disaster recovery: 0 of' });
  await maria.waitUntil((screen) => titleOf(screen) === 'DRILL · Abort PRC-1', PATIENT);
  await maria.fill({ 'Why?': 'It was rehearsed.' });
  await maria.submit();
  await maria.waitFor('is aborted', PATIENT);
  for (const line of [
    'note INC-1 The backfill is stopped',
    'handover INC-1 @David Okafor',
    'resolve INC-1 Done',
  ])
    await maria.say(rooms.dataPlatform, `/incident ${line}`);
  await maria.waitFor('Resolved', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident timeline INC-1');
  await maria.press('As a file', { in: 'Timeline of INC-1' });
  await maria.waitFor('INC-1-timeline.txt is in the thread', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident stats');
  await maria.waitFor('No incident was resolved in the last 30 days. Drills are not counted.', PATIENT);
  await office.bot.idle();
  expect(sentFor(office, asked)).toEqual([]);
  expect(await versionNow(office)).toBe(before);
  expect(lakehouse.received.filter(({ principal }) => principal === ACTIONS)).toEqual([]);
  const shown = slack.messages(rooms.incidents);
  const said = shown.map(({ text }) => text).join('\n');
  for (const kind of [
    'is aborted',
    'The backfill is stopped',
    'you have the command',
    'Table freshness',
    'APR-1',
  ])
    expect(said).toContain(kind);
  const firstLine = ({ text, files = [] }: (typeof shown)[number]) => files[0]?.title ?? text;
  expect(shown.map(firstLine).filter((line) => !line.startsWith('DRILL · '))).toEqual([]);
  const inBlocks = shown.filter(({ blocks }) => blocks.length > 0);
  expect(
    inBlocks.filter(({ blocks }) => !JSON.stringify(blocks[0]).includes('DRILL: nobody is paged')),
  ).toEqual([]);
  expect(shown.flatMap(({ files = [] }) => files.map(({ name }) => name))).toEqual([
    'DRILL-INC-1-timeline.txt',
  ]);

  await asPerson(slack, people.approver).say(rooms.dataPlatform, '/incident list');
  await david.waitFor('DRILL · Transactions table is stale', PATIENT);
});

function titleOf({ modal }: Snapshot): string {
  return modal?.view.type === 'modal' ? modal.view.title.text : '';
}

/** Opens what the button leads to, and closes it again. */
async function titled(who: PersonClient, label: string, title: string): Promise<void> {
  await who.press(label);
  await who.waitUntil((screen) => titleOf(screen) === title, PATIENT);
  await who.dismiss();
}

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
