import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import { CHANGER, NOW_MS, startSmallLakehouse, warehouseOn } from '../adapters/warehouse-harness.ts';

/** Through the real driver: what a statement answers, as a client of Databricks sees it. */
let lakehouse: Lakehouse;
let warehouse: ReturnType<typeof warehouseOn>;

const start = async () => {
  lakehouse = await startSmallLakehouse();
  warehouse = warehouseOn(lakehouse, 'changer-token');
};

const stop = async () => {
  await warehouse.close();
  await lakehouse.close();
};

const read = (text: string, parameters: Record<string, string | number> = {}) =>
  warehouse.read({ text, parameters }, { timeoutMs: 10_000, rowsMax: 100 });

const rows = async (text: string, parameters: Record<string, string | number> = {}) => {
  const result = await read(text, parameters);
  if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
  return result.rows;
};

const OLD = 'main.sales.orders VERSION AS OF 2';

describe('reads', () => {
  beforeAll(start);
  afterAll(stop);

  const answers: readonly (readonly [sql: string, rows: readonly object[]])[] = [
    ['SELECT 1', [{ '1': 1 }]],
    ['SELECT 1;', [{ '1': 1 }]],
    ['/* APR-7 */ SELECT 1 -- one\n AS `on``e` /* a /* nested */ comment */', [{ 'on`e': 1 }]],
    [`SELECT MAX(id) FROM ${OLD}`, [{ 'max(id)': 2 }]],
    [`SELECT count(*) AS n FROM \`main\`.\`sales\`.\`orders\` VERSION AS OF 1`, [{ n: 2 }]],
    ["SELECT count(*) AS n FROM main.sales.orders TIMESTAMP AS OF '2026-01-31T10:30:00Z'", [{ n: 3 }]],
    ["SELECT count(*) AS n FROM main.sales.orders TIMESTAMP AS OF '2026-01-31 10:30:00+01:00'", [{ n: 2 }]],
    [
      `SELECT o.id FROM ${OLD} AS o WHERE o.label LIKE '%2' OR o.id IN (0) ORDER BY id DESC`,
      [{ id: 2 }, { id: 0 }],
    ],
    [`WITH big AS (SELECT * FROM ${OLD} WHERE id > 0) SELECT count(DISTINCT id) n FROM big`, [{ n: 2 }]],
    [`SELECT a.id FROM ${OLD} a JOIN ${OLD} b ON a.id = b.id + 1 ORDER BY 1`, [{ id: 1 }, { id: 2 }]],
    [
      `SELECT id % 2 AS odd, count(*) AS n FROM ${OLD} GROUP BY id % 2 HAVING count(*) > 1`,
      [{ odd: 0, n: 2 }],
    ],
    [`SELECT id FROM ${OLD} WHERE EXISTS (SELECT 1) AND id BETWEEN 1 AND 1`, [{ id: 1 }]],
    ['SELECT 1 AS a UNION ALL SELECT 2 ORDER BY a LIMIT 1', [{ a: 1 }]],
    ["SELECT CASE WHEN 1 < 2 THEN 'yes' ELSE 'no' END AS c", [{ c: 'yes' }]],
    ["SELECT 'it''s', \"dq\" AS d, 'a\\nb' AS e", [{ "'it''s'": "it's", d: 'dq', e: 'a\nb' }]],
    [`SELECT row_number() OVER (ORDER BY id DESC) AS r FROM ${OLD} LIMIT 1`, [{ r: 1 }]],
    ['SELECT current_user() AS me', [{ me: CHANGER }]],
    ['SELECT unix_timestamp() AS s', [{ s: NOW_MS / 1_000 }]],
    ["SELECT timestampdiff(HOUR, TIMESTAMP '2026-01-31 02:30:00', current_timestamp()) AS h", [{ h: 9 }]],
    ["SELECT date_trunc('HOUR', TIMESTAMP '2026-01-31 02:30:00') AS t", [{ t: '2026-01-31T02:00:00.000Z' }]],
    ['SELECT CURRENT_TIMESTAMP - INTERVAL 24 HOURS AS t', [{ t: '2026-01-30T12:00:00.000Z' }]],
    ["SELECT datediff('2026-03-01', '2026-02-01') AS d", [{ d: 28 }]],
    ['SELECT CAST(1.25 AS DECIMAL(10, 1)) AS d', [{ d: '1.3' }]],
    ['SELECT NULL AS n ORDER BY n NULLS LAST', [{ n: null }]],
  ];
  test.each(answers)('%s', async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected);
  });

  test('a marker takes its value by name, in LIMIT too', async () => {
    expect(
      await rows(`SELECT id FROM ${OLD} WHERE id >= :low ORDER BY id LIMIT :n`, { low: 1, n: 1 }),
    ).toEqual([{ id: 1 }]);
  });

  test('a history has the columns of Databricks, the newest version first', async () => {
    const result = await read('DESCRIBE HISTORY main.sales.orders');
    expect(result).toMatchObject({
      columns:
        'version timestamp userId userName operation operationParameters job notebook clusterId readVersion isolationLevel isBlindAppend operationMetrics userMetadata engineInfo'.split(
          ' ',
        ),
      rows: [
        { version: 3, timestamp: '2026-01-31T11:00:00.000Z' },
        { version: 2 },
        { version: 1 },
        { version: 0 },
      ],
    });
  });

  test('the detail of a table counts its files and bytes', async () => {
    expect(await rows('DESCRIBE DETAIL main.sales.orders')).toMatchObject([
      { format: 'delta', name: 'main.sales.orders', numFiles: 1, sizeInBytes: 1, properties: '{}' },
    ]);
  });

  test('a table is described by its columns', async () => {
    expect(await rows('DESCRIBE TABLE main.sales.orders')).toEqual([
      { col_name: 'id', data_type: 'bigint', comment: null },
      { col_name: 'label', data_type: 'string', comment: null },
    ]);
  });
});

