import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import { warehouseOn } from '../adapters/warehouse-harness.ts';
import { ACTIONS_TOKEN, READER, READER_TOKEN, startTestLakehouse } from '../support/bot.ts';

/** Through the real driver, under the two principals of the demo. */
const OUTSIDER = 'r.vance@contractor.test';
const CATALOG = 'banking_catalog';
const TABLE = `${CATALOG}.banking_bronze.transactions`;

let lakehouse: Lakehouse;
let actions: Warehouse;
let reader: Warehouse;

beforeEach(async () => {
  lakehouse = await startTestLakehouse();
  actions = warehouseOn(lakehouse, ACTIONS_TOKEN);
  reader = warehouseOn(lakehouse, READER_TOKEN);
});

afterEach(async () => {
  await Promise.all([actions.close(), reader.close()]);
  await lakehouse.close();
});

const send = (text: string, by: Warehouse = actions) =>
  by.send(text, { timeoutMs: 30_000, guard: async () => true, tags: {} });

const held = async (on: string, principal = OUTSIDER) => {
  const rows = await lakehouse.query(`SHOW GRANTS \`${principal}\` ON ${on}`);
  const text = (cell: unknown) => (typeof cell === 'string' ? cell : '?');
  return rows.map(({ actionType, objectType }) => `${text(actionType)} on ${text(objectType)}`);
};

describe('SHOW GRANTS', () => {
  test('has the columns of Databricks, and tells what comes from above', async () => {
    expect(
      await actions.read(
        { text: `SHOW GRANTS \`${OUTSIDER}\` ON TABLE ${TABLE}` },
        { timeoutMs: 30_000, rowsMax: 50 },
      ),
    ).toMatchObject({
      columns: ['principal', 'actionType', 'objectType', 'objectKey'],
      rows: [
        { principal: OUTSIDER, actionType: 'SELECT', objectType: 'TABLE', objectKey: TABLE },
        { actionType: 'MODIFY', objectType: 'TABLE' },
        { actionType: 'USE CATALOG', objectType: 'CATALOG', objectKey: CATALOG },
        { actionType: 'USE SCHEMA', objectType: 'CATALOG' },
        { actionType: 'SELECT', objectType: 'CATALOG' },
      ],
    });
  });

  test('is refused to who neither owns nor manages the object, except about themselves', async () => {
    const limits = { timeoutMs: 30_000, rowsMax: 50 };
    expect(await reader.read({ text: `SHOW GRANTS ON CATALOG ${CATALOG}` }, limits)).toMatchObject({
      outcome: 'refused',
      errorClass: 'INSUFFICIENT_PERMISSIONS',
      message: expect.stringContaining("does not have MANAGE on Catalog 'banking_catalog'"),
    });
    expect(
      await reader.read({ text: `SHOW GRANTS \`${READER}\` ON CATALOG ${CATALOG}` }, limits),
    ).toMatchObject({
      outcome: 'read',
      rows: [],
    });
  });
});

