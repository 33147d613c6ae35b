import { DBSQLClient } from '@databricks/sql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { principalId } from '../../sandbox/lakehouse/data/principal-id.ts';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { trust } from '../support/bot.ts';

/** Through the real driver by itself: what can be seen of a statement while it runs, and what ends it. */
const ACTIONS = 'svc-runbook-actions';
const TABLE = 'banking_catalog.banking_gold.customer_360';
const REPAIR = `RESTORE TABLE ${TABLE} TO VERSION AS OF 0 /* APR-7 */`;
const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 4, 1, 3, 0, 0);

type Session = Awaited<ReturnType<DBSQLClient['openSession']>>;
type Operation = Awaited<ReturnType<Session['executeStatement']>>;

let lakehouse: Lakehouse;
let client: DBSQLClient;
let nowMs = NOW_MS;

beforeEach(async () => {
  nowMs = NOW_MS;
  lakehouse = await startLakehouse({
    directWaitMs: 20,
    now: () => nowMs,
    tokens: {
      actions: { principal: ACTIONS, may: 'change' },
      reader: { principal: 'svc-runbook-reader', may: 'read' },
      ingest: { principal: 'svc-ingest@examplebank.test', may: 'change' },
    },
  });
  trust(lakehouse);
  client = new DBSQLClient({ logger: { log: () => undefined } });
  await client.connect({
    host: lakehouse.host,
    port: lakehouse.port,
    path: lakehouse.httpPath,
    token: 'actions',
    telemetryEnabled: false,
  });
});

afterEach(async () => {
  await client.close();
  await lakehouse.close();
});

const open = (configuration: Record<string, string> = {}): Promise<Session> =>
  client.openSession({ configuration });
const begin = async (text: string, configuration: Record<string, string> = {}): Promise<Operation> =>
  (await open(configuration)).executeStatement(text, { runAsync: true });

const versions = async () => (await lakehouse.query(`DESCRIBE HISTORY ${TABLE}`)).length;

type Entry = { readonly query_id: string; readonly status: string; readonly query_text: string };
type Listed = {
  readonly res?: readonly (Entry & { readonly error_message?: string })[];
  readonly next_page_token?: string;
};

const history = async (query = '', token = 'actions') => {
  const answer = await fetch(
    `https://${lakehouse.host}:${lakehouse.port}/api/2.0/sql/history/queries?${query}`,
    { headers: { Authorization: `Bearer ${token}` } },
  );
  return { status: answer.status, body: (await answer.json()) as Listed };
};
const statuses = async (query = '') => ((await history(query)).body.res ?? []).map(({ status }) => status);

describe('a statement that runs long', () => {
  test('tells how far it is, and takes effect at its end', async () => {
    lakehouse.faults.add({ kind: 'long', ms: 2_500, commits: 'last' });
    const operation = await begin(REPAIR);
    const first = await operation.status(true);
    expect(first.progressUpdateResponse).toMatchObject({ headerNames: ['STAGE', 'STATUS', 'PROGRESS'] });
    expect(first.progressUpdateResponse?.progressedPercentage).toBeLessThan(1);
    expect(await versions()).toBe(3);
    expect(await statuses()).toEqual(['RUNNING']);
    await operation.finished();
    expect((await operation.status(true)).progressUpdateResponse?.progressedPercentage).toBe(1);
    expect(await versions()).toBe(4);
    expect(await statuses()).toEqual(['FINISHED']);
  });

  test('does nothing when it is cancelled in time', async () => {
    lakehouse.faults.add({ kind: 'long', ms: 2_000, commits: 'last' });
    const operation = await begin(REPAIR);
    expect((await operation.cancel()).isSuccess).toBe(true);
    await expect(operation.finished()).rejects.toThrow(/cancel/i);
    expect(await statuses()).toEqual(['CANCELED']);
    // Another that runs as long is over: the time at which the first would have taken effect has gone by.
    lakehouse.faults.add({ kind: 'long', ms: 2_000, commits: 'last' });
    await (await begin('SELECT 1 AS a')).finished();
    expect(await versions()).toBe(3);
  });

  test('has done it all the same when the cancel comes after the commit', async () => {
    lakehouse.faults.add({ kind: 'long', ms: 60_000, commits: 'first' });
    const operation = await begin(REPAIR);
    await operation.cancel();
    expect(lakehouse.received.at(-1)?.outcome).toBe('cancelled');
    expect(await versions()).toBe(4);
  });

  test('is ended by STATEMENT_TIMEOUT', async () => {
    lakehouse.faults.add({ kind: 'long', ms: 60_000, commits: 'last' });
    const operation = await begin(REPAIR, { STATEMENT_TIMEOUT: '1' });
    await expect(operation.finished()).rejects.toThrow(/timed out/i);
    expect(await versions()).toBe(3);
    expect(await statuses()).toEqual(['CANCELED']);
  });

  test('may have to wait for its turn first', async () => {
    lakehouse.faults.add({ kind: 'queued', ms: 60_000 });
    const operation = await begin(REPAIR);
    expect(await statuses('filter_by.statuses=QUEUED')).toEqual(['QUEUED']);
    await operation.cancel();
    expect(await statuses('filter_by.statuses=QUEUED')).toEqual([]);
    expect(await versions()).toBe(3);
  });
});

