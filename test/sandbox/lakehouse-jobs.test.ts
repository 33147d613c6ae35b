import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS, NOW_MS, openRest, refusal } from './lakehouse-rest-harness.ts';

const BACKFILL = 318_842_099;
const RECONCILIATION = 318_842_151;
const RUN_NOW = '2.2/jobs/run-now';
const REPAIR = '2.2/jobs/runs/repair';
const INVALID = 'INVALID_PARAMETER_VALUE';

let rest: ReturnType<typeof openRest>;

beforeEach(() => {
  rest = openRest();
});

const start = (body: object = {}): number => {
  const { body: started } = rest.post(RUN_NOW, { job_id: BACKFILL, ...body });
  return (started as { readonly run_id: number }).run_id;
};
const stateOf = (runId: number) => rest.get(`2.2/jobs/runs/get?run_id=${runId}`)['state'];
const tasksOf = (runId: number) =>
  rest.get(`2.2/jobs/runs/get?run_id=${runId}`)['tasks'] as readonly {
    readonly run_id: number;
    readonly task_key: string;
    readonly attempt_number: number;
  }[];

describe('run-now', () => {
  test('starts a run that runs for its time, its tasks one after the other, and then has its result', () => {
    const runId = start();
    expect(stateOf(runId)).toEqual({ life_cycle_state: 'RUNNING', state_message: 'In run' });
    expect(tasksOf(runId)).toMatchObject([
      { task_key: 'load_export', status: { state: 'RUNNING' }, end_time: 0 },
      { task_key: 'check_freshness', status: { state: 'BLOCKED' } },
    ]);
    expect(rest.get(`2.2/jobs/runs/list?job_id=${BACKFILL}&active_only=true`)['runs']).toMatchObject([
      { run_id: runId, end_time: 0, trigger: 'ONE_TIME', creator_user_name: 'svc-runbook-actions' },
    ]);
    rest.advance(4 * MINUTE_MS);
    expect(stateOf(runId)).toMatchObject({ life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' });
    expect(rest.get(`2.2/jobs/runs/list?job_id=${BACKFILL}&active_only=true`)).toEqual({ has_more: false });
    expect(rest.get(`2.2/jobs/runs/get?run_id=${runId}`)).toMatchObject({
      end_time: NOW_MS + 4 * MINUTE_MS,
      run_duration: 4 * MINUTE_MS,
    });
  });

  test('the same token answers the same run, also when it is over; another begins another', () => {
    const first = start({ idempotency_token: 'APR-7' });
    expect(start({ idempotency_token: 'APR-7' })).toBe(first);
    rest.advance(10 * MINUTE_MS);
    expect(start({ idempotency_token: 'APR-7' })).toBe(first);
    expect(start({ idempotency_token: 'APR-8' })).not.toBe(first);
  });

  test('its tasks say on which cluster they run, where a list is asked for them', () => {
    rest.post(RUN_NOW, { job_id: RECONCILIATION });
    const active = (more: string) =>
      rest.get(`2.2/jobs/runs/list?active_only=true${more}`)['runs'] as readonly object[];
    expect(active('&expand_tasks=true')).toMatchObject([
      { tasks: [{ cluster_instance: { cluster_id: '1118-063002-lakehous' } }, {}] },
    ]);
    expect(active('')[0]).not.toHaveProperty('tasks');
  });

  test('over the job’s limit there is a run, and it is skipped', () => {
    start();
    expect(stateOf(start())).toMatchObject({
      life_cycle_state: 'SKIPPED',
      result_state: 'MAXIMUM_CONCURRENT_RUNS_REACHED',
    });
  });

  test('a job that fails tells why in the output of its task', () => {
    const { body } = rest.post(RUN_NOW, { job_id: RECONCILIATION });
    const { run_id: runId } = body as { readonly run_id: number };
    const [, last] = tasksOf(runId);
    const output = () => rest.get(`2.2/jobs/runs/get-output?run_id=${last?.run_id}`);
    expect(output()['error']).toBeUndefined();
    rest.advance(6 * MINUTE_MS);
    expect(stateOf(runId)).toMatchObject({ result_state: 'FAILED' });
    expect(output()).toMatchObject({ error: 'reconcile failed.' });
  });

  test.each([
    [{ job_id: 5 }, 400, INVALID, /Job 5 does not exist/],
    [{ job_id: BACKFILL, idempotency_token: 'x'.repeat(65) }, 400, INVALID, /at most 64/],
    [{}, 400, 'MALFORMED_REQUEST', /job_id/],
    ['{', 400, 'MALFORMED_REQUEST', /Invalid JSON/],
  ])('%j → %d %s', (body, status, code, message) => {
    expect(rest.post(RUN_NOW, body)).toEqual(refusal(status, code, message));
  });

  test('who may only read starts, repairs and cancels nothing', () => {
    const denied = refusal(403, 'PERMISSION_DENIED', /svc-runbook-reader does not have Manage Run/);
    expect(rest.post(RUN_NOW, { job_id: BACKFILL }, 'reader')).toEqual(denied);
    expect(rest.post(REPAIR, { run_id: 77, rerun_all_failed_tasks: true }, 'reader')).toEqual(denied);
    expect(rest.post('2.2/jobs/runs/cancel', { run_id: 77 }, 'reader')).toEqual(denied);
    expect(rest.get(`2.2/jobs/runs/list?job_id=${BACKFILL}`)['runs']).toHaveLength(1);
  });
});

describe('repair', () => {
  const repair = (body: object = {}) =>
    rest.post(REPAIR, { run_id: 77, rerun_all_failed_tasks: true, ...body });

  test('runs the failed tasks again within the same run, and keeps what they were', () => {
    const before = tasksOf(77);
    expect(repair()).toMatchObject({ status: 200, body: { repair_id: expect.any(Number) as unknown } });
    expect(stateOf(77)).toMatchObject({ life_cycle_state: 'RUNNING' });
    const after = tasksOf(77);
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).toMatchObject({ task_key: 'check_freshness', attempt_number: 1 });
    rest.advance(4 * MINUTE_MS);
    expect(stateOf(77)).toMatchObject({ result_state: 'SUCCESS' });
    expect(rest.get(`2.2/jobs/runs/get-output?run_id=${before[1]?.run_id}`)['error']).toMatch(/newest row/);
    expect(rest.get('2.2/jobs/runs/get?run_id=77&include_history=true')['repair_history']).toMatchObject([
      { type: 'ORIGINAL' },
      { type: 'REPAIR', task_run_ids: [after[1]?.run_id] },
    ]);
  });

  test('the second has to name the first', () => {
    const { repair_id: first } = repair().body as { readonly repair_id: number };
    rest.advance(4 * MINUTE_MS);
    const again = { rerun_all_failed_tasks: false, rerun_tasks: ['check_freshness'] };
    expect(repair(again)).toEqual(refusal(400, INVALID, /latest repair ID needs to be provided/));
    expect(repair({ ...again, latest_repair_id: 1 })).toEqual(refusal(400, INVALID, /is not the latest/));
    expect(repair({ ...again, latest_repair_id: first })).toMatchObject({ status: 200 });
  });

  test.each([
    [{ run_id: 5 }, 400, INVALID, /Run 5 does not exist/],
    [{ rerun_tasks: ['merge'], rerun_all_failed_tasks: false }, 400, INVALID, /not a task of run 77/],
    [{ rerun_tasks: ['load_export'] }, 400, INVALID, /Exactly one/],
    [{ run_id: 1_000 }, 400, INVALID, /no failed tasks/],
  ])('%j → %d %s', (body, status, code, message) => {
    expect(repair(body)).toEqual(refusal(status, code, message));
  });

  test('a run in progress is not repaired', () => {
    repair();
    expect(repair()).toEqual(refusal(400, 'INVALID_STATE', /in progress/));
  });
});

test('cancel ends a run and its tasks where they are; of one that is over nothing changes', () => {
  const runId = start();
  rest.advance(MINUTE_MS);
  expect(rest.post('2.2/jobs/runs/cancel', { run_id: runId })).toEqual({ status: 200, body: {} });
  expect(stateOf(runId)).toMatchObject({ life_cycle_state: 'TERMINATED', result_state: 'CANCELED' });
  expect(rest.get(`2.2/jobs/runs/get?run_id=${runId}`)['end_time']).toBe(NOW_MS + MINUTE_MS);
  rest.post('2.2/jobs/runs/cancel', { run_id: 77 });
  expect(stateOf(77)).toMatchObject({ result_state: 'FAILED' });
});

describe('pipelines', () => {
  const SILVER = '2.0/pipelines/7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10';
  const update = () => rest.post(`${SILVER}/updates`, {});

  test('an update starts, is active, and completes; the pipeline is well again', () => {
    expect(rest.get(SILVER)).toMatchObject({ state: 'FAILED', health: 'UNHEALTHY' });
    const { update_id: id } = update().body as { readonly update_id: string };
    expect(rest.get(SILVER)).toMatchObject({ state: 'RUNNING', latest_updates: [{ update_id: id }, {}, {}] });
    rest.advance(3 * MINUTE_MS);
    expect(rest.get(`${SILVER}/updates/${id}`)).toMatchObject({ update: { state: 'COMPLETED' } });
    expect(rest.get(SILVER)).toMatchObject({ state: 'IDLE', health: 'HEALTHY' });
    expect(rest.get('2.0/pipelines')['statuses']).toMatchObject([{ state: 'IDLE' }, { state: 'IDLE' }]);
  });

  test('a second one is refused while the first is active, which goes on', () => {
    const { update_id: id } = update().body as { readonly update_id: string };
    expect(update()).toEqual(refusal(409, 'RESOURCE_CONFLICT', new RegExp(`active update ${id}`)));
    expect(rest.get(`${SILVER}/updates/${id}`)).toMatchObject({ update: { state: 'RUNNING' } });
  });

  test('stop cancels it, and where none is active does nothing', () => {
    expect(rest.post(`${SILVER}/stop`, {})).toEqual({ status: 200, body: {} });
    const { update_id: id } = update().body as { readonly update_id: string };
    rest.post(`${SILVER}/stop`, {});
    expect(rest.get(`${SILVER}/updates/${id}`)).toMatchObject({ update: { state: 'CANCELED' } });
    expect(update()).toMatchObject({ status: 200 });
  });

  test('refusals', () => {
    expect(rest.post('2.0/pipelines/none/updates', {})).toEqual(
      refusal(404, 'RESOURCE_DOES_NOT_EXIST', /none/),
    );
    expect(rest.post(`${SILVER}/updates`, {}, 'reader')).toEqual(refusal(403, 'PERMISSION_DENIED', /Run/));
    expect(rest.post(`${SILVER}/stop`, {}, 'reader')).toEqual(refusal(403, 'PERMISSION_DENIED', /Run/));
  });
});
