/** What is seen of the workspace before and after a call, over the real socket, and the calls that the runbook makes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { databricksRestActions } from '../../src/adapters/databricks-rest-actions.ts';
import type { Look, RestActions } from '../../src/check/rest-actions.ts';
import type { Row } from '../../src/check/warehouse.ts';
import { trust } from '../support/bot.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);
const MINUTE_MS = 60_000;
const BACKFILL = '318842099';
const RECONCILIATION = '318842151';
const SILVER = '7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10';
const IDLE = '1118-063001-lakehous';
const SHARED = '1118-063002-lakehous';
const MODEL = 'banking_catalog.banking_gold.banking_fraud_detection';
const TRAINED = `f0a2${'0'.repeat(28)}`;
const ALIAS_PATH = `/api/2.1/unity-catalog/models/${MODEL}/aliases/champion`;

let lakehouse: Lakehouse;
let rest: RestActions;
let nowMs: number;

beforeEach(async () => {
  nowMs = NOW_MS;
  lakehouse = await startLakehouse({
    now: () => nowMs,
    tokens: {
      actions: { principal: 'svc-runbook-actions', may: 'change' },
      reader: { principal: 'svc-runbook-reader', may: 'read' },
    },
  });
  trust(lakehouse);
  rest = on('actions');
});

afterEach(() => lakehouse.close());

const on = (token: string) =>
  databricksRestActions({
    host: `${lakehouse.host}:${lakehouse.port}`,
    credentials: { token },
    wallClockMs: () => nowMs,
  });

async function rowsOf(look: Look): Promise<readonly Row[]> {
  const result = await rest.look(look, 5_000);
  if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
  return result.rows;
}

const rowOf = async (look: Look) => (await rowsOf(look))[0];
const send = (text: string, from = rest) => from.send(text, { timeoutMs: 30_000, guard: async () => true });
const runNow = (jobId: string, token = 'APR-7') =>
  send(`POST /api/2.2/jobs/run-now\n{"job_id":${jobId},"idempotency_token":"${token}"}`);
const idIn = (result: Awaited<ReturnType<typeof send>>, name: string): string => {
  if (result.outcome !== 'succeeded') throw new Error(JSON.stringify(result));
  return String(result.rows[0]?.[name]);
};

describe('a job', () => {
  test('is told by what it may do, and by its runs, the newest first', async () => {
    expect(await rowOf({ what: 'job', jobId: BACKFILL })).toEqual({
      job_id: BACKFILL,
      job_name: 'transactions_backfill',
      runs_max: 1,
      is_queued: false,
    });
    const before = await rowsOf({ what: 'job_runs', jobId: BACKFILL, fromMs: NOW_MS - 60 * MINUTE_MS });
    expect(before).toMatchObject([
      { run_id: '77', result: 'FAILED', creator: 'svc-backfill@examplebank.test' },
    ]);
    const runId = idIn(await runNow(BACKFILL), 'run_id');
    expect(
      await rowsOf({ what: 'job_runs', jobId: BACKFILL, fromMs: NOW_MS - 60 * MINUTE_MS }),
    ).toMatchObject([
      { run_id: runId, state: 'RUNNING', result: null, creator: 'svc-runbook-actions', minutes: 0 },
      { run_id: '77' },
    ]);
  });

  test('answers the same call with the same run, and begins no second one', async () => {
    const first = idIn(await runNow(BACKFILL), 'run_id');
    expect(idIn(await runNow(BACKFILL), 'run_id')).toBe(first);
    expect(await rowsOf({ what: 'job_runs', jobId: BACKFILL, fromMs: NOW_MS })).toHaveLength(1);
  });

  test('shows what is active however long ago it began, and of what is over only what was asked for', async () => {
    const runId = idIn(await runNow(BACKFILL), 'run_id');
    nowMs += 3 * MINUTE_MS;
    const later = { what: 'job_runs', jobId: BACKFILL, fromMs: nowMs } as const;
    expect(await rowsOf(later)).toMatchObject([{ run_id: runId, minutes: 3 }]);
    nowMs += 2 * MINUTE_MS;
    expect(await rowsOf(later)).toEqual([]);
  });

  test('that is not there is a refusal in the words of the workspace', async () => {
    expect(await rest.look({ what: 'job', jobId: '5' }, 5_000)).toEqual({
      outcome: 'refused',
      errorClass: 'INVALID_PARAMETER_VALUE',
      message: 'Job 5 does not exist.',
    });
  });
});

describe('a run', () => {
  const look: Look = { what: 'run', runId: '77' };
  const repair = (more = '') =>
    send(`POST /api/2.2/jobs/runs/repair\n{"run_id":77,${more}"rerun_all_failed_tasks":true}`);

  test('is told with what failed of it, and with its repairs', async () => {
    expect(await rowOf(look)).toMatchObject({
      job_id: BACKFILL,
      state: 'TERMINATED',
      result: 'FAILED',
      tasks: 2,
      failed: 1,
      failed_tasks: 'check_freshness',
      repairs: 0,
      latest_repair_id: null,
    });
    const repairId = idIn(await repair(), 'repair_id');
    expect(await rowOf(look)).toMatchObject({
      state: 'RUNNING',
      repairs: 1,
      latest_repair_id: repairId,
      latest_repair_at: new Date(NOW_MS).toISOString(),
    });
    expect(await repair()).toMatchObject({ outcome: 'failed', errorClass: 'INVALID_STATE' });
  });
});

describe('a pipeline', () => {
  test('is told by its newest update, and refuses another while one is active', async () => {
    const look: Look = { what: 'pipeline', pipelineId: SILVER };
    expect(await rowOf(look)).toMatchObject({
      pipeline_name: 'silver_transactions',
      state: 'FAILED',
      is_continuous: false,
      active_update: null,
      newest_state: 'FAILED',
    });
    const start = () => send(`POST /api/2.0/pipelines/${SILVER}/updates\n{"full_refresh":false}`);
    const updateId = idIn(await start(), 'update_id');
    expect(await rowOf(look)).toMatchObject({
      active_update: updateId,
      newest_update: updateId,
      newest_at: new Date(NOW_MS).toISOString(),
    });
    expect(await start()).toMatchObject({ outcome: 'failed', errorClass: 'RESOURCE_CONFLICT' });
  });
});

describe('a cluster', () => {
  const cluster = (clusterId: string) => rowOf({ what: 'cluster', clusterId });

  test('is told by what it is, how long nobody used it, and what runs on it', async () => {
    expect(await cluster(IDLE)).toEqual({
      cluster_id: IDLE,
      cluster_name: 'interactive-analytics',
      creator: 'grace.kim@examplebank.test',
      source: 'UI',
      state: 'RUNNING',
      node_type: 'i3.2xlarge',
      autotermination_minutes: 0,
      num_workers: 8,
      min_workers: null,
      max_workers: null,
      idle_minutes: 540,
      started_at: new Date(NOW_MS - 31 * 60 * MINUTE_MS).toISOString(),
      ended_by: null,
      end_reason: null,
      active_runs: 0,
    });
    expect(await cluster(SHARED)).toMatchObject({ num_workers: null, min_workers: 2, max_workers: 8 });
    await runNow(RECONCILIATION);
    expect(await cluster(SHARED)).toMatchObject({ active_runs: 1 });
    expect(await cluster(IDLE)).toMatchObject({ active_runs: 0 });
  });

  test('says who ended it while it has ended, and not when it runs again', async () => {
    const call = (what: string) => send(`POST /api/2.1/clusters/${what}\n{"cluster_id":"${IDLE}"}`);
    expect(await call('start')).toMatchObject({ outcome: 'failed', errorClass: 'INVALID_STATE' });
    expect(await call('delete')).toMatchObject({ outcome: 'succeeded', rows: [] });
    expect(await cluster(IDLE)).toMatchObject({
      state: 'TERMINATING',
      ended_by: 'svc-runbook-actions',
      end_reason: 'USER_REQUEST',
    });
    nowMs += MINUTE_MS;
    await call('start');
    expect(await cluster(IDLE)).toMatchObject({ state: 'PENDING', ended_by: null, end_reason: null });
  });

  test('that is not there is refused in the words of the workspace', async () => {
    const missing = await rest.look({ what: 'cluster', clusterId: '0101-000000-nowhere' }, 5_000);
    expect(missing).toMatchObject({ outcome: 'refused', errorClass: 'INVALID_PARAMETER_VALUE' });
  });

  test('whose runs cannot be looked through is not one on which nothing runs', async () => {
    lakehouse.faults.add({
      kind: 'rest_error',
      match: 'active_only',
      status: 500,
      errorCode: 'X',
      message: '',
    });
    expect(await rest.look({ what: 'cluster', clusterId: IDLE }, 5_000)).toMatchObject({
      outcome: 'unavailable',
    });
  });
});

describe('a model', () => {
  const look = (version: number | null, alias = 'champion') =>
    rowOf({ what: 'model_version', model: MODEL, alias, version });

  test('is told by the version asked for and by the one that the alias points to, with what was measured of both', async () => {
    const row = await look(2);
    expect(row).toMatchObject({ version: 2, status: 'READY', run_id: TRAINED, alias_version: 3 });
    expect(JSON.parse(String(row?.['metrics']))).toMatchObject({ auc: 0.941 });
    expect(JSON.parse(String(row?.['alias_metrics']))).toMatchObject({ auc: 0.883 });
    expect(await look(9, 'challenger')).toMatchObject({
      status: null,
      metrics: null,
      alias_version: null,
      alias_metrics: null,
    });
    expect(await look(null)).toMatchObject({ version: null, status: null, alias_version: 3 });
  });

  test('has its alias moved, and taken away by a call without a body', async () => {
    await send(`PUT ${ALIAS_PATH}\n{"version_num":2}`);
    expect(await look(2)).toMatchObject({ alias_version: 2 });
    expect(await send(`DELETE ${ALIAS_PATH}`)).toMatchObject({ outcome: 'succeeded' });
    expect(lakehouse.changes.at(-1)).toMatchObject({ method: 'DELETE', target: ALIAS_PATH, body: '' });
    expect(await look(2)).toMatchObject({ alias_version: null });
    expect(await send(`DELETE ${ALIAS_PATH}`)).toMatchObject({
      outcome: 'failed',
      errorClass: 'RESOURCE_DOES_NOT_EXIST',
    });
  });

  test('knows whether a training run is registered already', async () => {
    const training = (runId: string) => rowOf({ what: 'training_run', runId, model: MODEL });
    expect(await training(TRAINED)).toMatchObject({
      status: 'FINISHED',
      registered_as: 2,
      newest_version: 3,
    });
    expect(await training('0'.repeat(32))).toMatchObject({
      status: null,
      metrics: null,
      registered_as: null,
    });
  });
});

test.each([
  ['POST /api/2.2/jobs/run-now', `{"job_id":${BACKFILL}}`],
  ['POST /api/2.2/jobs/runs/repair', '{"run_id":77,"rerun_all_failed_tasks":true}'],
  [`POST /api/2.0/pipelines/${SILVER}/updates`, '{"full_refresh":false}'],
  ['POST /api/2.1/clusters/delete', `{"cluster_id":"${IDLE}"}`],
  ['POST /api/2.1/clusters/resize', `{"cluster_id":"${IDLE}","num_workers":9}`],
  [`PUT ${ALIAS_PATH}`, '{"version_num":2}'],
])('who may only read is refused: %s', async (head, body) => {
  expect(await send(`${head}\n${body}`, on('reader'))).toMatchObject({
    outcome: 'failed',
    errorClass: 'PERMISSION_DENIED',
  });
});

test('what comes too often was not done, and is not made again', async () => {
  const message = 'Current request has exceeded the limit.';
  lakehouse.faults.add({
    kind: 'rest_error',
    match: 'run-now',
    status: 429,
    errorCode: 'REQUEST_LIMIT_EXCEEDED',
    message,
    retryAfterS: 1,
  });
  expect(await runNow(BACKFILL)).toMatchObject({ outcome: 'failed', errorClass: 'REQUEST_LIMIT_EXCEEDED' });
  expect(lakehouse.changes).toEqual([]);
});

test.each([
  ['a body where the path says it all', `DELETE ${ALIAS_PATH}\n{}`],
  ['a step upwards', 'DELETE /api/2.0/x/../y'],
  ['a step of nothing', 'DELETE /api//y'],
  ['another line', 'DELETE /api/2.0/x\nX-Forwarded: y'],
])('is not sent: %s', async (_what, text) => {
  expect(await send(text)).toMatchObject({ outcome: 'not_sent' });
  expect(lakehouse.changes).toEqual([]);
});
