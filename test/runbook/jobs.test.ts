import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../src/check/warehouse.ts';
import {
  judgeReconcile,
  judgeVerification,
  movedFacts,
  type Reads,
  refusal,
  shownEvidence,
  undoOf,
  warningsOf,
} from '../../src/runbook/evidence.ts';
import { keptFacts } from '../../src/runbook/evidence-discretion.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { callOf, runRow, runsRead } from './calls.ts';
import { present, realRunbook } from './fixtures.ts';
import { afterwards, read, sceneOf } from './scenes.ts';

let runbook: Runbook;

beforeAll(async () => {
  runbook = await realRunbook();
});

const actionOf = (id: string): Action => present(runbook.actions[id]);

const ended = (runId: string, result: string, started_at: string, more: Row = {}): Row =>
  runRow(runId, { state: 'TERMINATED', result, started_at, minutes: 2, is_ours: false, ...more });
const HOURLY = ended('1023', 'SUCCESS', '2026-01-05T11:40:00.000Z');
const FAILED = ended('1022', 'FAILED', '2026-01-05T10:40:00.000Z');
const MINE = ended('1021', 'SUCCESS', '2026-01-05T09:00:00.000Z', { is_ours: true });
const job = (more: Row = {}) =>
  read([{ job_id: '318842017', job_name: 'bronze_hourly', runs_max: 1, is_queued: false, ...more }]);

describe.each([
  ['run-job', { job: 'transactions-hourly' }, '318842017'],
  ['retrain-model', { job: 'fraud-model-retrain' }, '318842150'],
])('%s', (id, wish, jobId) => {
  const reads = (runs: readonly Row[], more: Reads = {}): Reads => ({
    job: job(),
    runs: runsRead(...runs),
    ...more,
  });
  const scene = (...runs: readonly Row[]) => sceneOf(actionOf(id), wish, reads(runs));

  it('is one call with a token of its own, by the number that the runbook has for the name', () => {
    expect(callOf(actionOf(id), wish, reads([HOURLY]))).toBe(
      `POST /api/2.2/jobs/run-now\n{"job_id":${jobId},"idempotency_token":"four-eyes-APR-7-1767614400000"}`,
    );
  });

  it('shows what runs and how it went, and is refused where another run would be skipped', () => {
    const before = scene(HOURLY, FAILED);
    expect(shownEvidence(actionOf(id), before).map(({ value }) => value)).toEqual([
      'bronze_hourly',
      '0 of at most 1',
      '1 SUCCESS, 1 FAILED; the last one SUCCESS after 2.0 min',
    ]);
    expect(shownEvidence(actionOf(id), scene())[2]?.value).toBe('no run has ended');
    expect(refusal(actionOf(id), before)).toBeNull();
    expect(refusal(actionOf(id), scene(runRow('1024'), HOURLY))).toMatch(
      /1 active run, and may have 1: another/,
    );
    const queued = reads([runRow('1024')], { job: job({ is_queued: true }) });
    expect(refusal(actionOf(id), sceneOf(actionOf(id), wish, queued))).toBeNull();
    expect(warningsOf(actionOf(id), before).join(' ')).toMatch(/There is no undo/);
    expect(undoOf(actionOf(id), { params: wish, before: before.facts })).toBeNull();
    expect(keptFacts(actionOf(id), before)).toMatchObject({ ok: true });
  });

  it('has moved when a run began, or when another request began one, and not when a scheduled one came and went', () => {
    const before = scene(HOURLY, MINE).facts;
    const moved = (...runs: readonly Row[]) => movedFacts(actionOf(id), before, scene(...runs).facts);
    const since = '2026-01-05T11:58:00.000Z';
    expect(moved(ended('1030', 'SUCCESS', since), HOURLY, MINE)).toEqual([]);
    expect(moved(runRow('1030', { is_ours: false }), HOURLY, MINE)).toEqual(['active']);
    expect(moved(ended('1030', 'SUCCESS', since, { is_ours: true }), HOURLY, MINE)).toEqual(['ours_at']);
  });

  const after = (...runs: readonly Row[]) =>
    afterwards(wish, scene(HOURLY, MINE).facts, { runs: runsRead(...runs) });

  it('is verified by a run that was begun from here since, which may go on', () => {
    const verify = (...runs: readonly Row[]) => judgeVerification(actionOf(id), after(...runs));
    expect(verify(runRow('1024'), HOURLY, MINE)).toEqual({
      outcome: 'verified',
      sentence: expect.stringMatching(/^Run 1024 has begun and is RUNNING\. How it ends/),
    });
    expect(verify(runRow('1024', { is_ours: false }), HOURLY, MINE)).toMatchObject({ outcome: 'failed' });
    expect(verify(HOURLY, MINE)).toMatchObject({ outcome: 'failed' });
    const skipped = { state: 'SKIPPED', result: 'MAXIMUM_CONCURRENT_RUNS_REACHED' };
    expect(verify(runRow('1024', skipped))).toEqual({
      outcome: 'failed',
      sentence: 'Run 1024 was skipped: the job had as many runs as it may.',
    });
  });

  it('is found after a lost answer by such a run within its time, and not by another request’s', () => {
    const reconcile = (...runs: readonly Row[]) => judgeReconcile(actionOf(id), after(...runs));
    expect(reconcile(runRow('1024'))).toMatchObject({
      outcome: 'applied',
      sentence: expect.stringContaining('run 1024, begun from here'),
    });
    expect(reconcile(runRow('1024', { started_at: '2026-01-05T12:31:00.000Z' }))).toMatchObject({
      outcome: 'not_seen',
    });
    expect(reconcile(HOURLY, MINE)).toMatchObject({ outcome: 'not_seen' });
    const cut = afterwards(wish, scene().facts, { runs: read([HOURLY], true) });
    expect(judgeReconcile(actionOf(id), cut)).toMatchObject({ outcome: 'could_not_see' });
  });
});

