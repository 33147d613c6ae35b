import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { CHANGER, READER, smallSeed, warehouseOn } from '../adapters/warehouse-harness.ts';

/** Through the real driver: a table that is made, and rows that come in one value and are put in once. */
const TABLE = 'main.sales.notes';
const ROWS = "(SELECT inline(from_json(:rows, 'ARRAY<STRUCT<id BIGINT, label STRING>>')))";
const MERGE = `MERGE INTO ${TABLE} AS t USING ${ROWS} AS s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, label) VALUES (s.id, s.label)`;

let lakehouse: Lakehouse;
let owner: ReturnType<typeof warehouseOn>;

beforeEach(async () => {
  const access = { principals: { [READER]: [], [CHANGER]: [] }, owners: {}, grants: [] };
  lakehouse = await startLakehouse({
    tokens: {
      'reader-token': { principal: READER, may: 'read' },
      'changer-token': { principal: CHANGER, may: 'change' },
    },
    seed: () => ({ ...smallSeed(), access }),
  });
  owner = warehouseOn(lakehouse, 'changer-token');
});

afterEach(async () => {
  await owner.close();
  await lakehouse.close();
});

/** A statement of the port has no parameters; those of a read have. */
async function errorOf(text: string, warehouse = owner): Promise<string> {
  const sent = await warehouse.send(text, { timeoutMs: 30_000, guard: async () => true, tags: {} });
  return sent.outcome === 'failed' ? sent.errorClass : sent.outcome;
}

async function merge(rows: unknown, text = MERGE, warehouse = owner) {
  const parameters = { rows: typeof rows === 'string' ? rows : JSON.stringify(rows) };
  const sent = await warehouse.read({ text, parameters }, { timeoutMs: 30_000, rowsMax: 10 });
  if (sent.outcome === 'refused') return sent.errorClass;
  return sent.outcome === 'read' ? sent.rows[0]?.['num_inserted_rows'] : sent.outcome;
}

const rows = () => lakehouse.query(`SELECT * FROM ${TABLE} ORDER BY id`);

describe('CREATE TABLE', () => {
  test('makes an empty table of its owner, once', async () => {
    const text = `CREATE TABLE ${TABLE} (id BIGINT NOT NULL COMMENT 'its', label STRING) USING DELTA TBLPROPERTIES ('delta.appendOnly' = 'true')`;
    expect(await errorOf(text)).toBe('succeeded');
    expect(await errorOf(text)).toBe('TABLE_OR_VIEW_ALREADY_EXISTS');
    expect(await errorOf(text.replace('TABLE main', 'TABLE IF NOT EXISTS main'))).toBe('succeeded');
    expect(await rows()).toEqual([]);
    expect(await lakehouse.query(`SHOW TBLPROPERTIES ${TABLE}`)).toContainEqual({
      key: 'delta.appendOnly',
      value: 'true',
    });
  });

  test.each([
    ['CREATE TABLE main.nowhere.notes (id BIGINT)', 'SCHEMA_NOT_FOUND'],
    [`CREATE TABLE ${TABLE} (id BIGINT, ID STRING)`, 'FIELD_ALREADY_EXISTS'],
    [
      `CREATE TABLE ${TABLE} (id BIGINT) TBLPROPERTIES ('delta.autoMerge' = 'x')`,
      'DELTA_UNKNOWN_CONFIGURATION',
    ],
    [`CREATE TABLE ${TABLE} AS SELECT 1`, 'PARSE_SYNTAX_ERROR'],
    [`CREATE OR REPLACE TABLE ${TABLE} (id BIGINT)`, 'PARSE_SYNTAX_ERROR'],
    ['CREATE TABLE notes (id BIGINT)', 'PARSE_SYNTAX_ERROR'],
    [`CREATE TABLE ${TABLE} (id BLOB)`, 'PARSE_SYNTAX_ERROR'],
  ])('%s: %s', async (text, errorClass) => {
    expect(await errorOf(text)).toBe(errorClass);
  });

  test('is not for who may only read', async () => {
    const reader = warehouseOn(lakehouse, 'reader-token');
    expect(await errorOf(`CREATE TABLE ${TABLE} (id BIGINT)`, reader)).toBe('INSUFFICIENT_PERMISSIONS');
    await reader.close();
  });
});

