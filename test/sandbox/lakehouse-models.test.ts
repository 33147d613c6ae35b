import { beforeEach, describe, expect, test } from 'vitest';
import { openRest, refusal } from './lakehouse-rest-harness.ts';

const MODEL = 'banking_catalog.banking_gold.banking_fraud_detection';
const UNITY = `2.1/unity-catalog/models/${MODEL}`;
const MLFLOW = '2.0/mlflow/unity-catalog';
const MISSING = 'RESOURCE_DOES_NOT_EXIST';

let rest: ReturnType<typeof openRest>;

beforeEach(() => {
  rest = openRest();
});

const search = (base: string, name: string) =>
  rest.get(`${base}/model-versions/search?filter=${encodeURIComponent(`name='${name}'`)}`);

test('champion points to a version that is worse than the one before', () => {
  type Trained = {
    readonly run: { readonly data: { readonly metrics: readonly { key: string; value: number }[] } };
  };
  const auc = (alias: string) => {
    const { run_id: id } = rest.get<{ readonly run_id: string }>(`${UNITY}/aliases/${alias}`);
    const { run } = rest.get<Trained>(`2.0/mlflow/runs/get?run_id=${id}`);
    return run.data.metrics.find(({ key }) => key === 'auc')?.value ?? 0;
  };
  expect(auc('champion')).toBeLessThan(auc('previous'));
});

test('versions have aliases in Unity Catalog, and stages in the old registry', () => {
  expect(search(MLFLOW, MODEL)['model_versions']).toMatchObject([
    { version: '3', aliases: ['champion'], status: 'READY' },
    { version: '2', aliases: ['previous'] },
    { version: '1' },
  ]);
  expect(JSON.stringify(search(MLFLOW, MODEL))).not.toContain('current_stage');
  expect(search('2.0/mlflow', 'banking_fraud_detection')['model_versions']).toMatchObject([
    { version: '2', current_stage: 'Staging' },
    { version: '1', current_stage: 'Production' },
  ]);
  expect(search('2.0/mlflow', MODEL)).toEqual({});
  expect(rest.get('2.0/mlflow/registered-models/get?name=banking_fraud_detection')).toMatchObject({
    registered_model: { latest_versions: [{ current_stage: 'Production' }, { current_stage: 'Staging' }] },
  });
});

describe('aliases', () => {
  const aliases = () => rest.get(`${UNITY}?include_aliases=true`)['aliases'];

  test('are moved and taken away, by either API', () => {
    expect(rest.call('PUT', `${UNITY}/aliases/champion`, { version_num: 2 })).toMatchObject({
      status: 200,
      body: { alias_name: 'champion', version_num: 2 },
    });
    expect(aliases()).toContainEqual({ alias_name: 'champion', version_num: 2 });
    rest.post(`${MLFLOW}/registered-models/alias`, { name: MODEL, alias: 'challenger', version: '3' });
    expect(rest.get(`${UNITY}/aliases/challenger`)).toMatchObject({ version: 3 });
    expect(rest.call('DELETE', `${UNITY}/aliases/previous`)).toEqual({ status: 200, body: {} });
    rest.call('DELETE', `${MLFLOW}/registered-models/alias`, { name: MODEL, alias: 'challenger' });
    expect(aliases()).toEqual([{ alias_name: 'champion', version_num: 2 }]);
  });

  test.each([
    ['PUT', `${UNITY}/aliases/champion`, { version_num: 9 }, 404, MISSING, /version '9'/],
    ['PUT', `${UNITY}x/aliases/champion`, { version_num: 1 }, 404, MISSING, /does not exist/],
    ['PUT', `${UNITY}/aliases/v2`, { version_num: 1 }, 400, 'INVALID_PARAMETER_VALUE', /alias name/],
    ['PUT', `${UNITY}/aliases/champion`, { version_num: 'x' }, 400, 'MALFORMED_REQUEST', /version_num/],
    ['DELETE', `${UNITY}/aliases/nobody`, {}, 404, MISSING, /nobody/],
    ['DELETE', `${UNITY}/aliases/constructor`, {}, 404, MISSING, /constructor/],
    ['GET', `${UNITY}/aliases/toString`, {}, 404, MISSING, /alias toString/],
    [
      'PUT',
      '2.1/unity-catalog/models/banking_fraud_detection/aliases/a',
      { version_num: 1 },
      404,
      MISSING,
      /exist/,
    ],
  ])('%s %s %j → %d %s', (method, path, body, status, code, message) => {
    const before = aliases();
    expect(rest.call(method, path, body)).toEqual(refusal(status, code, message));
    expect(aliases()).toEqual(before);
  });

  test('who may only read moves none', () => {
    const before = aliases();
    const denied = refusal(403, 'PERMISSION_DENIED', /svc-runbook-reader/);
    expect(rest.call('PUT', `${UNITY}/aliases/champion`, { version_num: 2 }, 'reader')).toEqual(denied);
    expect(rest.call('DELETE', `${UNITY}/aliases/champion`, {}, 'reader')).toEqual(denied);
    expect(aliases()).toEqual(before);
  });
});

describe('registering a version', () => {
  const RUN = 'f0a20000000000000000000000000000';
  const create = (body: object = {}) =>
    rest.post(`${MLFLOW}/model-versions/create`, {
      name: MODEL,
      source: `runs:/${RUN}/model`,
      run_id: RUN,
      ...body,
    });

  test('gives the next number, pending until it is finalised', () => {
    expect(create()).toMatchObject({
      status: 200,
      body: {
        model_version: {
          version: '4',
          run_id: RUN,
          status: 'PENDING_REGISTRATION',
          user_id: 'svc-runbook-actions',
        },
      },
    });
    rest.post(`${MLFLOW}/model-versions/finalize`, { name: MODEL, version: '4' });
    expect(rest.get(`${MLFLOW}/model-versions/get?name=${MODEL}&version=4`)).toMatchObject({
      model_version: { status: 'READY' },
    });
    expect(rest.get(`${UNITY}/versions`)['model_versions']).toHaveLength(4);
  });

  test('refusals', () => {
    expect(create({ run_id: 'none' })).toEqual(refusal(404, MISSING, /Run 'none' not found/));
    expect(create({ name: 'banking_fraud_detection' })).toEqual(refusal(404, MISSING, /not found/));
    expect(rest.post(`${MLFLOW}/model-versions/create`, { name: MODEL, source: 'x' }, 'reader')).toEqual(
      refusal(403, 'PERMISSION_DENIED', /Manage/),
    );
    expect(rest.get(`${UNITY}/versions`)['model_versions']).toHaveLength(3);
    expect(rest.call('GET', '2.0/mlflow/runs/get?run_id=none')).toEqual(refusal(404, MISSING, /none/));
  });
});