describe('registering what was trained', () => {
  const run = `f0a2${'0'.repeat(28)}`;
  const wish = { model: 'fraud-detection', run, job: 'fraud-model-register' };
  const training = (more: Row = {}) =>
    read([
      {
        run_id: run,
        run_name: 'fraud-f0a2',
        status: 'FINISHED',
        metrics: '{"auc":0.941}',
        registered_as: null,
        newest_version: 3,
        ...more,
      },
    ]);
  const scene = (more: Row = {}) =>
    sceneOf(actionOf('register-model-version'), wish, {
      job: job(),
      runs: runsRead(HOURLY),
      training: training(more),
    });

  it('is a run of the job that does it, which is told the model and the training run', () => {
    expect(callOf(actionOf('register-model-version'), wish, scene().reads)).toBe(
      `POST /api/2.2/jobs/run-now\n{"job_id":318842160,"idempotency_token":"four-eyes-APR-7-1767614400000","job_parameters":{"model_name":"banking_catalog.banking_gold.banking_fraud_detection","run_id":"${run}"}}`,
    );
  });

  it.each<[Row, RegExp]>([
    [{ status: null, run_name: null, metrics: null }, /MLflow has no run f0a2/],
    [{ status: 'RUNNING' }, /is RUNNING: only what has been trained to its end/],
    [{ registered_as: 2 }, /registered already, as version 2 of fraud-detection/],
  ])('is refused: %j', (more, why) => {
    expect(refusal(actionOf('register-model-version'), scene(more))).toMatch(why);
  });

  it('shows how good it is, and what it is going to be', () => {
    expect(shownEvidence(actionOf('register-model-version'), scene()).map(({ value }) => value)).toEqual([
      'fraud-f0a2, FINISHED',
      '0.941',
      '3 now; it becomes the next one',
      'bronze_hourly, 0 of at most 1 active',
    ]);
    const bare = scene({ metrics: '{}', newest_version: 0 });
    expect(shownEvidence(actionOf('register-model-version'), bare)[1]?.value).toBe('not measured');
    expect(refusal(actionOf('register-model-version'), bare)).toBeNull();
    const now = scene({ registered_as: 4 }).facts;
    expect(movedFacts(actionOf('register-model-version'), scene().facts, now)).toEqual(['registered_as']);
  });
});