describe('GRANT and REVOKE', () => {
  test('REVOKE takes the named privileges from the object, and nothing that comes from elsewhere', async () => {
    expect(await send(`REVOKE SELECT, MODIFY ON TABLE ${TABLE} FROM \`${OUTSIDER}\``)).toMatchObject({
      outcome: 'succeeded',
    });
    expect(await held(`TABLE ${TABLE}`)).toEqual([
      'USE CATALOG on CATALOG',
      'USE SCHEMA on CATALOG',
      'SELECT on CATALOG',
    ]);
    expect(await held(`SCHEMA ${CATALOG}.banking_bronze`, 'contractors')).toEqual([
      'USE SCHEMA on SCHEMA',
      'SELECT on SCHEMA',
    ]);
  });

  test('REVOKE ALL PRIVILEGES takes every one but MANAGE, whoever’s case it was written in', async () => {
    await send(`GRANT MANAGE ON CATALOG ${CATALOG} TO \`${OUTSIDER}\``);
    expect(
      await send(`REVOKE ALL PRIVILEGES ON CATALOG ${CATALOG} FROM \`${OUTSIDER.toUpperCase()}\``),
    ).toMatchObject({ outcome: 'succeeded' });
    expect(await held(`CATALOG ${CATALOG}`)).toEqual(['MANAGE on CATALOG']);
    expect(await held(`TABLE ${TABLE}`)).toContain('SELECT on TABLE');
  });

  test('REVOKE of what is not granted succeeds, and a GRANT given twice is held once', async () => {
    expect(await send(`REVOKE MODIFY ON CATALOG ${CATALOG} FROM \`${OUTSIDER}\``)).toMatchObject({
      outcome: 'succeeded',
    });
    await send(`GRANT SELECT ON SCHEMA ${CATALOG}.banking_gold TO \`${OUTSIDER}\``);
    await send(`GRANT SELECT ON SCHEMA ${CATALOG}.banking_gold TO \`${OUTSIDER}\``);
    expect((await held(`SCHEMA ${CATALOG}.banking_gold`)).filter((text) => text.endsWith('SCHEMA'))).toEqual([
      'SELECT on SCHEMA',
    ]);
  });

  test.each([
    [`REVOKE SELECT ON CATALOG ${CATALOG} FROM USER \`${OUTSIDER}\``, 'PARSE_SYNTAX_ERROR'],
    [`GRANT SELECT ON TABLE ${TABLE} TO USER ${OUTSIDER}`, 'PARSE_SYNTAX_ERROR'],
    [`GRANT \`fraud_analysts\` TO \`${OUTSIDER}\``, 'PARSE_SYNTAX_ERROR'],
    [`GRANT EVERYTHING ON CATALOG ${CATALOG} TO \`${OUTSIDER}\``, 'PARSE_SYNTAX_ERROR'],
    [`GRANT SELECT ON CATALOG ${CATALOG} TO \`${OUTSIDER}\`; SELECT 1`, 'PARSE_SYNTAX_ERROR'],
    [`GRANT USE CATALOG ON TABLE ${TABLE} TO \`${OUTSIDER}\``, 'INVALID_PARAMETER_VALUE'],
    [`GRANT SELECT ON CATALOG ${CATALOG} TO \`nobody@bank.test\``, 'PRINCIPAL_DOES_NOT_EXIST'],
    [`REVOKE SELECT ON CATALOG ${CATALOG} FROM \`nobody@bank.test\``, 'PRINCIPAL_DOES_NOT_EXIST'],
    [`GRANT SELECT ON CATALOG nowhere TO \`${OUTSIDER}\``, 'NO_SUCH_CATALOG_EXCEPTION'],
    [`GRANT SELECT ON SCHEMA ${CATALOG}.nowhere TO \`${OUTSIDER}\``, 'SCHEMA_NOT_FOUND'],
    [`GRANT SELECT ON TABLE ${CATALOG}.banking_bronze.nowhere TO \`${OUTSIDER}\``, 'TABLE_OR_VIEW_NOT_FOUND'],
  ])('%s → %s, and nothing has changed', async (text, errorClass) => {
    const before = await lakehouse.query(`SHOW GRANTS ON CATALOG ${CATALOG}`);
    expect(await send(text)).toMatchObject({ outcome: 'failed', errorClass });
    expect(await lakehouse.query(`SHOW GRANTS ON CATALOG ${CATALOG}`)).toEqual(before);
  });

  test('the reader can change none of it', async () => {
    expect(await send(`REVOKE SELECT ON CATALOG ${CATALOG} FROM \`${OUTSIDER}\``, reader)).toMatchObject({
      outcome: 'failed',
      errorClass: 'INSUFFICIENT_PERMISSIONS',
      message: expect.stringContaining("MANAGE on Catalog 'banking_catalog'"),
    });
    expect(await held(`CATALOG ${CATALOG}`)).toContain('SELECT on CATALOG');
  });
});

test('an owner is told by DESCRIBE, may be changed, and has power over what is inside', async () => {
  const owner = async () => (await lakehouse.query(`DESCRIBE CATALOG EXTENDED ${CATALOG}`)).at(-1);
  expect(await owner()).toEqual({ info_name: 'Owner', info_value: 'data-platform' });
  expect(await send(`ALTER CATALOG ${CATALOG} OWNER TO \`runbook_readers\``)).toMatchObject({
    outcome: 'succeeded',
  });
  expect(await owner()).toEqual({ info_name: 'Owner', info_value: 'runbook_readers' });
  const seen = await reader.read(
    { text: `SHOW GRANTS ON TABLE ${TABLE}` },
    { timeoutMs: 30_000, rowsMax: 50 },
  );
  expect(seen).toMatchObject({ outcome: 'read' });
  expect(await lakehouse.query(`DESCRIBE SCHEMA EXTENDED ${CATALOG}.audit_logging`)).toContainEqual({
    database_description_item: 'Owner',
    database_description_value: 'security-platform',
  });
});
