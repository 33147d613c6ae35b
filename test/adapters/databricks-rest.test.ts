import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { canaries } from '../../sandbox/lakehouse/data/canaries.ts';
import { demoWorkspace } from '../../sandbox/lakehouse/data/seed-workspace.ts';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { databricksRest, type RestLimits } from '../../src/adapters/databricks-rest.ts';
import type { RestRead } from '../../src/check/rest.ts';
import { READER_TOKEN, startTestLakehouse, trust } from '../support/bot.ts';

/** Over a real socket, against the local lakehouse. */
const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);
const DAY_MS = 86_400_000;
const LIMITS = { timeoutMs: 30_000, rowsMax: 200 };

const hourly = { name: 'Hourly', jobId: 318_842_017 };
const backfill = { name: 'Backfill', jobId: 318_842_099 };
const silver = { name: 'Silver', pipelineId: '7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10' };
const RUNS: RestRead = { what: 'job_runs', jobs: [hourly, backfill], sinceMs: DAY_MS };
const FAILED: RestRead = { what: 'failed_tasks', jobs: [hourly, backfill], sinceMs: DAY_MS };

let lakehouse: Lakehouse;

beforeAll(async () => {
  lakehouse = await startTestLakehouse(() => NOW_MS);
});
beforeEach(() => lakehouse.faults.clear());
afterAll(() => lakehouse.close());

const restOn = (limits: Partial<RestLimits> = {}, token = READER_TOKEN) =>
  databricksRest({
    host: `${lakehouse.host}:${lakehouse.port}`,
    credentials: { token },
    wallClockMs: () => NOW_MS,
    limits,
  });

describe('what the workspace tells', () => {
  test('the runs of several jobs come newest first', async () => {
    const result = await restOn().read(RUNS, LIMITS);
    expect(result).toMatchObject({ outcome: 'read', truncated: false });
    const rows = result.outcome === 'read' ? result.rows : [];
    expect(rows).toHaveLength(25);
    expect(rows[0]).toEqual({
      job: 'Backfill',
      run_id: 77,
      state: 'TERMINATED',
      result: 'FAILED',
      started_at: '2026-01-31T11:46:00.000Z',
      minutes: 3,
      message: 'Task check_freshness failed with message: Workload failed, see run output for details.',
    });
    expect(rows[1]).toMatchObject({ job: 'Hourly', run_id: 1023, result: 'SUCCESS' });
  });

  test('of each job how many of its runs failed, which one that was called off did not', async () => {
    const rates: RestRead = {
      what: 'job_rates',
      jobs: [hourly, backfill, { name: 'None', jobId: 1 }],
      sinceMs: DAY_MS,
    };
    expect(await restOn().read(rates, LIMITS)).toMatchObject({
      rows: [
        { job: 'Hourly', runs: 24, failed: 0, failed_percent: 0 },
        { job: 'Backfill', runs: 1, failed: 1, failed_percent: 100 },
        { job: 'None', runs: 0, failed: 0, failed_percent: null },
      ],
    });
    const canceled = await startLakehouse({
      now: () => NOW_MS,
      tokens: { [READER_TOKEN]: { principal: 'reader', may: 'read' } },
      workspace: (nowMs) => ({
        pipelines: [],
        runs: manyRuns(nowMs, 40).map((run) => ({ ...run, result: 'CANCELED' })),
      }),
    });
    trust(canceled);
    const rest = databricksRest({
      host: `${canceled.host}:${canceled.port}`,
      credentials: { token: READER_TOKEN },
      wallClockMs: () => NOW_MS,
    });
    const result = await rest.read({ ...rates, jobs: [hourly] }, LIMITS);
    await canceled.close();
    expect(result).toMatchObject({ rows: [{ runs: 40, failed: 0, failed_percent: 0 }] });
  });

  test('more rows than were asked for are cut off, and said to be', async () => {
    const events: RestRead = { what: 'pipeline_events', pipelines: [silver], sinceMs: DAY_MS };
    expect(await restOn().read(events, { ...LIMITS, rowsMax: 2 })).toMatchObject({ truncated: true });
    expect(await restOn().read(events, { ...LIMITS, rowsMax: 3 })).toMatchObject({ truncated: false });
  });

  test('a list of several pages is read to its end', async () => {
    const long = await startLakehouse({
      now: () => NOW_MS,
      tokens: { [READER_TOKEN]: { principal: 'reader', may: 'read' } },
      workspace: (nowMs) => ({ pipelines: [], runs: manyRuns(nowMs, 60) }),
    });
    trust(long);
    const rest = databricksRest({
      host: `${long.host}:${long.port}`,
      credentials: { token: READER_TOKEN },
      wallClockMs: () => NOW_MS,
    });
    const result = await rest.read(RUNS, LIMITS);
    await long.close();
    expect(result.outcome === 'read' && result.rows.map(({ run_id }) => run_id)).toEqual(
      Array.from({ length: 60 }, (_none, index) => index + 1),
    );
  });

  test('the error is that of the task that failed, not of the run', async () => {
    expect(await restOn().read(FAILED, LIMITS)).toMatchObject({
      outcome: 'read',
      rows: [
        {
          job: 'Backfill',
          run_id: 77,
          task: 'check_freshness',
          result: 'FAILED',
          error: expect.stringMatching(/^ValueError: newest row is 9\.0 hours old/),
        },
      ],
    });
  });

  test('nothing failed is no rows, with the columns of the read', async () => {
    const none = { ...FAILED, jobs: [hourly] } as RestRead;
    expect(await restOn().read(none, LIMITS)).toMatchObject({
      outcome: 'read',
      rows: [],
      columns: expect.arrayContaining(['error']),
    });
  });

  test('a pipeline is its state, then its warnings and errors', async () => {
    const result = await restOn().read(
      { what: 'pipeline_events', pipelines: [silver], sinceMs: DAY_MS },
      LIMITS,
    );
    expect(result.outcome === 'read' && result.rows.map(({ level, message }) => [level, message])).toEqual([
      ['STATE', 'FAILED'],
      ['ERROR', "Flow 'transactions_clean' has FAILED fatally."],
      [
        'WARN',
        `Flow 'transactions_clean' found that a source version was overwritten. First row: {"ssn":"${canaries.socialSecurity}","email":"${canaries.email.replace('@', '\\u0040')}"}`,
      ],
    ]);
  });
});

