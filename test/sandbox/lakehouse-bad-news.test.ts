import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';

/** What the demo's checks have to find, in the tables that the runbook asks. */
const CATALOG = 'banking_catalog';
let lakehouse: Lakehouse;

beforeAll(async () => {
  lakehouse = await startLakehouse({ tokens: {} });
});

afterAll(() => lakehouse.close());

test('one person’s clusters cost more this week than all others together, and most of it is new', async () => {
  const cost = async (from: number, to: number) => {
    const rows = await lakehouse.query(`SELECT user_email, CAST(SUM(total_cost) AS DOUBLE) AS cost,
        SUM(duration_hours) AS hours FROM ${CATALOG}.cost_monitoring.cluster_usage
      WHERE usage_date > CURRENT_DATE - INTERVAL ${from} DAYS AND usage_date <= CURRENT_DATE - INTERVAL ${to} DAYS
      GROUP BY user_email ORDER BY cost DESC`);
    return rows.map((row) => Number(row['cost']));
  };
  const [most = 0, ...others] = await cost(7, 0);
  expect(most).toBeGreaterThan(others.reduce((sum, one) => sum + one, 0));
  const total = async (from: number, to: number) => (await cost(from, to)).reduce((sum, one) => sum + one, 0);
  expect(await total(7, 0)).toBeGreaterThan(1.1 * (await total(14, 7)));
});

test('one table has grown by more than a fifth in a week', async () => {
  const grown = await lakehouse.query(`SELECT now.table_name, now.size_gb / before.size_gb - 1 AS growth
    FROM ${CATALOG}.cost_monitoring.storage_costs now JOIN ${CATALOG}.cost_monitoring.storage_costs before
      ON now.table_name = before.table_name
    WHERE now.measurement_date = CURRENT_DATE AND before.measurement_date = CURRENT_DATE - INTERVAL 7 DAYS
      AND now.size_gb / before.size_gb - 1 > 0.2`);
  expect(grown).toMatchObject([{ table_name: 'banking_silver.transactions_clean' }]);
});

test('one feature has drifted, and one is missing from the table', async () => {
  const drifted = await lakehouse.query(`SELECT feature FROM ${CATALOG}.ml_monitoring.drift_metrics
    WHERE psi > 0.2 AND measured_at >= CURRENT_TIMESTAMP - INTERVAL 24 HOURS`);
  expect(drifted).toEqual([{ feature: 'amount' }]);
  const columns = await lakehouse.query(`DESCRIBE TABLE ${CATALOG}.banking_gold.fraud_features`);
  const names = columns.map((row) => row['col_name']);
  expect(names).toContain('merchant_risk');
  expect(names).not.toContain('hour_of_day');
});

test('one report takes minutes, day after day', async () => {
  const slow = await lakehouse.query(`SELECT executed_by, count(*) AS n FROM system.query.history
    WHERE total_duration_ms > 60000 AND execution_status = 'FINISHED' GROUP BY executed_by`);
  expect(slow).toEqual([{ executed_by: 'svc-reporting@examplebank.test', n: 5n }]);
});