describe('refusals', () => {
  beforeAll(start);
  afterAll(stop);

  const refused: readonly (readonly [sql: string, errorClass: string, says: string])[] = [
    [
      'SELECT * FROM main.sales.nowhere',
      'TABLE_OR_VIEW_NOT_FOUND',
      '`main`.`sales`.`nowhere` cannot be found',
    ],
    ['SELECT * FROM orders', 'TABLE_OR_VIEW_NOT_FOUND', 'SQLSTATE: 42P01; line 1 pos 14'],
    [
      'SELECT lable FROM main.sales.orders',
      'UNRESOLVED_COLUMN.WITH_SUGGESTION',
      '[`label`]. SQLSTATE: 42703',
    ],
    ['SELECT x.id FROM main.sales.orders', 'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', '`x`'],
    ['SELECT id, count(*) FROM main.sales.orders', 'MISSING_AGGREGATION', 'SQLSTATE: 42803'],
    ["SELECT CAST('x' AS INT)", 'CAST_INVALID_INPUT', 'SQLSTATE: 22018'],
    ['SELECT made_up(1)', 'UNRESOLVED_ROUTINE', '`made_up`'],
    ['SELECT :missing', 'UNBOUND_SQL_PARAMETER', 'missing'],
    [
      'SELECT * FROM main.sales.orders VERSION AS OF 4',
      'DELTA_VERSION_NOT_FOUND',
      'Cannot time travel Delta table to version 4. Available versions: [0, 3]. SQLSTATE: 22003',
    ],
    [
      "SELECT * FROM main.sales.orders TIMESTAMP AS OF '2026-02-01'",
      'DELTA_TIMESTAMP_GREATER_THAN_COMMIT',
      'before or at 2026-01-31 11:00:00.000',
    ],
    [
      "SELECT * FROM main.sales.orders TIMESTAMP AS OF '2025-01-01'",
      'DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION',
      'after 2026-01-31 08:00:00.000',
    ],
    ["SELECT * FROM main.sales.orders TIMESTAMP AS OF 'noon'", 'DELTA_TIMESTAMP_INVALID', "('noon')"],
    ['SELECT 1; SELECT 2', 'PARSE_SYNTAX_ERROR', "near 'SELECT'. SQLSTATE: 42601 (line 1, pos 10)"],
    ['SELECT', 'PARSE_SYNTAX_ERROR', 'near end of input'],
    ['SELECT 1 /* never closed', 'UNCLOSED_BRACKETED_COMMENT', 'append */'],
    ["SELECT 'never closed", 'PARSE_SYNTAX_ERROR', "near '''"],
    ['', 'PARSE_SYNTAX_ERROR', 'end of input'],
  ];
  test.each(refused)('%s → %s', async (sql, errorClass, says) => {
    expect(await read(sql)).toMatchObject({
      outcome: 'refused',
      errorClass,
      message: expect.stringContaining(says),
    });
  });
});

