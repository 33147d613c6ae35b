import { expect, test } from 'vitest';
import { startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { warehouseOn } from '../adapters/warehouse-harness.ts';

const NOW_MS = Date.UTC(2026, 4, 1, 3, 0, 0);
const TABLE = 'banking_catalog.banking_bronze.transactions';
const MEASURE = `SELECT count(*) AS n, timestampdiff(HOUR, MAX(timestamp), current_timestamp()) AS hours,
  timestampdiff(MINUTE, MAX(timestamp), current_timestamp()) AS minutes FROM ${TABLE}`;
const LIMITS = { timeoutMs: 10_000, rowsMax: 100 };

test('the demo tells its story: nine hours stale, a bad write in the history, fresh again after the restore', async () => {
  const lakehouse = await startLakehouse({
    now: () => NOW_MS,
    tokens: { 'changer-token': { principal: 'actions@bank.test', may: 'change' } },
  });
  const warehouse = warehouseOn(lakehouse, 'changer-token');

  const before = await warehouse.read({ text: MEASURE }, LIMITS);
  expect(before).toMatchObject({ rows: [{ hours: 9 }] });

  const history = await warehouse.read({ text: `DESCRIBE HISTORY ${TABLE} LIMIT 2` }, LIMITS);
  expect(history).toMatchObject({
    rows: [
      { operation: 'WRITE', operationParameters: expect.stringContaining('Overwrite') },
      { operation: 'MERGE', timestamp: new Date(NOW_MS - 18 * 60_000).toISOString() },
    ],
  });
  const good = history.outcome === 'read' ? history.rows[1]?.['version'] : undefined;

  const restore = `RESTORE TABLE ${TABLE} TO VERSION AS OF ${good}`;
  const sent = await warehouse.send(restore, { timeoutMs: 30_000, guard: async () => true, tags: {} });
  expect(sent).toMatchObject({ outcome: 'succeeded' });

  const after = await warehouse.read({ text: MEASURE }, LIMITS);
  expect(after).toMatchObject({ rows: [{ hours: 0, minutes: 20 }] });
  const rowsOf = (result: typeof before) => Number(result.outcome === 'read' ? result.rows[0]?.['n'] : 0);
  expect(rowsOf(after)).toBeGreaterThan(rowsOf(before));

  const gold = await lakehouse.query('SELECT count(*) AS n FROM banking_catalog.banking_gold.customer_360');
  expect(gold).toEqual([{ n: 60n }]);
  await warehouse.close();
  await lakehouse.close();
});

test('what the history says of a version is true of its rows', async () => {
  const lakehouse = await startLakehouse({ now: () => NOW_MS, tokens: {} });
  const history = await lakehouse.query(`DESCRIBE HISTORY ${TABLE}`);
  const count = async (version: number) => {
    const [row] = await lakehouse.query(`SELECT count(*) AS n FROM ${TABLE} VERSION AS OF ${version}`);
    return Number(row?.['n']);
  };
  for (const { version, operation, operationMetrics } of history) {
    const number = Number(version);
    const metrics = operationMetrics as Readonly<Record<string, string>>;
    const before = operation === 'MERGE' ? await count(number - 1) : 0;
    expect([number, Number(metrics['numOutputRows'])]).toEqual([number, (await count(number)) - before]);
  }
  await lakehouse.close();
});
