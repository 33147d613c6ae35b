import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import { startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { CHANGER, startSmallLakehouse, warehouseOn } from '../adapters/warehouse-harness.ts';

/** Through the real driver: what looks after a table, and what it does to its history. */
const TABLE = 'main.sales.orders';
const LIMITS = { timeoutMs: 30_000, rowsMax: 2_000 };

let lakehouse: Lakehouse;
let warehouse: ReturnType<typeof warehouseOn>;

const begin = (started: Lakehouse) => {
  lakehouse = started;
  warehouse = warehouseOn(lakehouse, 'changer-token');
};

afterEach(async () => {
  await warehouse.close();
  await lakehouse.close();
});

const send = (text: string) => warehouse.send(text, { timeoutMs: 30_000, guard: async () => true, tags: {} });
const read = (text: string) => warehouse.read({ text }, LIMITS);
const rows = async (text: string) => {
  const result = await read(text);
  if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
  return result.rows;
};
const latest = async (table = TABLE) => (await rows(`DESCRIBE HISTORY ${table} LIMIT 1`))[0];

const CLEAN = 'banking_catalog.banking_silver.transactions_clean';

describe('VACUUM', () => {
  beforeEach(async () => {
    begin(await startLakehouse({ tokens: { 'changer-token': { principal: CHANGER, may: 'change' } } }));
  });

  test('DRY RUN lists a thousand paths at most, and deletes nothing', async () => {
    const paths = await rows(`VACUUM ${CLEAN} RETAIN 168 HOURS DRY RUN`);
    expect(paths).toHaveLength(1_000);
    expect(paths[0]?.['path']).toMatch(/^s3:\/\/lakehouse\/.+\/part-.+\.parquet$/);
    expect(await rows(`SELECT count(*) AS n FROM ${CLEAN} VERSION AS OF 0`)).toEqual([{ n: 60 }]);
    expect(await latest(CLEAN)).toMatchObject({ version: 19 });
  });

  test('deletes what has been of no use for the retention, and leaves history that cannot be read or restored', async () => {
    expect(await send(`VACUUM ${CLEAN} RETAIN 168 HOURS`)).toMatchObject({
      outcome: 'succeeded',
      rows: [{ path: expect.stringMatching(/^s3:\/\/lakehouse\/[^/]+$/) }],
    });
    expect(await rows(`DESCRIBE HISTORY ${CLEAN} LIMIT 2`)).toMatchObject([
      {
        version: 21,
        operation: 'VACUUM END',
        operationParameters: '{"status":"COMPLETED"}',
        operationMetrics: '{"numDeletedFiles":"1170","numVacuumedDirectories":"1"}',
      },
      {
        version: 20,
        userName: CHANGER,
        operation: 'VACUUM START',
        operationParameters:
          '{"retentionCheckEnabled":"true","specifiedRetentionMillis":"604800000","defaultRetentionMillis":"604800000"}',
        operationMetrics: '{"numFilesToDelete":"1170","sizeOfDataToDelete":"4907335680"}',
      },
    ]);
    expect(await read(`SELECT * FROM ${CLEAN} VERSION AS OF 12`)).toMatchObject({
      outcome: 'refused',
      errorClass: 'FAILED_READ_FILE.DBR_FILE_NOT_EXIST',
    });
    expect(await send(`RESTORE TABLE ${CLEAN} TO VERSION AS OF 12`)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('Not all files from version 12 are available'),
    });
    expect(await rows(`SELECT count(*) AS n FROM ${CLEAN} VERSION AS OF 13`)).toEqual([{ n: 60 }]);
    expect(await rows(`SELECT count(*) AS n FROM ${CLEAN}`)).toEqual([{ n: 60 }]);
    expect(await rows(`VACUUM ${CLEAN} DRY RUN`)).toEqual([]);
  });

  test('counts from when a file left the table: what was restored since is kept', async () => {
    await send(`RESTORE TABLE ${CLEAN} TO VERSION AS OF 3`);
    await send(`VACUUM ${CLEAN}`);
    expect(await rows(`SELECT count(*) AS n FROM ${CLEAN} VERSION AS OF 3`)).toEqual([{ n: 60 }]);
    expect(await read(`SELECT * FROM ${CLEAN} VERSION AS OF 4`)).toMatchObject({ outcome: 'refused' });
  });

  test('below the retention is refused, also as a DRY RUN and where the table keeps more', async () => {
    const tooShort = { errorClass: 'DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT' };
    for (const rest of ['RETAIN 167 HOURS', 'RETAIN 0 HOURS DRY RUN'])
      expect(await send(`VACUUM ${CLEAN} ${rest}`)).toMatchObject(tooShort);
    await send(
      `ALTER TABLE ${CLEAN} SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 30 days')`,
    );
    expect(await send(`VACUUM ${CLEAN} RETAIN 168 HOURS`)).toMatchObject({
      ...tooShort,
      message: expect.stringContaining('not less than "720 hours"'),
    });
    expect(await rows(`VACUUM ${CLEAN} DRY RUN`)).toEqual([]);
  });

  test.each([
    'RETAIN 7 DAYS',
    'RETAIN -1 HOURS',
    "RETAIN '168' HOURS",
    'RETAIN 168',
    'DRY',
    'DRY RUN RETAIN 168 HOURS',
  ])('VACUUM t %s → PARSE_SYNTAX_ERROR', async (rest) => {
    expect(await send(`VACUUM ${CLEAN} ${rest}`)).toMatchObject({ errorClass: 'PARSE_SYNTAX_ERROR' });
  });
});

