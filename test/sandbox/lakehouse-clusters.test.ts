import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS, NOW_MS, openRest, refusal } from './lakehouse-rest-harness.ts';

const IDLE = '1118-063001-lakehous';
const JOB_CLUSTER = '1118-063003-lakehous';
const STOPPED = '1118-063004-lakehous';
const STARTING = '1118-063005-lakehous';
const UPDATE = '2.1/clusters/update';
const INVALID = 'INVALID_PARAMETER_VALUE';

let rest: ReturnType<typeof openRest>;

beforeEach(() => {
  rest = openRest();
});

const get = (id: string) => rest.get(`2.1/clusters/get?cluster_id=${id}`);
const autoEnd = (id: string, minutes: number, mask = 'autotermination_minutes') =>
  rest.post(UPDATE, { cluster_id: id, update_mask: mask, cluster: { autotermination_minutes: minutes } });

test('one of the clusters has been idle for hours and would never end', () => {
  expect(rest.get('2.1/clusters/list')['clusters']).toMatchObject([
    { cluster_name: 'interactive-analytics', state: 'RUNNING', autotermination_minutes: 0 },
    { cluster_name: 'etl-shared', state: 'RUNNING', autoscale: { min_workers: 2, max_workers: 8 } },
    { cluster_source: 'JOB', state: 'RUNNING' },
    { cluster_name: 'bi-dev', state: 'TERMINATED' },
    { cluster_name: 'ml-training', state: 'PENDING' },
  ]);
  expect(get(IDLE)['last_activity_time']).toBe(NOW_MS - 9 * 60 * MINUTE_MS);
});

describe('update', () => {
  test('changes what the mask names, and a running cluster restarts', () => {
    expect(autoEnd(IDLE, 30)).toEqual({ status: 200, body: {} });
    expect(get(IDLE)).toMatchObject({
      state: 'RESTARTING',
      autotermination_minutes: 30,
      num_workers: 8,
      cluster_name: 'interactive-analytics',
    });
    rest.advance(4 * MINUTE_MS);
    expect(get(IDLE)).toMatchObject({ state: 'RUNNING', autotermination_minutes: 30 });
    const { body } = rest.post('2.1/clusters/events', { cluster_id: IDLE, order: 'ASC' });
    expect((body as { events: readonly { type: string }[] }).events.map(({ type }) => type)).toEqual([
      'STARTING',
      'RUNNING',
      'EDITED',
      'RESTARTING',
      'RUNNING',
    ]);
  });

  test('a cluster that has ended stays so', () => {
    autoEnd(STOPPED, 60);
    expect(get(STOPPED)).toMatchObject({ state: 'TERMINATED', autotermination_minutes: 60 });
  });

  test('what the mask names and the body does not have is unset', () => {
    rest.post(UPDATE, {
      cluster_id: STOPPED,
      update_mask: 'num_workers,autoscale,autotermination_minutes',
      cluster: { autoscale: { min_workers: 1, max_workers: 3 } },
    });
    expect(get(STOPPED)).toMatchObject({ autoscale: { max_workers: 3 }, autotermination_minutes: 0 });
    expect(get(STOPPED)['num_workers']).toBeUndefined();
  });

  test('in any other state it is refused', () => {
    expect(autoEnd(STARTING, 30)).toEqual(refusal(400, 'INVALID_STATE', /unexpected state PENDING/));
    autoEnd(IDLE, 30);
    expect(autoEnd(IDLE, 40)).toEqual(refusal(400, 'INVALID_STATE', /unexpected state RESTARTING/));
    expect(get(IDLE)).toMatchObject({ autotermination_minutes: 30 });
  });

  test.each([
    ['a job’s cluster', JOB_CLUSTER, 30, undefined, /created by the Databricks Jobs service/],
    ['one that is not there', 'nowhere', 30, undefined, /Cluster nowhere does not exist/],
    ['too few minutes', IDLE, 9, undefined, /between 10 and 10000/],
    ['too many minutes', IDLE, 10_001, undefined, /between 10 and 10000/],
    ['a field that is not there', IDLE, 30, 'autotermination', /Invalid field in update_mask/],
    ['everything, where most is missing', IDLE, 30, '*', /Missing required field/],
  ])('%s is refused, and nothing has changed', (_what, id, minutes, mask, message) => {
    const before = rest.get('2.1/clusters/list');
    expect(autoEnd(id, minutes, mask)).toEqual(refusal(400, INVALID, message));
    expect(rest.get('2.1/clusters/list')).toEqual(before);
  });

  test('who may only read changes nothing', () => {
    const body = { cluster_id: IDLE, update_mask: 'autotermination_minutes', cluster: {} };
    expect(rest.post(UPDATE, body, 'reader')).toEqual(refusal(403, 'PERMISSION_DENIED', /Manage/));
    const end = rest.post('2.1/clusters/delete', { cluster_id: IDLE }, 'reader');
    expect(end).toEqual(refusal(403, 'PERMISSION_DENIED', /Restart/));
    expect(get(IDLE)).toMatchObject({ state: 'RUNNING' });
  });
});

