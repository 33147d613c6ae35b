/** What arrives from the payment system: lately with two columns that `transactions` does not have. */
import type { TableSeed } from './plant.ts';
import { creation, HOUR_MS, MINUTE_MS, timestamp } from './seed-parts.ts';

const ROWS = 40;
const FIRST_AGE_MS = 6 * HOUR_MS;
const CHANGED_AGE_MS = 5 * MINUTE_MS;

export function transactionsLanding(nowMs: number): TableSeed {
  return {
    fullName: ['banking_catalog', 'banking_bronze', 'transactions_landing'],
    owner: 'data-platform',
    versions: [
      creation(nowMs - FIRST_AGE_MS, rows(nowMs - FIRST_AGE_MS, ''), ROWS),
      {
        ...creation(nowMs - CHANGED_AGE_MS, rows(nowMs - CHANGED_AGE_MS, NEW_COLUMNS), ROWS),
        operation: 'CREATE OR REPLACE TABLE AS SELECT',
      },
    ],
  };
}

const NEW_COLUMNS = `, 'DV-' || CAST(i AS VARCHAR) AS device_id, CAST(i / 100.0 AS DECIMAL(8, 2)) AS fee`;

const rows = (atMs: number, more: string): string => `SELECT
    'TX-' || lpad(CAST(900000 + i AS VARCHAR), 6, '0') AS transaction_id,
    'AC-' || lpad(CAST((i * 7919) % 640 AS VARCHAR), 4, '0') AS account_id,
    CAST(((i * 104729) % 2500000) / 100.0 AS DECIMAL(12, 2)) AS amount,
    'EUR' AS currency,
    'Harbour Hotel' AS merchant,
    'card' AS channel,
    ${timestamp(atMs)} AS timestamp${more}
  FROM range(${ROWS}) AS numbers(i)`;