describe('OPTIMIZE', () => {
  beforeEach(async () => begin(await startSmallLakehouse()));

  test('packs small files into one, says so in its result and in the history, and has nothing to do twice', async () => {
    await send(`RESTORE TABLE ${TABLE} TO VERSION AS OF 2`);
    const packed = await rows(`OPTIMIZE ${TABLE}`);
    expect(packed).toHaveLength(1);
    expect(JSON.parse(String(packed[0]?.['metrics']))).toMatchObject({
      numFilesAdded: 1,
      numFilesRemoved: 3,
      filesAdded: { min: 333, max: 333, avg: 333, totalFiles: 1, totalSize: 333 },
      filesRemoved: { min: 3, max: 300, avg: 111, totalFiles: 3, totalSize: 333 },
    });
    expect(await latest()).toMatchObject({
      version: 5,
      operation: 'OPTIMIZE',
      operationParameters: '{"predicate":"[]","zOrderBy":"[]","batchId":"0","auto":"false","clusterBy":"[]"}',
      operationMetrics: expect.stringContaining(
        '"numRemovedFiles":"3","numRemovedBytes":"333","numAddedFiles":"1"',
      ),
    });
    expect(await rows(`SELECT count(*) AS n FROM ${TABLE}`)).toEqual([{ n: 3 }]);
    const [again] = await rows(`OPTIMIZE ${TABLE}`);
    expect(JSON.parse(String(again?.['metrics']))).toMatchObject({ numFilesAdded: 0, numFilesRemoved: 0 });
    expect(await latest()).toMatchObject({ version: 5 });
  });

  test('ZORDER BY rewrites every file, once', async () => {
    await send(`OPTIMIZE ${TABLE} ZORDER BY (id, label)`);
    expect(await latest()).toMatchObject({
      version: 4,
      operationParameters: expect.stringContaining('"zOrderBy":"[\\"id\\",\\"label\\"]"'),
    });
    await send(`OPTIMIZE ${TABLE} ZORDER BY (id, label)`);
    expect(await latest()).toMatchObject({ version: 4 });
    await send(`OPTIMIZE ${TABLE} ZORDER BY label`);
    expect(await latest()).toMatchObject({ version: 5 });
  });

  test.each([
    ['ZORDER BY (nothing)', 'DELTA_ZORDERING_COLUMN_DOES_NOT_EXIST'],
    ['WHERE id > 1', 'DELTA_NON_PARTITION_COLUMN_REFERENCE'],
    ['ZORDER BY ()', 'PARSE_SYNTAX_ERROR'],
    ['ZORDER BY (id', 'PARSE_SYNTAX_ERROR'],
  ])('OPTIMIZE t %s → %s, and no version', async (rest, errorClass) => {
    expect(await send(`OPTIMIZE ${TABLE} ${rest}`)).toMatchObject({ outcome: 'failed', errorClass });
    expect(await latest()).toMatchObject({ version: 3 });
  });
});

describe('table properties', () => {
  beforeEach(async () => begin(await startSmallLakehouse()));

  test('are set, shown, and part of the version: RESTORE brings the old ones back', async () => {
    const set = `ALTER TABLE ${TABLE} SET TBLPROPERTIES ('delta.autoOptimize.optimizeWrite' = 'true', delta.appendOnly = false, 'our.own' 'x')`;
    expect(await send(set)).toMatchObject({ outcome: 'succeeded' });
    expect(await rows(`SHOW TBLPROPERTIES ${TABLE}`)).toEqual([
      { key: 'delta.appendOnly', value: 'false' },
      { key: 'delta.autoOptimize.optimizeWrite', value: 'true' },
      { key: 'delta.minReaderVersion', value: '1' },
      { key: 'delta.minWriterVersion', value: '2' },
      { key: 'our.own', value: 'x' },
    ]);
    expect(await latest()).toMatchObject({ version: 4, operation: 'SET TBLPROPERTIES' });
    expect(await rows(`DESCRIBE DETAIL ${TABLE}`)).toMatchObject([
      { properties: expect.stringContaining('"our.own":"x"') },
    ]);
    await send(`RESTORE TABLE ${TABLE} TO VERSION AS OF 3`);
    for (const key of ['our.own', 'constructor'])
      expect(await rows(`SHOW TBLPROPERTIES ${TABLE} ('${key}')`)).toEqual([
        { key, value: `Table ${TABLE} does not have property: ${key}` },
      ]);
  });

  test.each([
    ["('delta.autoMerge.enabled' = 'true')", 'DELTA_UNKNOWN_CONFIGURATION'],
    ["('our.own' = 'x', 'DELTA.made.up' = 'x')", 'DELTA_UNKNOWN_CONFIGURATION'],
    ['()', 'PARSE_SYNTAX_ERROR'],
    ["('a' = (SELECT 1))", 'PARSE_SYNTAX_ERROR'],
  ])('SET TBLPROPERTIES %s → %s, and nothing is set', async (list, errorClass) => {
    expect(await send(`ALTER TABLE ${TABLE} SET TBLPROPERTIES ${list}`)).toMatchObject({ errorClass });
    expect(await latest()).toMatchObject({ version: 3 });
  });
});

