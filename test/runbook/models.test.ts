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
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { callOf } from './calls.ts';
import { present, realRunbook } from './fixtures.ts';
import { afterwards, read, sceneOf } from './scenes.ts';

const PATH =
  '/api/2.1/unity-catalog/models/banking_catalog.banking_gold.banking_fraud_detection/aliases/champion';
const WISH = { model: 'fraud-detection', alias: 'champion', version: 2 };
const WORSE = { metrics: '{"auc":0.88}', alias_metrics: '{"auc":0.94}' };
const NOT_SET = { alias_version: null, alias_metrics: null };

let runbook: Runbook;

beforeAll(async () => {
  runbook = await realRunbook();
});

const actionOf = (id: string): Action => present(runbook.actions[id]);

const looked = (more: Row = {}): Reads => ({
  model: read([
    {
      model: 'banking_catalog.banking_gold.banking_fraud_detection',
      version: 2,
      status: 'READY',
      run_id: 'f0a2',
      metrics: '{"auc":0.941,"recall":0.79}',
      alias: 'champion',
      alias_version: 3,
      alias_metrics: '{"auc":0.883}',
      ...more,
    },
  ]),
});

describe.each(['set-model-alias', 'promote-model'])('%s', (id) => {
  const scene = (more: Row = {}) => sceneOf(actionOf(id), WISH, looked(more));
  const after = (more: Row) => afterwards(WISH, scene().facts, looked(more));

  it('points the alias to the version, and shows both with what was measured of them', () => {
    expect(callOf(actionOf(id), WISH, looked())).toBe(`PUT ${PATH}\n{"version_num":2}`);
    expect(shownEvidence(actionOf(id), scene()).map(({ value }) => value)).toEqual([
      '3 now → 2',
      '0.883 now → 0.941',
    ]);
    expect(shownEvidence(actionOf(id), scene(NOT_SET)).map(({ value }) => value)).toEqual([
      'not set now → 2',
      'not measured now → 0.941',
    ]);
    expect(refusal(actionOf(id), scene())).toBeNull();
    expect(refusal(actionOf(id), scene(NOT_SET))).toBeNull();
    expect(warningsOf(actionOf(id), scene())).toHaveLength(1);
  });

  it.each<[Row, RegExp]>([
    [{ status: null, run_id: null, metrics: null }, /fraud-detection has no version 2/],
    [{ status: 'PENDING_REGISTRATION' }, /is PENDING_REGISTRATION: its files are not there yet/],
    [{ alias_version: 2 }, /champion is version 2 already/],
  ])('is refused: %j', (more, why) => {
    expect(refusal(actionOf(id), scene(more))).toMatch(why);
  });

  it('has moved when somebody moved the alias, and is found by where it points', () => {
    expect(movedFacts(actionOf(id), scene().facts, scene({ alias_version: 1 }).facts)).toEqual([
      'alias_version',
    ]);
    expect(judgeVerification(actionOf(id), after({ alias_version: 2 }))).toEqual({
      outcome: 'verified',
      sentence: 'champion is version 2.',
    });
    expect(judgeVerification(actionOf(id), after({}))).toMatchObject({ outcome: 'failed' });
    expect(judgeReconcile(actionOf(id), after({ alias_version: 2 }))).toMatchObject({ outcome: 'applied' });
    expect(judgeReconcile(actionOf(id), after(NOT_SET))).toEqual({
      outcome: 'not_seen',
      sentence: 'champion is not set.',
    });
  });

  it('is undone by where it pointed to, or by taking it away where it was not set', () => {
    const undo = (more: Row = {}) => undoOf(actionOf(id), { params: WISH, before: scene(more).facts });
    expect(undo()).toMatchObject({ action: 'set-model-alias', with: { version: '3' } });
    expect(undo(NOT_SET)).toEqual({
      action: 'delete-model-alias',
      with: { model: 'fraud-detection', alias: 'champion' },
      say: 'Take champion away again: it was not set before.',
    });
  });
});

describe('a version that is not better', () => {
  const scene = (more: Row) => sceneOf(actionOf('promote-model'), WISH, looked(more));

  it.each<[Row, RegExp]>([
    [WORSE, /^Version 2 is not better: 0\.880 against 0\.940 of version 3\.$/],
    [{ alias_metrics: '{"auc":0.941}' }, /is not better: 0\.941 against 0\.941/],
    [{ metrics: null }, /How good version 2 is, is not known/],
    [{ metrics: '{"recall":0.9}' }, /How good version 2 is, is not known/],
    [{ alias_metrics: null }, /How good version 3 is, is not known/],
  ])('is not promoted: %j', (more, why) => {
    expect(refusal(actionOf('promote-model'), scene(more))).toMatch(why);
  });

  it('may be pointed to all the same by who knows why, and is told', () => {
    const worse = sceneOf(actionOf('set-model-alias'), WISH, looked(WORSE));
    expect(refusal(actionOf('set-model-alias'), worse)).toBeNull();
    expect(warningsOf(actionOf('set-model-alias'), worse)[0]).toMatch(
      /version 2 is worse than the one of now/,
    );
  });

  it('is what it is at the start: figures that have changed meanwhile void the request', () => {
    const now = scene({ metrics: '{"auc":0.99}' }).facts;
    expect(movedFacts(actionOf('promote-model'), scene({}).facts, now)).toEqual(['auc']);
  });
});

describe('taking an alias away', () => {
  const wish = { model: 'fraud-detection', alias: 'champion' };
  const action = () => actionOf('delete-model-alias');
  const scene = (more: Row = {}) => sceneOf(action(), wish, looked(more));

  it('is one call without a body, refused where there is none, and undone by setting it', () => {
    expect(callOf(action(), wish, looked())).toBe(`DELETE ${PATH}`);
    expect(refusal(action(), scene(NOT_SET))).toMatch(/has no alias champion/);
    expect(refusal(action(), scene())).toBeNull();
    const after = (more: Row) => afterwards(wish, scene().facts, looked(more));
    expect(judgeVerification(action(), after(NOT_SET))).toMatchObject({ outcome: 'verified' });
    expect(judgeVerification(action(), after({}))).toMatchObject({ outcome: 'failed' });
    expect(judgeReconcile(action(), after(NOT_SET))).toMatchObject({ outcome: 'applied' });
    expect(judgeReconcile(action(), after({}))).toMatchObject({ outcome: 'not_seen' });
    expect(undoOf(action(), { params: wish, before: scene().facts })).toMatchObject({
      with: { version: '3' },
    });
  });
});

it.each(['latest', 'v2', 'a/../b', 'x"', ''])('“%s” is the alias of nothing', (alias) => {
  const action = actionOf('set-model-alias');
  expect(() => callOf(action, { ...WISH, alias }, looked())).toThrow(/cannot be the alias/);
});
