/** A lakehouse with two small tables, and the adapter on the real driver in front of it. */

import type { Seed, VersionSeed } from '../../sandbox/lakehouse/data/plant.ts';
import { type Lakehouse, type LakehouseOptions, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { databricksWarehouse, type WarehouseOptions } from '../../src/adapters/warehouse.ts';

export const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);

export const READER = 'checks@bank.test';
export const CHANGER = 'actions@bank.test';

const TOKENS: LakehouseOptions['tokens'] = {
  'reader-token': { principal: READER, may: 'read' },
  'changer-token': { principal: CHANGER, may: 'change' },
};

const HOUR_MS = 3_600_000;

function version(ageHours: number, rowsSql: string, addedBytes: readonly number[]): VersionSeed {
  return {
    atMs: NOW_MS - ageHours * HOUR_MS,
    rowsSql,
    addedBytes,
    files: 'replace',
    userName: 'pipeline@bank.test',
    operation: 'WRITE',
    parameters: { mode: 'Overwrite' },
    metrics: { numFiles: String(addedBytes.length) },
    job: null,
    isolationLevel: 'WriteSerializable',
    isBlindAppend: false,
  };
}

/** `main.sales.orders` had 1, then 2, then 3 rows and now has none; `main.sales.kinds` has a column of every type. */
export function smallSeed(): Seed {
  const rows = (count: number) => `SELECT i AS id, 'order ' || i AS label FROM range(${count}) AS numbers(i)`;
  const kinds = `SELECT true AS yes, CAST(7 AS INTEGER) AS small, 9007199254740993 AS large, 1.5::DOUBLE AS ratio,
    CAST(12345678901234567890.12 AS DECIMAL(30, 2)) AS money, 'naïve ☂' AS words, DATE '2026-01-30' AS day,
    TIMESTAMP '2026-01-30 23:59:59.123' AS moment, CAST(NULL AS VARCHAR) AS nothing`;
  return {
    sources: [],
    tables: [
      {
        fullName: ['main', 'sales', 'orders'],
        owner: 'data-platform',
        versions: [
          version(4, rows(1), [100]),
          version(3, rows(2), [200, 20]),
          version(2, rows(3), [300, 30, 3]),
          version(1, rows(0), [1]),
        ],
      },
      { fullName: ['main', 'sales', 'kinds'], owner: 'data-platform', versions: [version(1, kinds, [10])] },
    ],
  };
}

export type Logged = { readonly level: 'debug' | 'warn'; readonly message: string };

const DIRECT_WAIT_MS = 150;

export function startSmallLakehouse(options: Partial<LakehouseOptions> = {}): Promise<Lakehouse> {
  return startLakehouse({
    tokens: TOKENS,
    seed: smallSeed,
    now: () => NOW_MS,
    directWaitMs: DIRECT_WAIT_MS,
    ...options,
  });
}

/** A test that makes the server hang does not wait for it at the end. */
const CLOSE_MAX_MS = 300;
const SESSION_RETRY_MS = 20;

export function warehouseOn(
  lakehouse: Lakehouse,
  token: 'reader-token' | 'changer-token' | (string & {}),
  options: Partial<WarehouseOptions> = {},
) {
  const logged: Logged[] = [];
  const at = (level: Logged['level']) => (_fields: object, message: string) => {
    logged.push({ level, message });
  };
  const warehouse = databricksWarehouse({
    host: `${lakehouse.host}:${lakehouse.port}`,
    httpPath: lakehouse.httpPath,
    credentials: { token },
    ca: lakehouse.caPem,
    log: { debug: at('debug'), warn: at('warn') },
    ...options,
    limits: { closeMaxMs: CLOSE_MAX_MS, sessionRetryMs: SESSION_RETRY_MS, ...options.limits },
  });
  return { ...warehouse, logged };
}