describe('ADD COLUMNS', () => {
  beforeEach(async () => begin(await startSmallLakehouse()));

  test('gives NULLs, keeps the schema of old versions, and is taken back by RESTORE', async () => {
    await send(`RESTORE TABLE ${TABLE} TO VERSION AS OF 0`);
    const add = `ALTER TABLE ${TABLE} ADD COLUMNS (channel STRING COMMENT 'card or transfer', fee DECIMAL(8,2))`;
    expect(await send(add)).toMatchObject({ outcome: 'succeeded' });
    expect(await rows(`SELECT * FROM ${TABLE}`)).toEqual([
      { id: 0, label: 'order 0', channel: null, fee: null },
    ]);
    expect(await rows(`DESCRIBE TABLE ${TABLE}`)).toMatchObject([
      { col_name: 'id' },
      { col_name: 'label' },
      { col_name: 'channel', data_type: 'string' },
      { col_name: 'fee', data_type: 'decimal(8,2)' },
    ]);
    expect(await rows(`SELECT * FROM ${TABLE} VERSION AS OF 4`)).toEqual([{ id: 0, label: 'order 0' }]);
    expect(await latest()).toMatchObject({ version: 5, operation: 'ADD COLUMNS', isBlindAppend: true });
    await send(`RESTORE TABLE ${TABLE} TO VERSION AS OF 4`);
    expect(await rows(`DESCRIBE TABLE ${TABLE}`)).toHaveLength(2);
  });

  test('two at once both take effect', async () => {
    const added = await Promise.all(
      ['a', 'b'].map((name) => send(`ALTER TABLE ${TABLE} ADD COLUMN ${name} INT`)),
    );
    expect(added).toMatchObject([{ outcome: 'succeeded' }, { outcome: 'succeeded' }]);
    const names = (await rows(`DESCRIBE TABLE ${TABLE}`)).map((row) => row['col_name']);
    expect(new Set(names)).toEqual(new Set(['id', 'label', 'a', 'b']));
    expect(await latest()).toMatchObject({ version: 5 });
  });

  test.each([
    ['(Label STRING)', 'FIELD_ALREADY_EXISTS'],
    ['(x INT, X INT)', 'FIELD_ALREADY_EXISTS'],
    ['(x MADE_UP)', 'PARSE_SYNTAX_ERROR'],
    ['(x)', 'PARSE_SYNTAX_ERROR'],
  ])('ADD COLUMNS %s → %s', async (list, errorClass) => {
    expect(await send(`ALTER TABLE ${TABLE} ADD COLUMNS ${list}`)).toMatchObject({ errorClass });
    expect(await latest()).toMatchObject({ version: 3 });
  });
});

test('EXPLAIN reads and binds a query without running it', async () => {
  begin(await startSmallLakehouse());
  const [plan] = await rows(`EXPLAIN FORMATTED SELECT label FROM ${TABLE} WHERE id = 1`);
  expect(plan?.['plan']).toMatch(
    /^== Physical Plan ==\n[^]*PhotonFilter[^]*PhotonScan parquet main\.sales\.orders/,
  );
  expect(await read(`EXPLAIN SELECT lable FROM ${TABLE}`)).toMatchObject({
    errorClass: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
  });
  expect(await read(`EXPLAIN VACUUM ${TABLE}`)).toMatchObject({ errorClass: 'PARSE_SYNTAX_ERROR' });
});

test('who may only read changes nothing', async () => {
  begin(await startSmallLakehouse());
  const reader = warehouseOn(lakehouse, 'reader-token');
  for (const text of [`VACUUM ${TABLE}`, `OPTIMIZE ${TABLE}`, `ALTER TABLE ${TABLE} ADD COLUMN x INT`]) {
    expect(await reader.send(text, { timeoutMs: 30_000, guard: async () => true, tags: {} })).toMatchObject({
      errorClass: 'INSUFFICIENT_PERMISSIONS',
    });
  }
  expect(await latest()).toMatchObject({ version: 3 });
  await reader.close();
});
