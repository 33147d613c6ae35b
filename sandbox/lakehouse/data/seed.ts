/**
 * The demo's story, told relative to the time of the start. The transactions table is merged into every hour. Twelve
 * minutes ago a backfill job overwrote it with an export that ended nine hours ago: the table looks nine hours stale,
 * while the version before holds rows up to twenty minutes ago. What the audit log tells is in seed-audit.ts.
 */
import type { Seed, TableSeed, VersionSeed } from './plant.ts';
import { demoAccess } from './seed-access.ts';
import { auditTables } from './seed-audit.ts';
import { costTables } from './seed-costs.ts';
import { transactionsLanding } from './seed-landing.ts';
import { transactionsClean } from './seed-maintenance.ts';
import { demoRoutines, maskSsnPartial, routineGrants } from './seed-masks.ts';
import { modelTables } from './seed-models.ts';
import { BYTES_PER_ROW, creation, HOUR_MS, MINUTE_MS, PIPELINE, timestamp } from './seed-parts.ts';
import { queryGrants } from './seed-queries.ts';

const TRANSACTION_ROWS = 4_000;
const TRANSACTION_EVERY_MS = MINUTE_MS;
const TRANSACTIONS_PER_HOUR = HOUR_MS / TRANSACTION_EVERY_MS;
const NEWEST_ROW_AGE_MS = 20 * MINUTE_MS;
const MERGE_LAG_MS = 2 * MINUTE_MS;
const MERGES = 24;
const BAD_WRITE_AGE_MS = 12 * MINUTE_MS;
const BAD_WRITE_ROW_AGE_MS = 9 * HOUR_MS + 2 * MINUTE_MS;

const BACKFILL = 'svc-backfill@examplebank.test';

export function demoSeed(nowMs: number): Seed {
  return {
    sources: [{ name: 'all_transactions', rowsSql: allTransactions(nowMs) }],
    tables: [
      transactions(nowMs),
      customer360(nowMs, 'customer_360'),
      {
        ...customer360(nowMs, 'customer_360_cls_protected'),
        masks: { ssn_last_4: { routine: maskSsnPartial, using: [] } },
      },
      transactionsClean(nowMs),
      transactionsLanding(nowMs),
      ...costTables(nowMs),
      ...modelTables(nowMs),
      ...auditTables(nowMs),
    ],
    routines: demoRoutines,
    access: { ...demoAccess, grants: [...demoAccess.grants, ...routineGrants, ...queryGrants] },
  };
}

function allTransactions(nowMs: number): string {
  return `SELECT
    'TX-' || lpad(CAST(${TRANSACTION_ROWS} - i AS VARCHAR), 6, '0') AS transaction_id,
    'AC-' || lpad(CAST((i * 7919) % 640 AS VARCHAR), 4, '0') AS account_id,
    CAST(((i * 104729) % 2500000) / 100.0 AS DECIMAL(12, 2)) AS amount,
    ['EUR', 'EUR', 'EUR', 'GBP', 'USD', 'CHF'][1 + i % 6] AS currency,
    ['Grocer & Sons', 'City Transit', 'Nordic Power', 'Blue Pharmacy', 'Corner Café', 'Harbour Hotel'][1 + i % 6] AS merchant,
    ['card', 'transfer', 'mobile'][1 + (i * 31) % 3] AS channel,
    ${timestamp(nowMs - NEWEST_ROW_AGE_MS)} - INTERVAL 1 MILLISECOND * (i * ${TRANSACTION_EVERY_MS}) AS timestamp
  FROM range(${TRANSACTION_ROWS}) AS numbers(i)`;
}

const transactionsUntil = (ms: number) =>
  `SELECT * FROM all_transactions WHERE timestamp <= ${timestamp(ms)} ORDER BY timestamp`;

