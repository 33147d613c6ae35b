import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import { warehouseOn } from '../adapters/warehouse-harness.ts';
import { trust } from '../support/bot.ts';

/** Through the real driver, as three of the demo's principals: an administrator who manages the catalog, and two who do not. */
const OUTSIDER = 'r.vance@contractor.test';
const LIMITS = { timeoutMs: 30_000, rowsMax: 500 };

let lakehouse: Lakehouse;
let admin: Warehouse;
let outsider: Warehouse;
let reader: Warehouse;

beforeEach(async () => {
  lakehouse = await startLakehouse({
    tokens: {
      admin: { principal: 'svc-runbook-actions', may: 'change' },
      outsider: { principal: OUTSIDER, may: 'read' },
      reader: { principal: 'svc-runbook-reader', may: 'read' },
    },
  });
  trust(lakehouse);
  admin = warehouseOn(lakehouse, 'admin');
  outsider = warehouseOn(lakehouse, 'outsider');
  reader = warehouseOn(lakehouse, 'reader');
});

afterEach(async () => {
  await Promise.all([admin.close(), outsider.close(), reader.close()]);
  await lakehouse.close();
});

async function rows(by: Warehouse, text: string) {
  const result = await by.read({ text }, LIMITS);
  if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
  return result.rows;
}

describe('SHOW GROUPS', () => {
  test('tells an administrator which groups somebody is in', async () => {
    const result = await admin.read({ text: `SHOW GROUPS WITH USER \`${OUTSIDER}\`` }, LIMITS);
    expect(result).toMatchObject({
      columns: ['name', 'directGroup'],
      rows: [{ name: 'contractors', directGroup: true }],
    });
    expect(await rows(admin, 'SHOW GROUPS WITH GROUP contractors')).toEqual([]);
  });

  test.each([
    ['SHOW GROUPS WITH USER `nobody@bank.test`', 'PRINCIPAL_DOES_NOT_EXIST'],
    ['SHOW GROUPS WITH contractors', 'PARSE_SYNTAX_ERROR'],
    ["SHOW GROUPS LIKE '*'", 'PARSE_SYNTAX_ERROR'],
  ])('%s → %s', async (text, errorClass) => {
    expect(await admin.read({ text }, LIMITS)).toMatchObject({ outcome: 'refused', errorClass });
  });

  test('is refused to anybody else, about themselves too', async () => {
    expect(await outsider.read({ text: `SHOW GROUPS WITH USER \`${OUTSIDER}\`` }, LIMITS)).toMatchObject({
      outcome: 'refused',
      errorClass: 'INSUFFICIENT_PERMISSIONS',
    });
  });
});

describe('INFORMATION_SCHEMA', () => {
  const GRANTS = `SELECT grantee, privilege_type, table_schema, table_name, inherited_from
    FROM banking_catalog.information_schema.table_privileges
    WHERE grantee = '${OUTSIDER}' AND table_name = 'transactions' ORDER BY inherited_from, privilege_type`;

  test('tells who manages the catalog what is granted on a table, and what comes from above', async () => {
    const found = await rows(admin, GRANTS);
    expect(found.map((row) => [row['privilege_type'], row['inherited_from']])).toEqual([
      ['SELECT', 'CATALOG'],
      ['USE_CATALOG', 'CATALOG'],
      ['USE_SCHEMA', 'CATALOG'],
      ['MODIFY', 'NONE'],
      ['SELECT', 'NONE'],
    ]);
  });

  test('shows others what they hold themselves, by themselves or by a group, and nothing else, without a word', async () => {
    const grantees = `SELECT DISTINCT grantee FROM system.information_schema.schema_privileges ORDER BY grantee`;
    expect((await rows(outsider, grantees)).map(({ grantee }) => grantee)).toEqual([
      'account users',
      'contractors',
      OUTSIDER,
    ]);
    expect((await rows(admin, grantees)).length).toBeGreaterThan(5);
    expect(await rows(reader, GRANTS)).toEqual([]);
  });

  test('tells the columns of tables in their order, and of none that somebody has no part in', async () => {
    const columns = `SELECT column_name, ordinal_position, full_data_type FROM system.information_schema.columns
      WHERE table_name = 'transactions_landing' ORDER BY ordinal_position LIMIT 3`;
    const all = await rows(admin, columns);
    expect(all).toEqual([
      { column_name: 'transaction_id', ordinal_position: '0', full_data_type: 'string' },
      { column_name: 'account_id', ordinal_position: '1', full_data_type: 'string' },
      { column_name: 'amount', ordinal_position: '2', full_data_type: 'decimal(12,2)' },
    ]);
    const tables = `SELECT DISTINCT table_schema FROM banking_catalog.information_schema.columns`;
    expect((await rows(admin, tables)).length).toBeGreaterThan(3);
    await admin.send('REVOKE ALL PRIVILEGES ON CATALOG banking_catalog FROM `account users`', {
      timeoutMs: 30_000,
      guard: async () => true,
      tags: {},
    });
    await admin.send(`REVOKE ALL PRIVILEGES ON CATALOG banking_catalog FROM \`${OUTSIDER}\``, {
      timeoutMs: 30_000,
      guard: async () => true,
      tags: {},
    });
    expect(await rows(outsider, tables)).toEqual([{ table_schema: 'banking_bronze' }]);
  });

  test('names the owners of catalogs, schemas and tables', async () => {
    const catalogs = `SELECT catalog_name, catalog_owner FROM system.information_schema.catalogs`;
    expect(await rows(admin, catalogs)).toContainEqual({
      catalog_name: 'banking_catalog',
      catalog_owner: 'data-platform',
    });
    const schemata = `SELECT schema_name, schema_owner FROM system.information_schema.schemata WHERE catalog_name = 'banking_catalog'`;
    expect(await rows(admin, schemata)).toContainEqual({
      schema_name: 'audit_logging',
      schema_owner: 'security-platform',
    });
    const tables = `SELECT table_owner FROM system.information_schema.tables WHERE table_name = 'transactions'`;
    expect(await rows(admin, tables)).toEqual([{ table_owner: 'data-platform' }]);
  });

  test('holds what GRANT and REVOKE have just changed', async () => {
    const send = (text: string) => admin.send(text, { timeoutMs: 30_000, guard: async () => true, tags: {} });
    const count = `SELECT count(*) AS n FROM system.information_schema.catalog_privileges WHERE grantee = '${OUTSIDER}'`;
    expect(await rows(admin, count)).toEqual([{ n: 3 }]);
    await send(`REVOKE ALL PRIVILEGES ON CATALOG banking_catalog FROM \`${OUTSIDER}\``);
    expect(await rows(admin, count)).toEqual([{ n: 0 }]);
  });

  test.each([
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM system.information_schema.volumes',
    'SELECT * FROM nowhere.information_schema.tables',
    'SELECT * FROM banking_catalog.banking_gold.tables',
  ])('%s is not there', async (text) => {
    expect(await admin.read({ text }, LIMITS)).toMatchObject({
      outcome: 'refused',
      errorClass: 'TABLE_OR_VIEW_NOT_FOUND',
    });
  });
});
