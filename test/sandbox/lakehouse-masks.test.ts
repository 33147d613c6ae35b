import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import { warehouseOn } from '../adapters/warehouse-harness.ts';

/** Through the real driver: the actions principal sets masks, an analyst and a reader look. */
const GOLD = 'banking_catalog.banking_gold';
const TABLE = `${GOLD}.customer_360`;
const STRICT = `${GOLD}.mask_ssn_strict`;
const LIMITS = { timeoutMs: 30_000, rowsMax: 50 };
const ANALYST = 'anna.lind@examplebank.test';

let lakehouse: Lakehouse;
const open: Warehouse[] = [];

const as = (token: string): Warehouse => {
  const warehouse = warehouseOn(lakehouse, token);
  open.push(warehouse);
  return warehouse;
};

beforeEach(async () => {
  lakehouse = await startLakehouse({
    tokens: {
      actions: { principal: 'svc-runbook-actions', may: 'change' },
      reader: { principal: 'svc-runbook-reader', may: 'read' },
      analyst: { principal: ANALYST, may: 'read' },
    },
  });
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((warehouse) => warehouse.close()));
  await lakehouse.close();
});

const send = (text: string, token = 'actions') =>
  as(token).send(text, { timeoutMs: 30_000, guard: async () => true, tags: {} });

const rows = async (text: string, token = 'reader') => {
  const result = await as(token).read({ text }, LIMITS);
  if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
  return result.rows;
};

const first = (token: string, table = TABLE) =>
  rows(`SELECT ssn_last_4 FROM ${table} WHERE customer_id = 'CU-0003'`, token);

const SET_STRICT = `ALTER TABLE ${TABLE} ALTER COLUMN ssn_last_4 SET MASK ${STRICT}`;

