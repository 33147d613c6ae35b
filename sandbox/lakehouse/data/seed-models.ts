/**
 * The fraud model. Somebody pointed `champion` at the newest version, which is worse than the one before; the table of
 * its features has lost `hour_of_day`; and the amounts that it is asked about have drifted from those it learned on.
 */
import type { Model, ModelVersion, TrainingRun } from '../rest/model.ts';
import { canaries } from './canaries.ts';
import type { TableSeed } from './plant.ts';
import { creation, HOUR_MS, timestamp } from './seed-parts.ts';

const DAY_MS = 24 * HOUR_MS;
const MODEL = 'banking_catalog.banking_gold.banking_fraud_detection';
const CREATOR = 'grace.kim@examplebank.test';
const ROWS = 200;
const NOTE = `Asked for by ${canaries.email} after a complaint about card ${canaries.otherCard}`;

/** What the model is given, with MLflow's names of types. */
const INPUTS = [
  ['amount', 'double'],
  ['is_international', 'boolean'],
  ['hour_of_day', 'integer'],
  ['merchant_risk', 'double'],
  ['account_age_days', 'integer'],
] as const;
const FEATURES = INPUTS.map(([name]) => name);

/** Age in days, area under the curve, recall, precision, and milliseconds at the 95th percentile. */
const TRAININGS = [
  ['f0a1', 90, 0.912, 0.71, 0.64, 310],
  ['f0a2', 34, 0.941, 0.79, 0.7, 290],
  ['f0a3', 6, 0.883, 0.58, 0.66, 1_240],
] as const;

export function demoExperiments(nowMs: number): readonly TrainingRun[] {
  return TRAININGS.map(([id, ageDays, auc, recall, precision, latency]) => ({
    runId: runIdOf(id),
    name: `fraud-${id}`,
    startMs: nowMs - ageDays * DAY_MS - HOUR_MS,
    endMs: nowMs - ageDays * DAY_MS,
    metrics: { auc, recall, precision, latency_p95_ms: latency },
    params: { features: FEATURES.join(',') },
    tags: {
      'mlflow.user': CREATOR,
      'mlflow.note.content': `Tried on ${canaries.email}, ${canaries.card}`,
      'mlflow.log-model.history': logged(runIdOf(id), nowMs - ageDays * DAY_MS),
    },
  }));
}

/** How MLflow notes a model that a run has logged; the signature's inputs are JSON once more. */
function logged(runId: string, atMs: number): string {
  const inputs = INPUTS.map(([name, type]) => ({ type, name, required: true }));
  return JSON.stringify([
    {
      run_id: runId,
      artifact_path: 'model',
      utc_time_created: new Date(atMs).toISOString().slice(0, 19).replace('T', ' '),
      flavors: { python_function: { loader_module: 'mlflow.sklearn' } },
      signature: {
        inputs: JSON.stringify(inputs),
        outputs: JSON.stringify([{ type: 'double', required: true }]),
        params: null,
      },
    },
  ]);
}

const runIdOf = (id: string): string => id.padEnd(32, '0');

export function demoModels(nowMs: number): readonly Model[] {
  const version = (number: number, stage: ModelVersion['stage']): ModelVersion => {
    const [id, ageDays] = TRAININGS[number - 1] ?? TRAININGS[0];
    return {
      version: number,
      source: `runs:/${runIdOf(id)}/model`,
      runId: runIdOf(id),
      creator: CREATOR,
      createdMs: nowMs - ageDays * DAY_MS,
      status: 'READY',
      stage,
      ...(number === 3 ? { comment: NOTE } : {}),
    };
  };
  const createdMs = nowMs - 90 * DAY_MS;
  return [
    {
      name: MODEL,
      owner: 'data-platform',
      createdMs,
      aliases: { champion: 3, previous: 2 },
      versions: [version(1, null), version(2, null), version(3, null)],
    },
    // What was there before Unity Catalog, and still has a stage set.
    {
      name: 'banking_fraud_detection',
      owner: CREATOR,
      createdMs,
      aliases: {},
      versions: [version(1, 'Production'), version(2, 'Staging')],
    },
  ];
}

export function modelTables(nowMs: number): readonly TableSeed[] {
  return [
    {
      fullName: ['banking_catalog', 'banking_gold', 'fraud_features'],
      owner: 'data-platform',
      versions: [
        creation(nowMs - 20 * DAY_MS, features(nowMs, 'CAST(i % 24 AS INTEGER) AS hour_of_day,'), ROWS),
        {
          ...creation(nowMs - 5 * DAY_MS, features(nowMs, ''), ROWS),
          operation: 'CREATE OR REPLACE TABLE AS SELECT',
        },
      ],
    },
    {
      fullName: ['banking_catalog', 'ml_monitoring', 'drift_metrics'],
      owner: 'data-platform',
      versions: [creation(nowMs - 12 * HOUR_MS, drift(nowMs), FEATURES.length * 14)],
    },
  ];
}

const features = (nowMs: number, hourOfDay: string): string => `SELECT
    'TX-' || lpad(CAST(i AS VARCHAR), 6, '0') AS transaction_id,
    CAST(((i * 104729) % 250000) / 100.0 AS DOUBLE) AS amount,
    i % 9 = 0 AS is_international,
    ${hourOfDay}
    CAST(((i * 31) % 100) / 100.0 AS DOUBLE) AS merchant_risk,
    CAST((i * 53) % 3000 AS INTEGER) AS account_age_days,
    CAST(i % 3 AS INTEGER) AS channel_code,
    ${timestamp(nowMs - HOUR_MS)} AS computed_at
  FROM range(${ROWS}) AS numbers(i)`;

/** The population stability index by feature and day: above 0.2 a model is thought to have drifted. */
function drift(nowMs: number): string {
  const list = FEATURES.map((name) => `'${name}'`).join(', ');
  return `SELECT '${MODEL}' AS model_name, CAST(3 AS INTEGER) AS model_version, feature,
      CAST(round(CASE WHEN feature = 'amount' THEN 0.31 - day * 0.02 ELSE 0.04 + day * 0.001 END, 3) AS DOUBLE) AS psi,
      ${timestamp(nowMs - 12 * HOUR_MS)} - INTERVAL 1 DAY * day AS measured_at
    FROM (SELECT unnest([${list}]) AS feature), range(14) AS days(day) ORDER BY measured_at, feature`;
}
