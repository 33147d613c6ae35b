/** Clusters, queries and models, over a real socket, against the local lakehouse. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { canaries } from '../../sandbox/lakehouse/data/canaries.ts';
import { demoClusters } from '../../sandbox/lakehouse/data/seed-clusters.ts';
import { demoWorkspace } from '../../sandbox/lakehouse/data/seed-workspace.ts';
import type { Workspace } from '../../sandbox/lakehouse/rest/workspace.ts';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { databricksRest } from '../../src/adapters/databricks-rest.ts';
import type { NamedModel, RestRead } from '../../src/check/rest.ts';
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import { READER, READER_TOKEN, trust } from '../support/bot.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);
const DAY_MS = 86_400_000;
const LIMITS = { timeoutMs: 30_000, rowsMax: 1_000 };

const MODEL: NamedModel = {
  name: 'banking_catalog.banking_gold.banking_fraud_detection',
  serving: 'champion',
  comparedWith: 'previous',
  oldName: 'banking_fraud_detection',
  table: 'banking_catalog.banking_gold.fraud_features',
  noFeatures: ['transaction_id', 'computed_at'],
};
const SLOW: RestRead = { what: 'slow_queries', sinceMs: 7 * DAY_MS, slowerThanMs: 60_000 };

let lakehouse: Lakehouse;
const workspace = demoWorkspace(NOW_MS);

beforeAll(async () => {
  lakehouse = await started(workspace);
});
beforeEach(() => lakehouse.faults.clear());
afterAll(() => lakehouse.close());

async function started(planted: Workspace): Promise<Lakehouse> {
  const on = await startLakehouse({
    now: () => NOW_MS,
    tokens: { [READER_TOKEN]: { principal: READER, may: 'read' } },
    workspace: () => planted,
  });
  trust(on);
  return on;
}

const restOn = ({ host, port }: Lakehouse) =>
  databricksRest({
    host: `${host}:${port}`,
    credentials: { token: READER_TOKEN },
    wallClockMs: () => NOW_MS,
  });

async function rows(wish: RestRead, on = lakehouse): Promise<readonly Row[]> {
  const result = await restOn(on).read(wish, LIMITS);
  if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
  for (const row of result.rows) expect(Object.keys(row).toSorted()).toEqual(result.columns.toSorted());
  return result.rows;
}

/** What another workspace says. */
async function elsewhere(changes: Partial<Workspace>, wish: RestRead): Promise<ReadResult> {
  const other = await started({ ...workspace, ...changes });
  try {
    return await restOn(other).read(wish, LIMITS);
  } finally {
    await other.close();
  }
}

describe('clusters', () => {
  test('are those that have not ended, the longest idle first, with what would end them', async () => {
    expect(await rows({ what: 'clusters' })).toMatchObject([
      {
        cluster: 'interactive-analytics',
        cluster_id: '1118-063001-lakehous',
        state: 'RUNNING',
        workers: '8',
        hours: 31,
        idle_hours: 9,
        ends_after_min: 0,
        source: 'UI',
        creator: 'grace.kim@examplebank.test',
      },
      { cluster: 'etl-shared', workers: '2 to 8', idle_hours: 0, ends_after_min: 30 },
      { cluster: 'job-318842017-run-1023', source: 'JOB', idle_hours: 0 },
      { cluster: 'ml-training', state: 'PENDING', idle_hours: null },
    ]);
  });

  test('come from all pages, and where there are more than are read it is said', async () => {
    const [first] = demoClusters(NOW_MS);
    const many = (count: number) =>
      Array.from({ length: count }, (_none, index) => ({
        ...(first as NonNullable<typeof first>),
        id: `c-${index}`,
      }));
    const all = await elsewhere({ clusters: many(250) }, { what: 'clusters' });
    expect(all).toMatchObject({ outcome: 'read', truncated: false });
    expect(all.outcome === 'read' && new Set(all.rows.map(({ cluster_id: id }) => id)).size).toBe(250);
    expect(await elsewhere({ clusters: many(801) }, { what: 'clusters' })).toMatchObject({ truncated: true });
  });

  test('there may be none', async () => {
    expect(await elsewhere({ clusters: [] }, { what: 'clusters' })).toMatchObject({
      outcome: 'read',
      rows: [],
    });
  });
});

describe('slow queries', () => {
  test('are put together by text and user, the slowest first, with how often they failed', async () => {
    const [report, ...others] = await rows(SLOW);
    expect(others).toEqual([]);
    expect(report).toMatchObject({
      user: 'svc-reporting@examplebank.test',
      runs: 6,
      slowest_s: 600,
      table: 'banking_catalog.banking_gold.customer_360',
      failed: 1,
      last_at: '2026-01-31T11:20:00.000Z',
    });
    expect(report?.['query']).toMatch(/^SELECT c\.customer_id, sum\(t\.amount\) FROM/);
    // It comes as it is; what is shown of it is masked.
    expect(report?.['query']).toContain(canaries.email);
  });

  test('of the time that was asked for only', async () => {
    expect(await rows({ ...SLOW, sinceMs: 3_600_000 })).toMatchObject([{ runs: 1, failed: 1 }]);
    expect(await rows({ ...SLOW, slowerThanMs: 601_000 })).toEqual([]);
  });

  test.each<[string, Partial<Workspace>]>([
    ['who may not monitor the warehouse is shown their own', { monitors: [] }],
    ['only one has ever asked anything', { queries: [] }],
  ])('are not seen where %s', async (_what, changes) => {
    expect(await elsewhere(changes, SLOW)).toMatchObject({
      outcome: 'refused',
      errorClass: 'ONLY_OWN_QUERIES',
    });
  });
});