describe('SET MASK', () => {
  test('hides the values from who is not exempt, before conditions look at them', async () => {
    expect(await first('reader')).toEqual([{ ssn_last_4: '3151' }]);
    expect(await send(SET_STRICT)).toMatchObject({ outcome: 'succeeded' });
    expect(await first('reader')).toEqual([{ ssn_last_4: '****' }]);
    expect(await rows(`SELECT count(*) AS n FROM ${TABLE} WHERE ssn_last_4 = '3151'`)).toEqual([{ n: 0 }]);
    expect(await lakehouse.query(`SELECT ssn_last_4 FROM ${TABLE} WHERE ssn_last_4 = '3151'`)).toHaveLength(
      1,
    );
  });

  test('spares whom the function spares, by their groups', async () => {
    const copy = `${GOLD}.customer_360_cls_protected`;
    expect(await first('analyst', copy)).toEqual([{ ssn_last_4: '3151' }]);
    expect(await first('reader', copy)).toEqual([{ ssn_last_4: '**51' }]);
  });

  test('takes history, time travel and RESTORE away, until it is dropped', async () => {
    await send(SET_STRICT);
    const refused = [
      [`DESCRIBE HISTORY ${TABLE}`, 'ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.DESCRIBE_HISTORY'],
      [`SELECT * FROM ${TABLE} VERSION AS OF 1`, 'COLUMN_MASKS_FEATURE_NOT_SUPPORTED.TIME_TRAVEL'],
    ] as const;
    for (const [text, errorClass] of refused)
      expect(await as('reader').read({ text }, LIMITS)).toMatchObject({ outcome: 'refused', errorClass });
    const restore = `RESTORE TABLE ${TABLE} TO VERSION AS OF 1`;
    expect(await send(restore)).toMatchObject({
      outcome: 'failed',
      errorClass: 'COLUMN_MASKS_FEATURE_NOT_SUPPORTED.TIME_TRAVEL',
    });
    await send(`ALTER TABLE ${TABLE} ALTER COLUMN ssn_last_4 DROP MASK`);
    expect(await first('reader')).toEqual([{ ssn_last_4: '3151' }]);
    expect(await rows(`DESCRIBE HISTORY ${TABLE}`)).toHaveLength(3);
    expect(await send(restore)).toMatchObject({ outcome: 'succeeded' });
  });

  test('is shown by column_masks and by SHOW CREATE TABLE', async () => {
    const masks = `SELECT * FROM banking_catalog.information_schema.column_masks WHERE table_name = 'customer_360'`;
    expect(await rows(masks)).toEqual([]);
    await send(SET_STRICT);
    expect(await rows(masks)).toEqual([
      {
        catalog_name: 'banking_catalog',
        schema_name: 'banking_gold',
        table_name: 'customer_360',
        column_name: 'ssn_last_4',
        mask_catalog: 'banking_catalog',
        mask_schema: 'banking_gold',
        mask_name: 'mask_ssn_strict',
        mask_col_usage: null,
      },
    ]);
    const [created] = await rows(`SHOW CREATE TABLE ${TABLE}`);
    expect(created?.['createtab_stmt']).toContain(
      'ssn_last_4 STRING MASK `banking_catalog`.`banking_gold`.`mask_ssn_strict`,\n  balance DECIMAL(14,2)',
    );
  });

  const mask = (rest: string) => `ALTER TABLE ${TABLE} ALTER COLUMN ${rest}`;
  test.each([
    [
      mask(`ssn_last_4 SET MASK banking_gold.mask_ssn_strict`),
      'ROW_COLUMN_ACCESS.ASSIGNED_COLUMN_MASK_FUNCTION_NOT_FOUND',
    ],
    [mask(`ssn SET MASK ${STRICT}`), 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
    [
      mask(`ssn_last_4 SET MASK ${STRICT} USING COLUMNS (segment)`),
      'ROW_COLUMN_ACCESS.ASSIGNED_COLUMN_MASK_WRONG_NUMBER_OF_COLUMNS',
    ],
    [
      mask(`ssn_last_4 SET MASK ${STRICT} USING COLUMNS (segment, SEGMENT)`),
      'ROW_COLUMN_ACCESS.ASSIGNED_COLUMN_MASK_DUPLICATE_USING_COLUMN_NAME',
    ],
    [
      mask(`ssn_last_4 SET MASK ${STRICT} USING COLUMNS (Ssn_Last_4)`),
      'ROW_COLUMN_ACCESS.ASSIGNED_COLUMN_MASK_USING_COLUMN_NAME_SAME_AS_TARGET_COLUMN',
    ],
    [mask('ssn_last_4 SET MASK'), 'PARSE_SYNTAX_ERROR'],
    [mask('ssn_last_4 TYPE STRING'), 'PARSE_SYNTAX_ERROR'],
    [mask(`ssn_last_4 SET MASK ${STRICT} USING (segment)`), 'PARSE_SYNTAX_ERROR'],
    [`ALTER TABLE ${GOLD}.nowhere ALTER COLUMN a DROP MASK`, 'TABLE_OR_VIEW_NOT_FOUND'],
  ])('%s → %s, and nothing is masked', async (text, errorClass) => {
    expect(await send(text)).toMatchObject({ outcome: 'failed', errorClass });
    expect(await first('reader')).toEqual([{ ssn_last_4: '3151' }]);
  });

  test('needs MANAGE on the table, and EXECUTE on the function', async () => {
    expect(await send(SET_STRICT, 'reader')).toMatchObject({
      errorClass: 'INSUFFICIENT_PERMISSIONS',
      message: expect.stringContaining(`MANAGE on Table '${TABLE}'`),
    });
    await send(`REVOKE EXECUTE ON FUNCTION ${STRICT} FROM \`svc-runbook-actions\``);
    expect(await send(SET_STRICT)).toMatchObject({
      errorClass: 'INSUFFICIENT_PERMISSIONS',
      message: expect.stringContaining(`EXECUTE on Routine or Model '${STRICT}'`),
    });
    expect(await first('reader')).toEqual([{ ssn_last_4: '3151' }]);
  });
});

describe('functions', () => {
  test('are listed by their schema, and described with their body', async () => {
    expect(await rows(`SHOW USER FUNCTIONS IN ${GOLD}`)).toEqual([
      { function: `${GOLD}.mask_ssn_partial` },
      { function: STRICT },
    ]);
    const lines = (await rows(`DESCRIBE FUNCTION EXTENDED ${STRICT}`)).map((row) => row['function_desc']);
    expect(lines).toContain('Input:    ssn STRING');
    expect(lines.at(-1)).toMatch(/^Body: {5}CASE WHEN is_account_group_member/);
  });

  test.each([
    [`DESCRIBE FUNCTION ${GOLD}.nothing`, 'ROUTINE_NOT_FOUND'],
    ['SHOW USER FUNCTIONS IN banking_catalog.nowhere', 'SCHEMA_NOT_FOUND'],
    [`SELECT ${STRICT}('1234')`, 'PARSE_SYNTAX_ERROR'],
  ])('%s → %s', async (text, errorClass) => {
    expect(await as('reader').read({ text }, LIMITS)).toMatchObject({ outcome: 'refused', errorClass });
  });

  test.each([
    [`GRANT SELECT ON FUNCTION ${STRICT} TO contractors`, 'INVALID_PARAMETER_VALUE'],
    [`GRANT EXECUTE ON TABLE ${TABLE} TO contractors`, 'INVALID_PARAMETER_VALUE'],
    [`GRANT EXECUTE ON FUNCTION ${TABLE} TO contractors`, 'ROUTINE_NOT_FOUND'],
  ])('%s → %s', async (text, errorClass) => {
    expect(await send(text)).toMatchObject({ outcome: 'failed', errorClass });
  });
});
