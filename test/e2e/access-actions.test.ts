/** Access to a table and what is seen of its columns: approved by the security approvers, proven, and undone. */
import { expect, test, vi } from 'vitest';
import { declareIntrusion, OUTSIDER, security, WHO } from '../support/access.ts';
import { approvalOf, cardSays, type Office, openOffice, QUOTED, TABLE } from '../support/approvals.ts';
import { approved, askBack, askFor, expectAllOf, pendingCard } from '../support/changing.ts';

vi.setConfig({ testTimeout: 120_000 });

const GOLD = 'banking_catalog.banking_gold';
const PROTECTED = `${GOLD}.customer_360_cls_protected`;
const MASK = 'Mask a column';

async function heldOn({ lakehouse }: Office): Promise<readonly unknown[]> {
  const rows = await lakehouse.query(`SHOW GRANTS \`${OUTSIDER}\` ON TABLE ${TABLE}`);
  return rows.filter(({ objectType }) => objectType === 'TABLE').map(({ actionType }) => actionType);
}

async function maskOf({ lakehouse }: Office, table: string): Promise<unknown> {
  const rows = await lakehouse.query(
    `SELECT mask_name FROM system.information_schema.column_masks WHERE table_name = '${table}'`,
  );
  return rows[0]?.['mask_name'] ?? null;
}

test('a privilege on a table is taken, with what they keep by other routes, and given back exactly', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const wish = { [WHO]: OUTSIDER, Table: TABLE, Privileges: ['MODIFY'] };
  const asked = await askFor(office, 'Take away access to a table', wish);
  expectAllOf(await pendingCard(office, asked), [
    `REVOKE MODIFY ON TABLE ${QUOTED} FROM \`${OUTSIDER}\` /* ${asked.id} */`,
    'SELECT on the catalog',
    'contractors (SELECT on the schema)',
    'BROWSE on the catalog',
    '⚠️ This alone may not shut them out',
  ]);
  const done = await approved(office, asked, security(office));
  expectAllOf(done, ['Gone: SHOW GRANTS shows nothing of it any more.', 'from above: SELECT on the catalog']);
  expect(await heldOn(office)).toEqual(['SELECT']);

  const back = await askBack(office, asked);
  expectAllOf(await pendingCard(office, back), [`GRANT MODIFY ON TABLE ${QUOTED} TO \`${OUTSIDER}\``]);
  expect(await approvalOf(office, back)).toMatchObject({ groups: ['security-approvers'] });
  await approved(office, back, security(office));
  expect(await heldOn(office)).toEqual(['SELECT', 'MODIFY']);
});

test('privileges are given as one GRANT, and exactly what was new is taken back', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const wish = { [WHO]: 'contractors', Table: TABLE, Privileges: ['MODIFY', 'SELECT'] };
  const asked = await askFor(office, 'Give access to a table', wish);
  expectAllOf(await pendingCard(office, asked), [
    `GRANT MODIFY, SELECT ON TABLE ${QUOTED} TO \`contractors\` /* ${asked.id} */`,
    'They will be able to change and delete rows.',
    'It gives nothing without USE CATALOG and USE SCHEMA',
  ]);
  await approved(office, asked, security(office));
  const back = await askBack(office, asked);
  expectAllOf(await pendingCard(office, back), [
    `REVOKE MODIFY, SELECT ON TABLE ${QUOTED} FROM \`contractors\``,
  ]);
  await approved(office, back, security(office));
  expect(await office.lakehouse.query(`SHOW GRANTS contractors ON TABLE ${TABLE}`)).toMatchObject([
    { objectType: 'SCHEMA' },
    { objectType: 'SCHEMA' },
  ]);
});

test('a column is masked, which stops the history, and the mask is dropped again', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const asked = await askFor(office, MASK, { Mask: `${GOLD}.mask_ssn_strict` });
  expectAllOf(await pendingCard(office, asked), [
    'ALTER TABLE `banking_catalog`.`banking_gold`.`customer_360` ALTER COLUMN `ssn_last_4` SET MASK `banking_catalog`.`banking_gold`.`mask_ssn_strict`',
    'none now → mask_ssn_strict',
    "ELSE '****' END",
    'work now → stop working',
    '⚠️ History, time travel and RESTORE stop working on the table',
  ]);
  expect(await approved(office, asked, security(office))).toContain('In force: ssn_last_4');
  expect(await maskOf(office, 'customer_360')).toBe('mask_ssn_strict');

  const again = await askFor(office, MASK, { Mask: `${GOLD}.mask_ssn_strict` });
  await cardSays(office, again, 'is masked by banking_catalog.banking_gold.mask_ssn_strict already');

  const back = await askBack(office, asked);
  expectAllOf(await pendingCard(office, back), [
    'ALTER COLUMN `ssn_last_4` DROP MASK',
    'Whoever may read the table sees the column as it is',
  ]);
  expect(await approved(office, back, security(office))).toContain('has no mask any more');
  expect(await maskOf(office, 'customer_360')).toBeNull();
});

test('a stricter mask takes the place of another, and the other is what the undo sets again', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const asked = await askFor(office, MASK, { Table: PROTECTED, Mask: `${GOLD}.mask_ssn_strict` });
  expectAllOf(await pendingCard(office, asked), [
    `${GOLD}.mask_ssn_partial now → mask_ssn_strict`,
    'stopped already: ssn_last_4 has a mask',
  ]);
  await approved(office, asked, security(office));
  const back = await askBack(office, asked);
  await cardSays(
    office,
    back,
    `SET MASK \`banking_catalog\`.\`banking_gold\`.\`mask_ssn_partial\` /* ${back.id} */`,
  );
  await approved(office, back, security(office));
  expect(await maskOf(office, 'customer_360_cls_protected')).toBe('mask_ssn_partial');
  await office.bot.idle();
  expect(await approvalOf(office, asked)).toMatchObject({ undoneBy: back.id });
});
