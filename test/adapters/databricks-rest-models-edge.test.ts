import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databricksRest } from '../../src/adapters/databricks-rest.ts';
import type { NamedModel, RestRead } from '../../src/check/rest.ts';

/** What goes over the wire for clusters, queries and models, and answers that the local lakehouse does not give. */
const HOST = 'workspace.example.test';
const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);
const HOUR_MS = 3_600_000;
const LIMITS = { timeoutMs: 10_000, rowsMax: 100 };
const MODEL: NamedModel = {
  name: 'c.s.fraud',
  serving: 'champion',
  comparedWith: 'previous',
  oldName: 'old fraud',
  table: 'c.s.t',
  noFeatures: [],
};

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const unasked = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  if (unasked.length > 0) throw new Error(`Nobody asked: ${unasked.join(', ')}`);
});

const workspace = () => nock(`https://${HOST}`, { reqheaders: { authorization: 'Bearer dapi-1' } });
const read = (wish: RestRead) =>
  databricksRest({ host: HOST, credentials: { token: 'dapi-1' }, wallClockMs: () => NOW_MS }).read(
    wish,
    LIMITS,
  );

describe('clusters', () => {
  const STATES =
    'filter_by.cluster_states=PENDING&filter_by.cluster_states=RUNNING&filter_by.cluster_states=RESTARTING&filter_by.cluster_states=RESIZING';

  test('are asked for by each state that costs, page by page; one that has ended all the same is left out', async () => {
    const cluster = { cluster_id: 'a', state: 'RUNNING', start_time: NOW_MS - 5 * HOUR_MS };
    workspace()
      .get(`/api/2.1/clusters/list?page_size=100&${STATES}`)
      .reply(200, { clusters: [cluster, { cluster_id: 'b', state: 'TERMINATED' }], next_page_token: 'two' });
    workspace().get(`/api/2.1/clusters/list?page_size=100&${STATES}&page_token=two`).reply(200, {});
    expect(await read({ what: 'clusters' })).toMatchObject({
      outcome: 'read',
      truncated: false,
      // It does not say when it last worked: that is not known, and not zero.
      rows: [{ cluster: 'a', idle_hours: null, hours: 5, workers: '0', ends_after_min: 0 }],
    });
  });

  test('that were idle before their last start have been since that start', async () => {
    const restarted = { start_time: NOW_MS - HOUR_MS, last_activity_time: NOW_MS - 9 * HOUR_MS };
    workspace()
      .get('/api/2.1/clusters/list')
      .query(true)
      .reply(200, { clusters: [{ cluster_id: 'a', cluster_name: 'A', state: 'RUNNING', ...restarted }] });
    expect(await read({ what: 'clusters' })).toMatchObject({ rows: [{ cluster: 'A', idle_hours: 1 }] });
  });
});

test('slow queries are asked for by time; one that still runs has taken as long as it has run', async () => {
  const wish: RestRead = { what: 'slow_queries', sinceMs: HOUR_MS, slowerThanMs: 60_000 };
  const entry = (user: string, agoMs: number, more: object) => ({
    query_id: user,
    user_name: user,
    query_text: 'SELECT  1\n FROM `c`.`s`.`t`',
    query_start_time_ms: NOW_MS - agoMs,
    status: 'RUNNING',
    ...more,
  });
  workspace()
    .get('/api/2.0/sql/history/queries')
    .query({
      max_results: '1000',
      'filter_by.query_start_time_range.start_time_ms': String(NOW_MS - HOUR_MS),
      'filter_by.query_start_time_range.end_time_ms': String(NOW_MS),
    })
    .reply(200, { res: [entry('a', 90_000, {}), entry('b', 90_000, { duration: 5 })] });
  expect(await read(wish)).toMatchObject({
    rows: [{ user: 'a', slowest_s: 90, query: 'SELECT 1 FROM `c`.`s`.`t`', table: 'c.s.t' }],
  });
});

describe('a model', () => {
  const versions = (...all: readonly object[]) => {
    workspace()
      .get('/api/2.1/unity-catalog/models/c.s.fraud/versions')
      .query(true)
      .reply(200, { model_versions: all });
    workspace()
      .get('/api/2.1/unity-catalog/models/c.s.fraud?include_aliases=true')
      .reply(200, { aliases: [{ alias_name: 'champion', version_num: 2 }] });
  };

  test('comes in whatever order, and in the old registry with those stages alone that mean something', async () => {
    versions({ version: 1 }, { version: 2, status: 'READY' });
    const old = (version: string, current_stage: string) => ({
      version,
      current_stage,
      creation_timestamp: '1',
      status: 'READY',
    });
    workspace()
      .get('/api/2.0/mlflow/model-versions/search')
      .query({ filter: `name='old fraud'`, max_results: '100' })
      .reply(200, {
        model_versions: [
          old('1', 'Archived'),
          old('2', 'None'),
          old('9', 'Staging'),
          old('10', 'Production'),
        ],
      });
    const result = await read({ what: 'model_versions', model: MODEL });
    expect(result.outcome === 'read' && result.rows.map(({ version, stage }) => [version, stage])).toEqual([
      [2, null],
      [1, null],
      [10, 'Production'],
      [9, 'Staging'],
    ]);
  });

  test('whose metric is no number has none', async () => {
    versions({ version: 2, run_id: 'r' });
    workspace()
      .get('/api/2.0/mlflow/runs/get?run_id=r')
      .reply(200, {
        run: {
          info: {},
          data: {
            metrics: [
              { key: 'loss', value: 'NaN' },
              { key: 'auc', value: 0.9 },
            ],
          },
        },
      });
    expect(await read({ what: 'model_metrics', model: MODEL })).toMatchObject({
      rows: [
        { metric: 'auc', value: 0.9, compared: null, ended_at: null },
        { metric: 'loss', value: null },
      ],
    });
  });

  test('of another shape was not seen', async () => {
    versions({ version: 'two' });
    expect(await read({ what: 'model_metrics', model: MODEL })).toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('model_versions.0.version'),
    });
  });
});