describe('MERGE', () => {
  beforeEach(() => errorOf(`CREATE TABLE ${TABLE} (id BIGINT NOT NULL, label STRING, at TIMESTAMP)`));

  test('puts in what is not there, whatever the values are, and is a version of the table', async () => {
    expect(await merge([{ id: 1, label: "it's \\ `x` :rows ünï" }, { id: 2 }])).toBe(2);
    expect(
      await merge([
        { id: 2, label: 'other' },
        { id: 3, label: 'three' },
      ]),
    ).toBe(1);
    expect(await merge([{ id: 3 }])).toBe(0);
    expect(await rows()).toEqual([
      { id: 1n, label: "it's \\ `x` :rows ünï", at: null },
      { id: 2n, label: null, at: null },
      { id: 3n, label: 'three', at: null },
    ]);
    const history = await lakehouse.query(`DESCRIBE HISTORY ${TABLE}`);
    expect(history.map(({ operation }) => operation)).toEqual(['MERGE', 'MERGE', 'CREATE TABLE']);
  });

  test('two at a time put nothing in twice', async () => {
    const all = Array.from({ length: 8 }, (_none, id) => ({ id, label: 'x' }));
    await Promise.all([merge(all), merge(all.slice(2)), merge(all.slice(0, 5))]);
    expect(await rows()).toHaveLength(8);
  });

  test('what is no JSON is no rows', async () => {
    expect(await merge('not JSON')).toBe(0);
    expect(await merge('null')).toBe(0);
  });

  test.each([
    [
      'a column that is not there',
      MERGE.replace('INSERT (id, label)', 'INSERT (id, labels)'),
      'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    ],
    [
      'a column that the source has not',
      MERGE.replace('s.label)', 's.labels)'),
      'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION',
    ],
    ['a table that is not there', MERGE.replace(TABLE, 'main.sales.none'), 'TABLE_OR_VIEW_NOT_FOUND'],
    [
      'nothing where something is required',
      MERGE.replace('(s.id,', '(NULL,'),
      'DELTA_NOT_NULL_CONSTRAINT_VIOLATED',
    ],
    ['a schema that is none', MERGE.replace('id BIGINT', 'id BLOB'), 'INVALID_SCHEMA.PARSE_ERROR'],
    ['more values than columns', MERGE.replace('s.label)', 's.label, 1)'), 'PARSE_SYNTAX_ERROR'],
    [
      'what changes rows',
      MERGE.replace('NOT MATCHED THEN INSERT (id, label) VALUES (s.id, s.label)', 'MATCHED THEN DELETE'),
      'PARSE_SYNTAX_ERROR',
    ],
    ['a parameter that is not bound', MERGE.replace(':rows', ':others'), 'UNBOUND_SQL_PARAMETER'],
  ])('%s is refused in the engine’s words', async (_name, text, errorClass) => {
    expect(await merge([{ id: 1 }], text)).toBe(errorClass);
    expect(await rows()).toEqual([]);
  });

  test('takes SELECT and MODIFY on the table, and nothing else will do', async () => {
    const reader = warehouseOn(lakehouse, 'reader-token');
    expect(await merge([{ id: 1 }], MERGE, reader)).toBe('INSUFFICIENT_PERMISSIONS');
    await errorOf(`GRANT MODIFY ON TABLE ${TABLE} TO \`${READER}\``);
    expect(await merge([{ id: 1 }], MERGE, reader)).toBe('INSUFFICIENT_PERMISSIONS');
    await errorOf(`GRANT SELECT ON TABLE ${TABLE} TO \`${READER}\``);
    expect(await merge([{ id: 1 }], MERGE, reader)).toBe(1);
    await reader.close();
  });
});