function transactions(nowMs: number): TableSeed {
  const merges = Array.from({ length: MERGES }, (_none, index) => {
    const newestMs = nowMs - NEWEST_ROW_AGE_MS - (MERGES - 1 - index) * HOUR_MS;
    return merge(newestMs + MERGE_LAG_MS, newestMs, 1_000 + index);
  });
  const firstRowMs = nowMs - NEWEST_ROW_AGE_MS - MERGES * HOUR_MS;
  return {
    fullName: ['banking_catalog', 'banking_bronze', 'transactions'],
    owner: 'data-platform',
    versions: [
      creation(
        firstRowMs + MERGE_LAG_MS,
        transactionsUntil(firstRowMs),
        TRANSACTION_ROWS - MERGES * TRANSACTIONS_PER_HOUR,
      ),
      ...merges,
      badWrite(nowMs),
    ],
  };
}

function merge(atMs: number, newestMs: number, run: number): VersionSeed {
  const rows = TRANSACTIONS_PER_HOUR;
  return {
    atMs,
    rowsSql: transactionsUntil(newestMs),
    userName: PIPELINE,
    operation: 'MERGE',
    parameters: {
      predicate: '["(t.transaction_id = s.transaction_id)"]',
      matchedPredicates: '[{"actionType":"update"}]',
      notMatchedPredicates: '[{"actionType":"insert"}]',
      notMatchedBySourcePredicates: '[]',
    },
    metrics: {
      numSourceRows: String(rows),
      numOutputRows: String(rows),
      numTargetRowsInserted: String(rows),
      numTargetRowsUpdated: '0',
      numTargetRowsDeleted: '0',
      numTargetFilesAdded: '1',
      numTargetFilesRemoved: '0',
      executionTimeMs: '4120',
    },
    job: { jobId: '318842017', jobName: 'bronze_transactions_hourly', runId: String(run) },
    isolationLevel: 'WriteSerializable',
    isBlindAppend: false,
    files: 'append',
    addedBytes: [rows * BYTES_PER_ROW],
  };
}

function badWrite(nowMs: number): VersionSeed {
  const rows = TRANSACTION_ROWS - (BAD_WRITE_ROW_AGE_MS - NEWEST_ROW_AGE_MS) / TRANSACTION_EVERY_MS;
  return {
    atMs: nowMs - BAD_WRITE_AGE_MS,
    rowsSql: transactionsUntil(nowMs - BAD_WRITE_ROW_AGE_MS),
    userName: BACKFILL,
    operation: 'WRITE',
    parameters: { mode: 'Overwrite', statsOnLoad: 'false', partitionBy: '[]' },
    metrics: { numFiles: '1', numOutputRows: String(rows), numOutputBytes: String(rows * BYTES_PER_ROW) },
    job: { jobId: '318842099', jobName: 'transactions_backfill', runId: '77' },
    isolationLevel: 'WriteSerializable',
    isBlindAppend: false,
    files: 'replace',
    addedBytes: [rows * BYTES_PER_ROW],
  };
}

const CUSTOMERS = 60;

function customer360(nowMs: number, name: string): TableSeed {
  const refreshedAt = (ms: number) => `SELECT
      'CU-' || lpad(CAST(i AS VARCHAR), 4, '0') AS customer_id,
      ['retail', 'private', 'business'][1 + i % 3] AS segment,
      lpad(CAST((i * 7717) % 10000 AS VARCHAR), 4, '0') AS ssn_last_4,
      CAST(((i * 15485863) % 90000000) / 100.0 AS DECIMAL(14, 2)) AS balance,
      CAST(1 + i % 5 AS INTEGER) AS products,
      CAST(((i * 37) % 100) / 100.0 AS DOUBLE) AS risk_score,
      i % 11 <> 0 AS is_active,
      DATE '2015-01-01' + CAST(i * 53 AS INTEGER) AS customer_since,
      ${timestamp(ms)} AS refreshed_at
    FROM range(${CUSTOMERS}) AS numbers(i)`;
  const ages = [50 * HOUR_MS, 26 * HOUR_MS, 2 * HOUR_MS];
  return {
    fullName: ['banking_catalog', 'banking_gold', name],
    owner: 'data-platform',
    versions: ages.map((ageMs, index) => ({
      ...creation(nowMs - ageMs, refreshedAt(nowMs - ageMs - MERGE_LAG_MS), CUSTOMERS),
      ...(index === 0 ? {} : { operation: 'CREATE OR REPLACE TABLE AS SELECT' }),
    })),
  };
}