describe('RESTORE', () => {
  beforeEach(async () => {
    await start();
    return stop;
  });

  const restore = (text: string) =>
    warehouse.send(text, { timeoutMs: 30_000, guard: async () => true, tags: {} });
  const history = () => rows('DESCRIBE HISTORY main.sales.orders LIMIT 1');

  test('makes a new version with the rows of the old, and says so in the history', async () => {
    expect(await restore('RESTORE TABLE main.sales.orders TO VERSION AS OF 1')).toMatchObject({
      outcome: 'succeeded',
    });
    expect(await rows('SELECT count(*) AS n FROM main.sales.orders')).toEqual([{ n: 2 }]);
    expect(await history()).toMatchObject([
      {
        version: 4,
        timestamp: new Date(NOW_MS).toISOString(),
        userName: CHANGER,
        operation: 'RESTORE',
        operationParameters: '{"version":"1","timestamp":"null"}',
        readVersion: 3,
        operationMetrics: JSON.stringify({
          tableSizeAfterRestore: '220',
          numOfFilesAfterRestore: '2',
          numRemovedFiles: '1',
          numRestoredFiles: '2',
          removedFilesSize: '1',
          restoredFilesSize: '220',
        }),
      },
    ]);
  });

  test('to a time takes the version that was the latest then', async () => {
    await restore("RESTORE main.sales.orders TO TIMESTAMP AS OF '2026-01-31T10:30:00Z'");
    expect(await rows('SELECT count(*) AS n FROM main.sales.orders')).toEqual([{ n: 3 }]);
  });

  test('to content that is already there makes a version all the same, with nothing moved', async () => {
    await restore('RESTORE TABLE main.sales.orders TO VERSION AS OF 1');
    expect(await restore('RESTORE TABLE main.sales.orders TO VERSION AS OF 1')).toMatchObject({
      rows: [{ num_restored_files: 0, num_removed_files: 0 }],
    });
    expect(await history()).toMatchObject([{ version: 5 }]);
  });

  test('can be undone by restoring the version before it', async () => {
    await restore('RESTORE TABLE main.sales.orders TO VERSION AS OF 1');
    await restore('RESTORE TABLE main.sales.orders TO VERSION AS OF 3');
    expect(await rows('SELECT count(*) AS n FROM main.sales.orders')).toEqual([{ n: 0 }]);
  });

  test('versions read back stay what they were', async () => {
    await restore('RESTORE TABLE main.sales.orders TO VERSION AS OF 1');
    expect(await rows('SELECT count(*) AS n FROM main.sales.orders VERSION AS OF 3')).toEqual([{ n: 0 }]);
    expect(await rows('SELECT count(*) AS n FROM main.sales.orders VERSION AS OF 2')).toEqual([{ n: 3 }]);
  });
});