describe('a model', () => {
  test('has versions with aliases, the newest first, then those whose stage is still set', async () => {
    const found = await rows({ what: 'model_versions', model: MODEL });
    expect(found.map(({ version, aliases, stage, registry }) => [version, aliases, stage, registry])).toEqual(
      [
        [3, 'champion', null, 'Unity Catalog'],
        [2, 'previous', null, 'Unity Catalog'],
        [1, '', null, 'Unity Catalog'],
        [2, '', 'Staging', 'old registry'],
        [1, '', 'Production', 'old registry'],
      ],
    );
    expect(found[0]).toMatchObject({ status: 'READY', created_at: '2026-01-25T12:00:00.000Z' });
    expect(found[0]?.['note']).toContain(canaries.email);
  });

  test('of the old registry alone, and in none', async () => {
    expect(await rows({ what: 'model_versions', model: { ...MODEL, oldName: null } })).toHaveLength(3);
    const gone = await restOn(lakehouse).read(
      { what: 'model_versions', model: { ...MODEL, name: 'banking_catalog.banking_gold.nobody' } },
      LIMITS,
    );
    expect(gone).toMatchObject({ outcome: 'refused', errorClass: 'RESOURCE_DOES_NOT_EXIST' });
  });

  test('did so well in its last evaluation, and the version that it is compared with so', async () => {
    expect(await rows({ what: 'model_metrics', model: MODEL })).toMatchObject([
      {
        metric: 'auc',
        value: 0.883,
        compared: 0.941,
        version: 3,
        compared_version: 2,
        ended_at: '2026-01-25T12:00:00.000Z',
      },
      { metric: 'latency_p95_ms', value: 1_240, compared: 290 },
      { metric: 'precision', value: 0.66, compared: 0.7 },
      { metric: 'recall', value: 0.58, compared: 0.79 },
    ]);
    const alone = { ...MODEL, comparedWith: 'nobody' };
    expect(await rows({ what: 'model_metrics', model: alone })).toMatchObject([
      { compared: null, compared_version: null },
      {},
      {},
      {},
    ]);
  });

  test('lacks a feature in its table, which has one that it does not take', async () => {
    expect(await rows({ what: 'model_features', model: MODEL })).toEqual([
      { feature: 'hour_of_day', in_model: 'integer', in_table: null },
      { feature: 'channel_code', in_model: null, in_table: 'int' },
      { feature: 'amount', in_model: 'double', in_table: 'double' },
      { feature: 'is_international', in_model: 'boolean', in_table: 'boolean' },
      { feature: 'merchant_risk', in_model: 'double', in_table: 'double' },
      { feature: 'account_age_days', in_model: 'integer', in_table: 'int' },
    ]);
  });

  const withTags = (tags: { readonly [name: string]: string }): Partial<Workspace> => ({
    experiments: (workspace.experiments ?? []).map((run) => ({ ...run, tags })),
  });
  const logged = (value: unknown) =>
    withTags({ 'mlflow.log-model.history': typeof value === 'string' ? value : JSON.stringify(value) });
  test.each<[string, Partial<Workspace>, Partial<NamedModel>, string]>([
    ['has no such alias', {}, { serving: 'nobody' }, 'NO_SUCH_ALIAS'],
    ['has no table', {}, { table: 'banking_catalog.banking_gold.nothing' }, 'RESOURCE_DOES_NOT_EXIST'],
    ['has logged nothing', withTags({}), {}, 'NO_SIGNATURE'],
    ['has no signature', logged([{ flavors: {} }]), {}, 'NO_SIGNATURE'],
    [
      'takes something without names',
      logged([{ signature: { inputs: '[{"type":"tensor"}]' } }]),
      {},
      'NO_SIGNATURE',
    ],
    ['takes nothing', logged([{ signature: { inputs: '[]' } }]), {}, 'NO_SIGNATURE'],
    ['says something else', logged('not JSON'), {}, 'NO_SIGNATURE'],
    [
      'comes from nowhere',
      {
        models: (workspace.models ?? []).map((one) => ({
          ...one,
          versions: one.versions.map((each) => ({ ...each, runId: '' })),
        })),
      },
      {},
      'NO_RUN',
    ],
  ])('that %s is a refusal', async (_what, changes, model, errorClass) => {
    const wish: RestRead = { what: 'model_features', model: { ...MODEL, ...model } };
    expect(await elsewhere(changes, wish)).toMatchObject({ outcome: 'refused', errorClass });
  });

  test('is asked about by its last logged model', async () => {
    const at = (utc_time_created: string, name: string) => ({
      utc_time_created,
      signature: { inputs: JSON.stringify([{ name, type: 'double' }]) },
    });
    const changes = logged([at('2026-01-02 00:00:00', 'newer'), at('2026-01-01 00:00:00', 'older')]);
    expect(await elsewhere(changes, { what: 'model_features', model: MODEL })).toMatchObject({
      rows: expect.arrayContaining([{ feature: 'newer', in_model: 'double', in_table: null }]),
    });
  });
});

test.each<RestRead>([
  { what: 'clusters' },
  SLOW,
  { what: 'model_versions', model: MODEL },
  { what: 'model_features', model: MODEL },
])('what is no answer is no result: $what', async (wish) => {
  lakehouse.faults.add({ kind: 'rest_garbage', times: 9 });
  expect(await restOn(lakehouse).read(wish, LIMITS)).toMatchObject({ outcome: 'unavailable' });
});
