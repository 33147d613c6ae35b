import { expect, test, vi } from 'vitest';
import {
  approvalOf,
  BAD_VERSION,
  buttonsOf,
  cardNow,
  cardSays,
  declare,
  expectNothingRan,
  GOOD_VERSION,
  openOffice,
  PATIENCE_MS,
  QUOTED,
  request,
  requested,
  sendForm,
  sentFor,
  versionNow,
} from '../support/approvals.ts';
import { ACTIONS } from '../support/bot.ts';
import { openRequest } from '../support/requesting.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

test('an approver reads the whole statement, what it will change, what to beware of, who asks and why', async () => {
  const office = await openOffice();
  const asked = await requested(office, {
    version: GOOD_VERSION,
    reason: 'The backfill wrote an old export',
  });
  const { prepared } = await approvalOf(office, asked);

  const words = messageWords(await cardSays(office, asked, '⏳ Approval needed'));
  expect(words).toContain(`RESTORE TABLE ${QUOTED} TO VERSION AS OF 24 /* APR-1 */`);
  expect(words).toContain('25 now → contents of 24');
  expect(words).toMatch(/[\d,]+ now → 4,000/);
  expect(words).toMatch(/8 h 4\d min newer than it is now/);
  expect(words).toContain('1 commit: 1 WRITE');
  expect(words).toContain('⚠️ Streams that read this table may read the restored rows again.');
  expect(words).toContain('⚠️ What was written after that version is no longer in the table');
  expect(words).not.toContain('fewer than now');
  expect(words).toContain('The backfill wrote an old export');
  expect(words).toContain(`Runs as ${ACTIONS} on `);
  const digits = prepared?.fingerprint.slice(0, 12).replaceAll(/(.{3})(?=.)/g, '$1-');
  expect(words).toContain(`fingerprint ${digits}`);
  expect(buttonsOf(office, asked)).toEqual(['Approve', 'Reject', 'Ask', '']);
});

test('a version with fewer rows than now is warned about by their number', async () => {
  const office = await openOffice();
  const asked = await requested(office, { version: 0 });
  const [now] = await office.lakehouse.query(
    'SELECT count(*) AS n FROM banking_catalog.banking_bronze.transactions',
  );
  const fewer = Number(now?.['n']) - 2_560;
  expect(fewer).toBeGreaterThan(0);
  await cardSays(office, asked, `⚠️ The table will have ${fewer} rows fewer than now.`);
});

test('a version that is the current one, or not there, is refused with the reason and is never up for approval', async () => {
  const office = await openOffice();
  const { maria, david } = office;
  await declare(office);
  const [current, future] = [
    await request(office, maria, { version: BAD_VERSION }),
    await request(office, maria, { version: 99 }),
  ];

  await cardSays(office, current, 'The table is at version 25 already: there is nothing to restore.');
  await cardSays(office, future, 'There is no version 99 yet: the newest is 25.');
  for (const asked of [current, future]) {
    expect(cardNow(office, asked).text).toContain('Void, nothing ran');
    expect(buttonsOf(office, asked)).not.toContain('Approve');
    expect(await approvalOf(office, asked)).toMatchObject({
      status: 'voided',
      ending: { reason: 'refused_by_evidence' },
    });
    await expectNothingRan(office, asked);
  }
  expect(await david.offers('Approve')).toBe(false);
});

test('a table that somebody writes to between the request and the start is not restored; the request is offered again, filled in', async () => {
  const office = await openOffice({ approved: ({ write }) => write(20) });
  const { david, maria } = office;
  const asked = await requested(office, { version: 23 });

  await david.press('Approve');
  const card = await cardSays(office, asked, '⚠️ Void, nothing ran');
  expect(messageWords(card)).toContain('current version was 25 and is 26');
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'voided',
    ending: { reason: 'evidence_moved' },
  });
  await maria.waitFor(
    /APR-1: \n*void, nothing ran\. Since it was asked for, current version was 25 and is 26/,
  );
  await expectNothingRan(office, asked);
  expect(await versionNow(office)).toBe(26n);

  expect(buttonsOf(office, asked)).toEqual(['Request action']);
  await maria.press('Request action', { in: 'Void, nothing ran' });
  const { modal } = await maria.waitUntil((screen) => screen.modal !== null && screen, {
    timeoutMs: PATIENCE_MS,
  });
  expect(JSON.stringify(modal?.view.blocks)).toContain('Filled in for you: check every value.');
  const again = await sendForm(office, maria, { reason: 'Still needed' });
  expect(await approvalOf(office, again)).toMatchObject({ status: 'pending', parameters: { version: 23 } });
  await cardSays(office, again, '26 now → contents of 23');
});

test('a write before anybody has decided is found at the start as well', async () => {
  const office = await openOffice();
  const asked = await requested(office);

  await office.write(20);
  await office.david.press('Approve');
  await cardSays(office, asked, 'current version was 25 and is 26');
  await expectNothingRan(office, asked);
});

test('what is stored being changed after the approval voids it: shown, approved and sent are one', async () => {
  const office = await openOffice(
    {},
    {
      // A store that answers with another statement than the one that was put into it.
      journal: (journal) => ({
        ...journal,
        load: async (ref) => {
          const stored = await journal.load(ref);
          if (stored === null || !JSON.stringify(stored.state).includes('"status":"approved"')) return stored;
          const state = JSON.parse(JSON.stringify(stored.state).replaceAll('AS OF 24 /*', 'AS OF 3 /*'));
          return { ...stored, state };
        },
      }),
    },
  );
  const asked = await requested(office);

  await office.david.press('Approve');
  await cardSays(office, asked, '⚠️ Void, nothing ran');
  await cardSays(office, asked, 'What is stored is not what was approved.');
  expect(sentFor(office, asked)).toEqual([]);
});

test('without a principal of its own for changes every request is refused with what to set, and checks still work', async () => {
  const office = await openOffice({}, { actions: () => null });
  const { maria } = office;
  await declare(office);

  await openRequest(maria);
  await maria.fill({ 'Version to restore': GOOD_VERSION, 'Why? The approver decides on this.': 'A bad job' });
  await maria.submit();
  await maria.waitFor('Actions are switched off', { timeoutMs: PATIENCE_MS });
  await maria.waitFor(
    'Set DATABRICKS_ACTIONS_TOKEN, or DATABRICKS_ACTIONS_CLIENT_ID and DATABRICKS_ACTIONS_CLIENT_SECRET',
  );
  expect(await office.journal.find('approval', 'live', { limit: 10 })).toMatchObject({ ids: [] });
  await maria.dismiss();

  await maria.press('Run checks');
  await maria.waitFor('The newest row is 9.0 hours old', { timeoutMs: PATIENCE_MS });
  expect(office.lakehouse.received.every(({ text }) => !text.startsWith('RESTORE'))).toBe(true);
});
