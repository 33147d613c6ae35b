/** The changes of a table: asked for on its incident, approved by the data approvers, proven, and undone where they can be. */
import { expect, test, vi } from 'vitest';
import { rooms } from '../../sandbox/slack/fixture.ts';
import {
  approvalOf,
  buttonsOf,
  cardSays,
  declare,
  openOffice,
  PATIENCE_MS,
  sendForm,
  TABLE,
} from '../support/approvals.ts';
import { approved, askBack, askFor, expectAllOf, pendingCard } from '../support/changing.ts';

vi.setConfig({ testTimeout: 120_000 });

const CLEAN = 'banking_catalog.banking_silver.transactions_clean';
const QUOTED_CLEAN = '`banking_catalog`.`banking_silver`.`transactions_clean`';
const OPTIMIZE = 'Optimize a table';
const VACUUM = 'Vacuum a table';
const ADD_COLUMNS = 'Add missing columns to a table';
const AUTO = 'Set automatic optimization';

test('small files are put together, in the order that is given; there is nothing to undo, and the card says so', async () => {
  const office = await openOffice();
  await declare(office);
  const asked = await askFor(office, OPTIMIZE, { Table: CLEAN });
  expectAllOf(await pendingCard(office, asked), [
    `OPTIMIZE ${QUOTED_CLEAN} /* ${asked.id} */`,
    '90, 360.0 MB together',
    'nothing: files are only put together',
    'There is no undo',
  ]);
  const done = await approved(office, asked, office.david);
  expectAllOf(done, ['Done, as version 20 of the history: 1 file now, 90 before.', 'numFilesRemoved: 90']);
  expect(done).not.toContain('filesRemoved":');
  expect(buttonsOf(office, asked)).toEqual([]);

  const ordered = await askFor(office, OPTIMIZE, {
    Table: CLEAN,
    'Order by (ZORDER)': 'account_id , LOADED_AT',
  });
  expectAllOf(await pendingCard(office, ordered), [
    `OPTIMIZE ${QUOTED_CLEAN} ZORDER BY (\`account_id\`, \`LOADED_AT\`) /* ${ordered.id} */`,
    'version 20',
  ]);
  expect(await approved(office, ordered, office.david)).toContain('as version 21 of the history');
});

test('old files are deleted: what a rehearsal lists, how far back it still goes, and no way back', async () => {
  const office = await openOffice();
  await declare(office);
  const asked = await askFor(office, VACUUM, { Table: CLEAN });
  expectAllOf(await pendingCard(office, asked), [
    'destructive',
    `VACUUM ${QUOTED_CLEAN} RETAIN 168 HOURS /* ${asked.id} */`,
    '1,000 or more files',
    'up to 13',
    'version 13 (of 0 to 19)',
    'There is no undo',
    'RESTORE and time travel to before version 13 stop working',
  ]);
  const done = await approved(office, asked, office.david);
  expectAllOf(done, ['Version 21 of the history is its end. A DRY RUN lists no file now.']);
  expect(buttonsOf(office, asked)).toEqual([]);
  const [{ rows } = { rows: 0 }] = await office.lakehouse.query(
    `SELECT count(*) AS rows FROM ${CLEAN} VERSION AS OF 13`,
  );
  expect(Number(rows)).toBeGreaterThan(0);
  await expect(office.lakehouse.query(`SELECT * FROM ${CLEAN} VERSION AS OF 12`)).rejects.toThrow(
    'FILE_NOT_EXIST',
  );

  const again = await askFor(office, VACUUM, { Table: CLEAN });
  await cardSays(office, again, 'there is nothing to delete');
  expect(buttonsOf(office, again)).not.toContain('Approve');
});

test('the check of two schemas fills in the columns that are missing, and exactly these are added', async () => {
  const office = await openOffice();
  const { maria } = office;
  await declare(office);
  await maria.say(rooms.incidents, '/incident check schema-difference');
  const patient = { timeoutMs: PATIENCE_MS };
  await maria.waitFor('transactions lacks device_id STRING, fee DECIMAL(8,2).', patient);
  await maria.waitFor('Difference of two schemas: fail', patient);
  await maria.press(ADD_COLUMNS, { in: 'Difference of two schemas: fail' });
  await maria.waitFor('Filled in by the bot from the check “Difference of two schemas”', patient);
  await maria.fill({ 'Columns to add': 'device_id STRING' });
  const wrong = await sendForm(office, maria, {});
  await cardSays(office, wrong, 'lacks exactly: device_id STRING, fee DECIMAL(8,2). Ask for these');

  // Filled in as the check found it.
  const asked = await askFor(office, ADD_COLUMNS, {});
  expectAllOf(await pendingCard(office, asked), [
    `ADD COLUMNS (\`device_id\` STRING, \`fee\` DECIMAL(8,2)) /* ${asked.id} */`,
    'Rows that are there have NULL',
    'There is no undo',
  ]);
  expect(await approved(office, asked, office.david)).toContain(
    'Added: DESCRIBE shows device_id STRING, fee DECIMAL(8,2)',
  );
  const described = await office.lakehouse.query(`DESCRIBE TABLE ${TABLE}`);
  expect(described.slice(-2)).toMatchObject([
    { col_name: 'device_id', data_type: 'string' },
    { col_name: 'fee', data_type: 'decimal(8,2)' },
  ]);
  expect(buttonsOf(office, asked)).toEqual([]);
});

test('properties are set, and go back to what they were where both had been set', async () => {
  const office = await openOffice();
  await declare(office);
  const first = await askFor(office, AUTO, {});
  expectAllOf(await pendingCard(office, first), [
    'not set now → true',
    'There is no undo, since not both were set',
  ]);
  await approved(office, first, office.david);
  expect(buttonsOf(office, first)).toEqual([]);

  const second = await askFor(office, AUTO, { 'Compact after writes (autoCompact)': 'auto' });
  await approved(office, second, office.david);
  const back = await askBack(office, second);
  expectAllOf(await pendingCard(office, back), ['auto now → true']);
  await approved(office, back, office.david);
  expect(await approvalOf(office, second)).toMatchObject({ undoneBy: back.id });
  expect(
    await office.lakehouse.query(`SHOW TBLPROPERTIES ${TABLE} (delta.autoOptimize.autoCompact)`),
  ).toEqual([{ key: 'delta.autoOptimize.autoCompact', value: 'true' }]);
});