test('delete ends a cluster in a while, and twice is as good as once', () => {
  const end = () => rest.post('2.1/clusters/delete', { cluster_id: IDLE });
  expect(end()).toEqual({ status: 200, body: {} });
  expect(get(IDLE)).toMatchObject({ state: 'TERMINATING' });
  expect(end()).toEqual({ status: 200, body: {} });
  rest.advance(MINUTE_MS);
  expect(get(IDLE)).toMatchObject({ state: 'TERMINATED' });
  const { body } = rest.post('2.1/clusters/events', { cluster_id: IDLE, event_types: ['TERMINATING'] });
  expect(body).toMatchObject({
    total_count: 1,
    events: [
      { details: { reason: { code: 'USER_REQUEST', parameters: { username: 'svc-runbook-actions' } } } },
    ],
  });
});

describe('resize', () => {
  const resize = (id: string, size: object, as?: 'reader') =>
    rest.post('2.1/clusters/resize', { cluster_id: id, ...size }, as);
  const SCALING = '1118-063002-lakehous';

  test('asks for other workers at once, and has them after a while, without a restart', () => {
    expect(resize(IDLE, { num_workers: 12 })).toEqual({ status: 200, body: {} });
    expect(get(IDLE)).toMatchObject({ state: 'RESIZING', num_workers: 12 });
    rest.advance(2 * MINUTE_MS);
    expect(get(IDLE)).toMatchObject({ state: 'RUNNING', num_workers: 12 });
  });

  test('replaces one way of being sized by the other', () => {
    resize(SCALING, { num_workers: 3 });
    expect(get(SCALING)).toMatchObject({ num_workers: 3 });
    expect(get(SCALING)['autoscale']).toBeUndefined();
  });

  test.each([
    ['one that has ended', STOPPED, { num_workers: 3 }, 'INVALID_STATE', /unexpected state TERMINATED/],
    ['no size', IDLE, {}, INVALID, /Exactly one of/],
    [
      'both sizes',
      IDLE,
      { num_workers: 3, autoscale: { min_workers: 1, max_workers: 2 } },
      INVALID,
      /one of/,
    ],
    ['a most below the least', IDLE, { autoscale: { min_workers: 3, max_workers: 3 } }, INVALID, /greater/],
  ])('%s is refused', (_what, id, size, code, message) => {
    expect(resize(id, size)).toEqual(refusal(400, code, message));
  });

  test('is not for who may only read', () => {
    const refused = refusal(403, 'PERMISSION_DENIED', /Restart/);
    expect(resize(IDLE, { num_workers: 3 }, 'reader')).toEqual(refused);
    expect(rest.post('2.1/clusters/start', { cluster_id: STOPPED }, 'reader')).toEqual(refused);
  });
});

test('start begins one that has ended, and no other', () => {
  const start = (id: string) => rest.post('2.1/clusters/start', { cluster_id: id });
  expect(start(STOPPED)).toEqual({ status: 200, body: {} });
  expect(get(STOPPED)).toMatchObject({ state: 'PENDING', start_time: NOW_MS });
  expect(start(STOPPED)).toEqual(refusal(400, 'INVALID_STATE', /unexpected state PENDING/));
  rest.advance(4 * MINUTE_MS);
  expect(get(STOPPED)).toMatchObject({ state: 'RUNNING' });
  expect(start(JOB_CLUSTER)).toEqual(refusal(400, INVALID, /Jobs service cannot be started/));
});

test('events come in pages, the newest first', () => {
  const page = (body: object) => rest.post('2.1/clusters/events', { cluster_id: IDLE, limit: 1, ...body });
  const first = page({}).body as { readonly events: readonly object[]; readonly next_page_token: string };
  expect(first.events).toMatchObject([{ type: 'RUNNING' }]);
  expect(page({ page_token: first.next_page_token }).body).toMatchObject({ events: [{ type: 'STARTING' }] });
  expect(page({ limit: 501 })).toEqual(refusal(400, 'MALFORMED_REQUEST', /limit/));
});
