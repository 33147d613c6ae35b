/**
 * What the jobs and pipelines tell of the demo's story: the hourly job is well, the backfill overwrote the table and
 * then failed its own check, and the pipeline behind it stopped because of what it found in the table.
 */
import type { Group } from '../rest/group.ts';
import type { Job, Pipeline, Run, Workspace } from '../rest/workspace.ts';
import { canaries } from './canaries.ts';
import { demoClusters, SHARED_CLUSTER } from './seed-clusters.ts';
import { demoExperiments, demoModels } from './seed-models.ts';
import { HOUR_MS, MINUTE_MS, PIPELINE } from './seed-parts.ts';
import { demoQueries } from './seed-queries.ts';

const RUNS = 24;
const HOURLY_JOB = 318_842_017;
const BACKFILL_JOB = 318_842_099;
const BACKFILL = 'svc-backfill@examplebank.test';

export function demoWorkspace(nowMs: number): Workspace {
  return {
    runs: [...hourlyRuns(nowMs), backfill(nowMs)],
    pipelines: [silver(nowMs), gold(nowMs)],
    jobs: JOBS,
    clusters: demoClusters(nowMs),
    models: demoModels(nowMs),
    experiments: demoExperiments(nowMs),
    groups: GROUPS,
    queries: demoQueries(nowMs),
    monitors: ['svc-runbook-reader'],
  };
}

const job = (jobId: number, name: string, taskKeys: readonly string[], minutes: number): Job => ({
  jobId,
  name,
  creator: PIPELINE,
  taskKeys,
  durationMs: minutes * MINUTE_MS,
  result: 'SUCCESS',
  maxConcurrentRuns: 1,
});

/** The backfill is well once more: its export has been completed since. */
const JOBS: readonly Job[] = [
  job(HOURLY_JOB, 'bronze_transactions_hourly', ['merge'], 2),
  job(BACKFILL_JOB, 'transactions_backfill', ['load_export', 'check_freshness'], 4),
  job(318_842_150, 'fraud_model_retrain', ['build_features', 'train', 'evaluate'], 30),
  {
    ...job(318_842_151, 'nightly_reconciliation', ['load', 'reconcile'], 6),
    result: 'FAILED',
    clusterId: SHARED_CLUSTER,
  },
  job(318_842_160, 'fraud_model_register', ['register'], 3),
];

const MANAGER = 'svc-runbook-actions';

/** The contractors come from the bank's identity provider; of those who own everything, nobody here is in charge. */
const GROUPS: readonly Group[] = [
  { displayName: 'fraud_analysts', isExternal: false, managers: [MANAGER] },
  { displayName: 'data_engineers', isExternal: false, managers: [MANAGER] },
  { displayName: 'contractors', isExternal: true, managers: [MANAGER] },
  { displayName: 'runbook_readers', isExternal: false, managers: [] },
  { displayName: 'data-platform', isExternal: false, managers: [] },
  { displayName: 'security-platform', isExternal: false, managers: [] },
];

/** The same runs that the table's history names. */
function hourlyRuns(nowMs: number): readonly Run[] {
  return Array.from({ length: RUNS }, (_none, index) => {
    const endMs = nowMs - 18 * MINUTE_MS - (RUNS - 1 - index) * HOUR_MS;
    const startMs = endMs - 2 * MINUTE_MS;
    const runId = 1_000 + index;
    return {
      jobId: HOURLY_JOB,
      jobName: 'bronze_transactions_hourly',
      runId,
      creator: PIPELINE,
      startMs,
      endMs,
      result: 'SUCCESS',
      stateMessage: '',
      tasks: [{ runId: 50_000 + index, key: 'merge', result: 'SUCCESS', startMs, endMs, error: null }],
    };
  });
}

function backfill(nowMs: number): Run {
  const startMs = nowMs - 14 * MINUTE_MS;
  const loadedMs = nowMs - 12 * MINUTE_MS;
  const endMs = nowMs - 11 * MINUTE_MS;
  const message = `ValueError: newest row is 9.0 hours old after the load, expected under 1 hour. Last row: ${canaries.email}, card ${canaries.card}, to ${canaries.iban}. The export transactions_daily ended too early, and mode=overwrite had replaced banking_bronze.transactions before this check ran.`;
  return {
    jobId: BACKFILL_JOB,
    jobName: 'transactions_backfill',
    runId: 77,
    creator: BACKFILL,
    startMs,
    endMs,
    result: 'FAILED',
    stateMessage: 'Task check_freshness failed with message: Workload failed, see run output for details.',
    tasks: [
      { runId: 60_001, key: 'load_export', result: 'SUCCESS', startMs, endMs: loadedMs, error: null },
      {
        runId: 60_002,
        key: 'check_freshness',
        result: 'FAILED',
        startMs: loadedMs,
        endMs,
        error: {
          message,
          trace: `Traceback (most recent call last):\n  File "check_freshness.py", line 41, in <module>\n    check(table)\n${message}`,
        },
      },
    ],
  };
}

function silver(nowMs: number): Pipeline {
  const failedMs = nowMs - 10 * MINUTE_MS;
  return {
    id: '7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10',
    name: 'silver_transactions',
    state: 'FAILED',
    updates: [
      { id: 'a31f7c02-5f0e-4b7e-8f0a-3b1f0a2d9c11', state: 'FAILED', atMs: failedMs - 2 * MINUTE_MS },
      { id: 'c9b0d7de-7f7a-4a83-9a55-6a2e63a0f4d2', state: 'COMPLETED', atMs: failedMs - HOUR_MS },
    ],
    events: [
      ...routine(nowMs, 40),
      {
        atMs: failedMs - MINUTE_MS,
        level: 'WARN',
        type: 'flow_progress',
        message: `Flow 'transactions_clean' found that a source version was overwritten. First row: {"ssn":"${canaries.socialSecurity}","email":"${canaries.email.replace('@', '\\u0040')}"}`,
        exception: null,
      },
      {
        atMs: failedMs,
        level: 'ERROR',
        type: 'flow_progress',
        message: "Flow 'transactions_clean' has FAILED fatally.",
        exception: {
          className: 'org.apache.spark.sql.streaming.StreamingQueryException',
          message: `[DELTA_SOURCE_TABLE_IGNORE_CHANGES] Detected a data update in the source table at version 25. token=${canaries.token}. This is currently not supported.`,
        },
      },
    ],
  };
}

function gold(nowMs: number): Pipeline {
  const atMs = nowMs - 2 * HOUR_MS;
  return {
    id: '1d9a4f60-52b8-4e4f-b0a7-9f3e8a7c4b21',
    name: 'gold_customer_360',
    state: 'IDLE',
    updates: [{ id: 'e1a7bb62-90cb-4ad7-a1f6-7a4f7d1b5e33', state: 'COMPLETED', atMs }],
    events: routine(atMs, 6),
  };
}

function routine(fromMs: number, count: number): Pipeline['events'] {
  return Array.from({ length: count }, (_none, index) => ({
    atMs: fromMs - (index + 1) * 30 * MINUTE_MS,
    level: 'INFO' as const,
    type: 'update_progress',
    message: `Update ${count - index} is COMPLETED.`,
    exception: null,
  }));
}