describe('repairing a run', () => {
  const wish = { run: '77' };
  const run = (more: Row = {}): Reads => ({
    run: read([
      {
        run_id: '77',
        job: 'transactions-backfill',
        job_name: 'transactions_backfill',
        state: 'TERMINATED',
        result: 'FAILED',
        tasks: 2,
        failed: 1,
        failed_tasks: 'check_freshness',
        repairs: 0,
        latest_repair_id: null,
        latest_repair_at: null,
        ...more,
      },
    ]),
  });
  const scene = (more: Row = {}) => sceneOf(actionOf('repair-run'), wish, run(more));
  const head = 'POST /api/2.2/jobs/runs/repair\n{"run_id":77,';

  it('names the repair before it, of which every digit counts', () => {
    expect(callOf(actionOf('repair-run'), wish, run())).toBe(`${head}"rerun_all_failed_tasks":true}`);
    expect(
      callOf(actionOf('repair-run'), wish, run({ repairs: 1, latest_repair_id: '9007199254740993' })),
    ).toBe(`${head}"latest_repair_id":9007199254740993,"rerun_all_failed_tasks":true}`);
    expect(() => callOf(actionOf('repair-run'), wish, run({ latest_repair_id: '1,"x":2' }))).toThrow(
      /has not the form/,
    );
  });

  it.each<[Row, RegExp]>([
    [{ job: null }, /is of transactions_backfill, which is not among the runbook's jobs/],
    [{ state: 'RUNNING', result: null }, /is RUNNING: only a run that is over/],
    [{ failed: 0, failed_tasks: '' }, /No task of run 77 has failed/],
  ])('is refused: %j', (more, why) => {
    expect(refusal(actionOf('repair-run'), scene(more))).toMatch(why);
  });

  it('shows what runs again, has moved when somebody repaired it meanwhile, and is found by a new repair', () => {
    expect(shownEvidence(actionOf('repair-run'), scene()).map(({ value }) => value)).toEqual([
      'transactions-backfill (transactions_backfill), ended FAILED',
      '1 of 2: check_freshness',
      'not yet',
    ]);
    expect(refusal(actionOf('repair-run'), scene())).toBeNull();
    const repaired = {
      state: 'RUNNING',
      result: null,
      repairs: 1,
      latest_repair_at: '2026-01-05T12:00:03.000Z',
    };
    expect(movedFacts(actionOf('repair-run'), scene().facts, scene(repaired).facts)).toEqual([
      'state',
      'repairs',
    ]);
    const after = (more: Row) => afterwards(wish, scene().facts, run(more));
    expect(judgeVerification(actionOf('repair-run'), after(repaired))).toMatchObject({
      outcome: 'verified',
      sentence: expect.stringMatching(/^Repair 1 of run 77 has begun; the run is RUNNING/),
    });
    expect(judgeVerification(actionOf('repair-run'), after({}))).toMatchObject({ outcome: 'failed' });
    expect(judgeReconcile(actionOf('repair-run'), after(repaired))).toMatchObject({ outcome: 'applied' });
    expect(judgeReconcile(actionOf('repair-run'), after({}))).toMatchObject({ outcome: 'not_seen' });
    const long = { ...repaired, latest_repair_at: '2026-01-05T11:00:00.000Z' };
    expect(judgeReconcile(actionOf('repair-run'), after(long))).toMatchObject({ outcome: 'not_seen' });
  });
});

describe('starting a pipeline', () => {
  const wish = { pipeline: 'silver-transactions' };
  const pipeline = (more: Row = {}): Reads => ({
    pipeline: read([
      {
        pipeline_name: 'silver_transactions',
        state: 'FAILED',
        is_continuous: false,
        active_update: null,
        newest_update: 'a31f',
        newest_state: 'FAILED',
        newest_at: '2026-01-05T11:00:00.000Z',
        ...more,
      },
    ]),
  });
  const scene = (more: Row = {}) => sceneOf(actionOf('start-pipeline'), wish, pipeline(more));
  const begun = {
    active_update: 'b77e',
    newest_update: 'b77e',
    newest_state: 'RUNNING',
    newest_at: '2026-01-05T12:00:03.000Z',
  };

  it('is one update that reads only what is new', () => {
    expect(callOf(actionOf('start-pipeline'), wish, pipeline())).toBe(
      'POST /api/2.0/pipelines/7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10/updates\n{"full_refresh":false}',
    );
    expect(shownEvidence(actionOf('start-pipeline'), scene()).map(({ value }) => value)).toEqual([
      'silver_transactions, FAILED',
      'FAILED',
      'once',
    ]);
    expect(refusal(actionOf('start-pipeline'), scene())).toBeNull();
    expect(refusal(actionOf('start-pipeline'), scene(begun))).toMatch(/is under way \(b77e\)/);
  });

  it('has moved when an update began meanwhile, and is found by a new one', () => {
    expect(movedFacts(actionOf('start-pipeline'), scene().facts, scene(begun).facts)).toEqual([
      'active_update',
      'newest_update',
    ]);
    const after = (more: Row) => afterwards(wish, scene().facts, pipeline(more));
    expect(judgeVerification(actionOf('start-pipeline'), after(begun)).sentence).toMatch(
      /^Update b77e has begun and is RUNNING/,
    );
    expect(judgeVerification(actionOf('start-pipeline'), after({}))).toMatchObject({ outcome: 'failed' });
    expect(judgeReconcile(actionOf('start-pipeline'), after(begun))).toMatchObject({ outcome: 'applied' });
    expect(judgeReconcile(actionOf('start-pipeline'), after({}))).toMatchObject({ outcome: 'not_seen' });
  });
});
