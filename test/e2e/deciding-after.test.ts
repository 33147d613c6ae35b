import { expect, test, vi } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import {
  approvalOf,
  BAD_VERSION,
  buttonsOf,
  cardNow,
  cardSays,
  openOffice,
  PATIENCE_MS,
  requested,
  sendForm,
  sentFor,
  TABLE,
  versionNow,
} from '../support/approvals.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const NAMED = `"user_id":"${people.responder}"`;
const RESTORE = /^RESTORE/;

test('a statement that the engine refuses has failed with its class, and who asked is named', async () => {
  const office = await openOffice();
  const asked = await requested(office);
  office.lakehouse.faults.add({
    kind: 'error',
    match: RESTORE,
    errorClass: 'DELTA_CONCURRENT_WRITE',
    message: '[DELTA_CONCURRENT_WRITE] A concurrent transaction has written new data.',
    sqlState: '2D521',
  });

  await office.david.press('Approve');
  await cardSays(office, asked, '❌ Failed');
  await cardSays(office, asked, /DELTA_CONCURRENT_WRITE.*A concurrent transaction has written new data/s);
  const note = await office.maria.waitFor(/APR-1: \n*the engine refused it\. \[DELTA_CONCURRENT_WRITE\]/);
  expect('blocks' in note && JSON.stringify(note.blocks)).toContain(NAMED);
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'failed',
    ending: { reason: 'engine_refused' },
  });
  expect(sentFor(office, asked).map(({ outcome }) => outcome)).toEqual(['failed']);
  expect(buttonsOf(office, asked)).toEqual([]);
  expect(await versionNow(office)).toBe(BigInt(BAD_VERSION));
});

test('where no session could be opened nothing was sent, and the card says so', async () => {
  const office = await openOffice();
  const asked = await requested(office);
  office.lakehouse.faults.add({ kind: 'session_refused' });

  await office.david.press('Approve');
  await cardSays(office, asked, '❌ Failed');
  const note = await office.maria.waitFor(/APR-1: \n*nothing was sent\. No session could be opened/);
  expect('blocks' in note && JSON.stringify(note.blocks)).toContain(NAMED);
  await office.bot.idle();
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
  expect(sentFor(office, asked)).toEqual([]);
  expect(buttonsOf(office, asked)).toEqual([]);
});

test('a connection that is cut before the statement leaves has sent nothing', async () => {
  const office = await openOffice();
  const asked = await requested(office);
  office.lakehouse.faults.add({ kind: 'session_cut' });

  await office.david.press('Approve');
  await office.maria.waitFor(/APR-1: \n*nothing was sent\./, { timeoutMs: PATIENCE_MS });
  await office.bot.idle();
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
  expect(sentFor(office, asked)).toEqual([]);
  expect(await versionNow(office)).toBe(BigInt(BAD_VERSION));
});

test('a change that did not do what was approved is called that, first of all on a lock screen', async () => {
  const office = await openOffice(
    {},
    {
      // An engine that says yes and does nothing.
      actions: (warehouse) => ({
        ...warehouse,
        send: async (_text, { guard }) =>
          (await guard())
            ? { outcome: 'succeeded', rows: [], takenMs: 5 }
            : { outcome: 'not_sent', message: 'called off' },
      }),
    },
  );
  const asked = await requested(office);

  await office.david.press('Approve');
  await cardSays(office, asked, '❌ Ran, but not as meant · Restore a table');
  await cardSays(office, asked, 'The history shows no RESTORE to version 24 since this was started.');
  await office.maria.waitFor(/APR-1: \n*The history shows no RESTORE to version 24/);
  expect(cardNow(office, asked).text).toMatch(/^❌ Ran, but not as meant: APR-1/);
  expect(messageWords(await cardSays(office, asked, /./))).not.toContain('✅');
});

test('a change that could not be looked at afterwards is not called done', async () => {
  const office = await openOffice({
    claimed: ({ lakehouse }) =>
      lakehouse.faults.add({
        kind: 'error',
        match: 'LIMIT 101',
        times: 1_000,
        errorClass: 'INSUFFICIENT_PERMISSIONS',
        message: '[INSUFFICIENT_PERMISSIONS] No right to see the history.',
        sqlState: '42501',
      }),
  });
  const asked = await requested(office);

  await office.david.press('Approve');
  await cardSays(office, asked, '▶️ Ran, verifying');
  await office.advance(61_000);
  await cardSays(office, asked, '⚠️ Ran, not verified');
  await cardSays(office, asked, /Not verified\..*INSUFFICIENT_PERMISSIONS/s);
  expect(cardNow(office, asked).text).not.toContain('✅');
  expect(sentFor(office, asked)).toHaveLength(1);
});

test('what somebody else wrote after the restore is said with the result', async () => {
  const office = await openOffice({ succeeded: ({ write }) => write(20) });
  const asked = await requested(office);
  office.held.add('verify');
  await office.david.press('Approve');
  await cardSays(office, asked, '▶️ Ran, verifying');
  office.held.clear();
  await office.advance(6_000);
  await cardSays(office, asked, '1 change has been written since');
  expect(sentFor(office, asked)).toHaveLength(1);
});

test('an undo is a request of its own, filled in, that a second person approves; the first card then says so', async () => {
  const office = await openOffice();
  const { david, maria, priya } = office;
  const rowsBefore = await office.lakehouse.query(`SELECT count(*) AS n FROM ${TABLE}`);
  const first = await requested(office);
  await david.press('Approve');
  await cardSays(office, first, 'Restored: version 26');
  expect(buttonsOf(office, first)).toEqual(['Undo']);

  await david.press('Undo');
  const { modal } = await david.waitUntil((screen) => screen.modal !== null && screen);
  expect(JSON.stringify(modal?.view.blocks)).toContain('Filled in for you: check every value.');
  const undo = await sendForm(office, david, { reason: 'Version 24 misses the morning' });
  expect(await approvalOf(office, undo)).toMatchObject({
    id: 'APR-2',
    status: 'pending',
    requester: people.approver,
    undoOf: 'APR-1',
    parameters: { version: BAD_VERSION },
  });
  await cardSays(office, undo, 'undoes APR-1');
  expect(buttonsOf(office, first)).toEqual(['Undo']);

  await priya.press('Approve', { in: 'undoes APR-1' });
  await cardSays(office, undo, 'Restored: version 27 holds the contents of version 25.');
  await cardSays(office, first, 'Undone by APR-2');
  expect(buttonsOf(office, first)).toEqual([]);
  expect(await office.lakehouse.query(`SELECT count(*) AS n FROM ${TABLE}`)).toEqual(rowsBefore);
  expect([first, undo].map((asked) => sentFor(office, asked).length)).toEqual([1, 1]);
  expect(await maria.offers('Undo', { in: 'Undone by APR-2' })).toBe(false);
});
