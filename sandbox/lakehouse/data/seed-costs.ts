/**
 * What the platform costs. One cluster that nobody switched off costs more than all others together, and a table that is
 * rewritten every night in small files and never vacuumed grows by more than a quarter a week.
 */
import type { TableSeed } from './plant.ts';
import { creation, HOUR_MS } from './seed-parts.ts';

const DAY_MS = 24 * HOUR_MS;
const DAYS = 28;
const CREATED_AGE_MS = 40 * DAY_MS;

/** Who runs what for how many hours a day, at how many dollars an hour, and for how many days it has done so. */
const USAGE = [
  ['svc-ingest@examplebank.test', 'etl-shared', 11, 4.1, DAYS],
  ['anna.lind@examplebank.test', 'bi-dev', 3, 2.2, DAYS],
  ['omar.haddad@examplebank.test', 'bi-dev', 2, 2.2, DAYS],
  ['grace.kim@examplebank.test', 'ml-training', 4, 9.8, DAYS],
  ['grace.kim@examplebank.test', 'interactive-analytics', 24, 18.4, 2],
] as const;

/** Gigabytes today, and the share by which it grew each week. */
const STORAGE = [
  ['banking_bronze.transactions', 412, 0.04],
  ['banking_silver.transactions_clean', 1_860, 0.27],
  ['banking_gold.customer_360', 38, 0.01],
  ['banking_gold.fraud_features', 96, 0.06],
  ['audit_logging.audit_events', 154, 0.03],
] as const;

const DOLLARS_PER_GB = 0.023;

export function costTables(nowMs: number): readonly TableSeed[] {
  return [
    table('cluster_usage', nowMs, clusterUsage(nowMs), USAGE.length * DAYS),
    table('storage_costs', nowMs, storageCosts(nowMs), STORAGE.length * DAYS),
  ];
}

function table(name: string, nowMs: number, rowsSql: string, rows: number): TableSeed {
  return {
    fullName: ['banking_catalog', 'cost_monitoring', name],
    owner: 'data-platform',
    versions: [creation(nowMs - CREATED_AGE_MS, rowsSql, rows)],
  };
}

const today = (nowMs: number): string => `DATE '${new Date(nowMs).toISOString().slice(0, 10)}'`;

function clusterUsage(nowMs: number): string {
  const rows = USAGE.map(
    ([user, cluster, hours, rate, days]) => `SELECT
      ${today(nowMs)} - CAST(i AS INTEGER) AS usage_date, '${user}' AS user_email, '${cluster}' AS cluster_name,
      CAST(${hours} AS DOUBLE) AS duration_hours, CAST(${hours * rate} AS DECIMAL(12, 2)) AS total_cost
    FROM range(${days}) AS numbers(i)`,
  );
  return `SELECT * FROM (${rows.join(' UNION ALL ')}) ORDER BY usage_date, user_email`;
}

function storageCosts(nowMs: number): string {
  const rows = STORAGE.map(([name, sizeGb, growth]) => {
    const size = `${sizeGb} / pow(1 + ${growth}, i / 7.0)`;
    return `SELECT ${today(nowMs)} - CAST(i AS INTEGER) AS measurement_date, '${name}' AS table_name,
      CAST(round(${size}, 1) AS DOUBLE) AS size_gb, CAST(${size} * ${DOLLARS_PER_GB} AS DECIMAL(12, 2)) AS monthly_cost
    FROM range(${DAYS}) AS numbers(i)`;
  });
  return `SELECT * FROM (${rows.join(' UNION ALL ')}) ORDER BY measurement_date, table_name`;
}