describe('what is no answer is never a result', () => {
  test('a pipeline that is not there is a refusal in Databricks’ words', async () => {
    const pipelines = [{ ...silver, pipelineId: '00000000-0000-4000-8000-000000000000' }];
    expect(
      await restOn().read({ what: 'pipeline_events', pipelines, sinceMs: DAY_MS }, LIMITS),
    ).toMatchObject({
      outcome: 'refused',
      errorClass: 'RESOURCE_DOES_NOT_EXIST',
    });
  });

  test('a token that is not good is a refusal', async () => {
    expect(await restOn({}, 'dapi-wrong').read(RUNS, LIMITS)).toMatchObject({
      outcome: 'refused',
      errorClass: '403',
    });
  });

  test.each([
    ['the connection is cut', { kind: 'rest_cut' } as const],
    ['the connection is cut in the middle of the body', { kind: 'rest_cut', partly: true } as const],
    ['a proxy answers', { kind: 'rest_garbage' } as const],
    [
      'the workspace is in trouble',
      { kind: 'rest_error', status: 500, errorCode: 'INTERNAL_ERROR', message: 'Oops' } as const,
    ],
  ])('%s: unavailable', async (_what, fault) => {
    lakehouse.faults.add({ ...fault, match: 'runs/list' });
    expect(await restOn().read(RUNS, LIMITS)).toMatchObject({ outcome: 'unavailable' });
    expect(await restOn().read(RUNS, LIMITS)).toMatchObject({ outcome: 'read' });
  });

  test('half of what was asked is not a result: one job’s list is lost', async () => {
    lakehouse.faults.add({ kind: 'rest_cut', match: String(backfill.jobId) });
    expect(await restOn().read(RUNS, LIMITS)).toMatchObject({ outcome: 'unavailable' });
  });

  test('an answer that is too slow is timed out', async () => {
    lakehouse.faults.add({ kind: 'rest_slow', ms: 5_000, match: 'runs/list' });
    expect(await restOn().read(RUNS, { ...LIMITS, timeoutMs: 200 })).toMatchObject({ outcome: 'timed_out' });
  });

  test('an answer that is too large is given up', async () => {
    expect(await restOn({ bodyBytesMax: 500 }).read(RUNS, LIMITS)).toEqual({
      outcome: 'unavailable',
      message: 'the answer is larger than 500 bytes',
    });
  });
});

test('who is asked to wait waits as long as that, and is answered then', async () => {
  const busy = {
    kind: 'rest_error',
    status: 429,
    errorCode: 'REQUEST_LIMIT_EXCEEDED',
    message: 'Busy',
  } as const;
  lakehouse.faults.add({ ...busy, retryAfterS: 1, match: '/events' });
  const events: RestRead = { what: 'pipeline_events', pipelines: [silver], sinceMs: DAY_MS };
  const result = await restOn().read(events, LIMITS);
  expect(result).toMatchObject({ outcome: 'read' });
  expect(result.outcome === 'read' && result.takenMs).toBeGreaterThanOrEqual(900);
});

test('a workspace that stays silent is left alone for a while, and then asked again', async () => {
  const breakMs = 1_500;
  const rest = restOn({ failuresMax: 2, breakMs });
  const over = lakehouse.faults.add({ kind: 'rest_cut', match: 'runs/list', times: 100 });
  await rest.read(RUNS, LIMITS);
  await rest.read(RUNS, LIMITS);
  over();
  const brokenAtMs = performance.now();
  expect(await rest.read(RUNS, LIMITS)).toMatchObject({ message: /did not answer 2 times in a row/ });
  await expect.poll(async () => (await rest.read(RUNS, LIMITS)).outcome, { interval: 20 }).toBe('read');
  expect(performance.now() - brokenAtMs).toBeGreaterThan(breakMs / 2);
});

function manyRuns(nowMs: number, count: number) {
  const [run] = demoWorkspace(nowMs).runs;
  if (run === undefined) throw new Error('The seed has no run.');
  return Array.from({ length: count }, (_none, index) => ({
    ...run,
    runId: index + 1,
    startMs: nowMs - (index + 1) * 60_000,
  }));
}