describe('the query history', () => {
  const send = async (text: string) => {
    const session = await open();
    const operation = await session.executeStatement(text);
    await operation.finished().catch(() => undefined);
    nowMs += 1_000;
  };

  test('has the text with its trailing comment, and its filters are those of Databricks', async () => {
    await send('SELECT 1 AS a /* INC-1 */');
    await send(REPAIR);
    await send('SELECT nothing FROM nowhere').catch(() => undefined);
    const all = (await history()).body.res ?? [];
    expect(all.map(({ status, query_text }) => [status, query_text])).toEqual([
      ['FAILED', 'SELECT nothing FROM nowhere'],
      ['FINISHED', REPAIR],
      ['FINISHED', 'SELECT 1 AS a /* INC-1 */'],
    ]);
    expect(all[0]?.error_message).toContain('TABLE_OR_VIEW_NOT_FOUND');
    expect(await statuses(`filter_by.statement_ids=${all[2]?.query_id}`)).toEqual(['FINISHED']);
    expect(await statuses(`filter_by.user_ids=${principalId('somebody')}`)).toEqual([]);
    expect(await statuses(`filter_by.user_ids=${principalId(ACTIONS)}`)).toHaveLength(3);
    expect(await statuses('filter_by.warehouse_ids=another')).toEqual([]);
    expect(await statuses('filter_by.statuses=FAILED&filter_by.statuses=QUEUED')).toEqual(['FAILED']);
    const range = 'filter_by.query_start_time_range';
    expect(await statuses(`${range}.start_time_ms=${NOW_MS + 1_000}`)).toEqual(['FAILED', 'FINISHED']);
    expect(await statuses(`${range}.end_time_ms=${NOW_MS}`)).toEqual(['FINISHED']);
    const { body } = await history('max_results=2');
    expect(body).toMatchObject({ has_next_page: true });
    expect(await statuses(`max_results=2&page_token=${body.next_page_token}`)).toEqual(['FINISHED']);
  });

  test('shows others’ statements to admins, and to who may monitor the warehouse', async () => {
    await send(REPAIR);
    expect((await history('', 'ingest')).body).toEqual({ has_next_page: false });
    expect(JSON.stringify((await history('', 'reader')).body.res)).toContain(`"user_name":"${ACTIONS}"`);
  });

  test.each([
    ['filter_by.tags=x', /Unknown field/],
    ['filter_by.statuses=DONE', /Invalid query status/],
    ['max_results=1001', /from 1 to 1000/],
    [
      `filter_by.query_start_time_range.start_time_ms=1&filter_by.query_start_time_range.end_time_ms=${31 * 24 * HOUR_MS}`,
      /30 days/,
    ],
  ])('refuses %s', async (query, message) => {
    expect(await history(query)).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) },
    });
  });

  test('comes to the system table an hour later, for who may read it', async () => {
    await send(REPAIR);
    const seen = `SELECT execution_status, statement_type, executed_by FROM system.query.history
      WHERE statement_text LIKE '%APR-7%' AND start_time >= current_timestamp() - INTERVAL 1 DAY`;
    expect(await lakehouse.query(seen)).toEqual([]);
    nowMs += HOUR_MS;
    expect(await lakehouse.query(seen)).toEqual([
      { execution_status: 'FINISHED', statement_type: 'RESTORE', executed_by: ACTIONS },
    ]);
    await expect((await begin(seen)).finished()).rejects.toThrow(/SELECT on Table 'system.query.history'/);
  });
});
