/**
 * A table that nobody has looked after: rewritten every night in small files, never optimised, never vacuumed. More than
 * a thousand files are of no use any more.
 */
import type { TableSeed } from './plant.ts';
import { creation, HOUR_MS, timestamp } from './seed-parts.ts';

const DAY_MS = 24 * HOUR_MS;
const NIGHTS = 20;
const FILES_PER_NIGHT = 90;
const FILE_BYTES = 4_194_304;
const ROWS = 60;

export function transactionsClean(nowMs: number): TableSeed {
  const nights = Array.from(
    { length: NIGHTS },
    (_none, index) => nowMs - (NIGHTS - index) * DAY_MS - 2 * HOUR_MS,
  );
  return {
    fullName: ['banking_catalog', 'banking_silver', 'transactions_clean'],
    owner: 'data-platform',
    versions: nights.map((atMs, index) => ({
      ...creation(atMs, rows(atMs), ROWS),
      ...(index === 0 ? {} : { operation: 'CREATE OR REPLACE TABLE AS SELECT' }),
      addedBytes: Array.from({ length: FILES_PER_NIGHT }, () => FILE_BYTES),
      metrics: {
        numFiles: String(FILES_PER_NIGHT),
        numOutputRows: String(ROWS),
        numOutputBytes: String(FILES_PER_NIGHT * FILE_BYTES),
      },
    })),
  };
}

const rows = (atMs: number): string => `SELECT
    'TX-' || lpad(CAST(i AS VARCHAR), 6, '0') AS transaction_id,
    'AC-' || lpad(CAST((i * 7919) % 640 AS VARCHAR), 4, '0') AS account_id,
    CAST(((i * 104729) % 2500000) / 100.0 AS DECIMAL(12, 2)) AS amount,
    ${timestamp(atMs)} AS loaded_at
  FROM range(${ROWS}) AS numbers(i)`;
