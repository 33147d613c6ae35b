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
import { parseParameters, type Values } from '../../src/runbook/parameters.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { callOf } from './calls.ts';
import { present, realRunbook } from './fixtures.ts';
import { afterwards, read, sceneOf } from './scenes.ts';

const CLUSTER = '1118-063001-lakehous';

let runbook: Runbook;

beforeAll(async () => {
  runbook = await realRunbook();
});

const actionOf = (id: string): Action => present(runbook.actions[id]);

const looked = (more: Row = {}): Reads => ({
  cluster: read([
    {
      cluster_id: CLUSTER,
      cluster_name: 'interactive',
      creator: 'grace@bank.example',
      source: 'UI',
      state: 'RUNNING',
      node_type: 'i3.2xlarge',
      autotermination_minutes: 0,
      num_workers: 8,
      min_workers: null,
      max_workers: null,
      idle_minutes: 540,
      started_at: '2026-01-04T05:00:00.000Z',
      ended_by: null,
      is_ended_by_us: false,
      end_reason: null,
      active_runs: 0,
      ...more,
    },
  ]),
});

const SCALING = { num_workers: null, min_workers: 2, max_workers: 8 };
const ENDED = {
  state: 'TERMINATED',
  ended_by: 'svc-actions',
  is_ended_by_us: true,
  end_reason: 'USER_REQUEST',
};

/** One action with its values, before and afterwards. */
function about(id: string, wish: Values) {
  const scene = (more: Row = {}) => sceneOf(actionOf(id), wish, looked(more));
  const after = (more: Row, before: Row = {}) => afterwards(wish, scene(before).facts, looked(more));
  return {
    call: (more: Row = {}) => callOf(actionOf(id), wish, looked(more)),
    refused: (more: Row = {}) => refusal(actionOf(id), scene(more)),
    shown: (more: Row = {}) => shownEvidence(actionOf(id), scene(more)).map(({ value }) => value),
    warned: (more: Row = {}) => warningsOf(actionOf(id), scene(more)),
    moved: (more: Row) => movedFacts(actionOf(id), scene().facts, scene(more).facts),
    verified: (more: Row, before?: Row) => judgeVerification(actionOf(id), after(more, before)),
    found: (more: Row, before?: Row) => judgeReconcile(actionOf(id), after(more, before)),
    undone: (before: Row = {}) => undoOf(actionOf(id), { params: wish, before: scene(before).facts }),
    kept: () => keptFacts(actionOf(id), scene()),
  };
}

describe('having a cluster end by itself', () => {
  const half = about('set-auto-termination', { cluster: CLUSTER, minutes: 30 });

  it('changes the one field of the mask, and says that a running cluster restarts', () => {
    expect(half.call()).toBe(
      `POST /api/2.1/clusters/update\n{"cluster_id":"${CLUSTER}","update_mask":"autotermination_minutes","cluster":{"autotermination_minutes":30}}`,
    );
    expect(half.shown()).toEqual([
      'interactive, RUNNING, made by grace@bank.example',
      'never now → after 30 minutes',
      '9 h ago',
      '0 that can be seen from here',
    ]);
    expect(half.warned()).toEqual([expect.stringContaining('so it restarts: what runs on it ends')]);
    expect(half.warned({ active_runs: 2 })[1]).toMatch(/^2 runs of jobs are active on it, and would fail/);
    expect(half.warned({ state: 'TERMINATED' })).toEqual([]);
    expect(half.refused()).toBeNull();
    expect(half.kept()).toMatchObject({ ok: true });
  });

  it.each<[Row, RegExp]>([
    [{ source: 'JOB' }, /belongs to a run of a job/],
    [{ autotermination_minutes: 30 }, /has 30 minutes already/],
    [{ state: 'RESTARTING' }, /is RESTARTING: Databricks changes a cluster only while it runs or has ended/],
  ])('is refused: %j', (more, why) => {
    expect(half.refused(more)).toMatch(why);
  });

  it('takes from 10 to 10000 minutes, or never', () => {
    for (const minutes of ['-1', '10001', '30.5', '30 OR 1'])
      expect(
        parseParameters(actionOf('set-auto-termination').parameters, { cluster: CLUSTER, minutes }),
      ).toMatchObject({ ok: false });
    expect(about('set-auto-termination', { cluster: CLUSTER, minutes: 9 }).refused()).toMatch(/from 10/);
    const never = about('set-auto-termination', { cluster: CLUSTER, minutes: 0 });
    expect(never.refused()).toMatch(/has no such time already/);
    expect(never.refused({ autotermination_minutes: 30 })).toBeNull();
    expect(never.warned({ autotermination_minutes: 30 }).at(-1)).toMatch(/costs until somebody ends it/);
  });

  it('is compared, found and undone by what the cluster itself says', () => {
    expect(half.moved({ idle_minutes: 541 })).toEqual([]);
    expect(half.moved({ state: 'TERMINATED', active_runs: 1, autotermination_minutes: 60 })).toEqual([
      'state',
      'minutes',
      'active_runs',
    ]);
    const set = { autotermination_minutes: 30, state: 'RESTARTING' };
    expect(half.verified(set)).toEqual({
      outcome: 'verified',
      sentence: 'It ends by itself after 30 minutes; it is RESTARTING.',
    });
    expect(half.verified({})).toMatchObject({ outcome: 'failed' });
    expect(half.found(set)).toMatchObject({ outcome: 'applied' });
    expect(half.found({})).toMatchObject({ outcome: 'not_seen' });
    expect(half.undone()).toEqual({
      action: 'set-auto-termination',
      with: { cluster: CLUSTER, minutes: '0' },
      say: 'Have it end by itself never, as before.',
    });
  });
});

describe('resizing a cluster', () => {
  const more = about('resize-cluster', { cluster: CLUSTER, workers: 12 });
  const fewer = about('resize-cluster', { cluster: CLUSTER, workers: 4 });

  it('asks for a number, and of one that scales by itself for another most', () => {
    const path = `POST /api/2.1/clusters/resize\n{"cluster_id":"${CLUSTER}",`;
    expect(more.call()).toBe(`${path}"num_workers":12}`);
    expect(more.call(SCALING)).toBe(`${path}"autoscale":{"min_workers":2,"max_workers":12}}`);
    expect(more.shown()[1]).toBe('8 now → 12');
    expect(more.shown(SCALING)[1]).toBe('2 to 8 now → 2 to 12');
    expect(more.warned()).toEqual([
      'Nothing restarts. Machines come and go by and by.',
      expect.stringContaining('More workers cost more'),
    ]);
    expect(fewer.warned()[1]).toMatch(/^What runs on workers that go/);
  });

  it.each<[Row, RegExp]>([
    [{ source: 'JOB' }, /belongs to a run of a job/],
    [{ state: 'TERMINATED' }, /is TERMINATED: Databricks resizes only what is running/],
    [{ num_workers: 4 }, /has 4 workers already/],
    [{ ...SCALING, min_workers: 4 }, /scales by itself from 4 workers upwards/],
  ])('is refused: %j', (looks, why) => {
    expect(fewer.refused(looks)).toMatch(why);
  });

  it('is compared, found and undone by what the cluster asks for', () => {
    expect(fewer.refused()).toBeNull();
    expect(fewer.moved({ num_workers: 6 })).toEqual(['workers']);
    expect(fewer.moved(SCALING)).toEqual(['least']);
    expect(fewer.verified({ num_workers: 4, state: 'RESIZING' })).toMatchObject({ outcome: 'verified' });
    expect(fewer.verified({})).toMatchObject({ outcome: 'failed' });
    expect(fewer.found({ num_workers: 4 })).toMatchObject({ outcome: 'applied' });
    expect(fewer.found({})).toMatchObject({ outcome: 'not_seen' });
    expect(fewer.undone(SCALING)).toMatchObject({ with: { cluster: CLUSTER, workers: '8' } });
  });
});

describe('ending a cluster', () => {
  const end = about('terminate-cluster', { cluster: CLUSTER });

  it('only takes away, and shows whether anybody would notice', () => {
    expect(actionOf('terminate-cluster')).toMatchObject({ containment: true, risk: 'destructive' });
    expect(end.call()).toBe(`POST /api/2.1/clusters/delete\n{"cluster_id":"${CLUSTER}"}`);
    expect(end.shown().slice(1)).toEqual(['9 h ago', 'never', '0 that can be seen from here']);
    expect(end.warned()).toEqual([expect.stringContaining('What notebooks hold in memory is lost')]);
    expect(end.warned({ idle_minutes: 3 })[0]).toBe('Somebody used it 3 minutes ago: ask them first.');
    expect(end.warned({ idle_minutes: null })[0]).toMatch(/Databricks does not say/);
    expect(end.refused()).toBeNull();
  });

  it.each<[Row, RegExp]>([
    [{ source: 'JOB' }, /belongs to a run of a job/],
    [ENDED, /is TERMINATED: there is nothing to end/],
    [{ active_runs: 1 }, /^1 run of a job is active on interactive\. Wait/],
  ])('is refused: %j', (more, why) => {
    expect(end.refused(more)).toMatch(why);
  });

  it('has moved when a run of a job began on it, or when it was started anew, and not when time went by', () => {
    expect(end.moved({ active_runs: 1 })).toEqual(['active_runs']);
    expect(end.moved({ started_at: '2026-01-05T11:59:00.000Z' })).toEqual(['started_at']);
    expect(end.moved({ idle_minutes: 541 })).toEqual([]);
  });

  it('is found after a lost answer only where it was ended from here, and is undone by starting it', () => {
    expect(end.verified({ ...ENDED, state: 'TERMINATING' })).toMatchObject({ outcome: 'verified' });
    expect(end.verified({})).toMatchObject({ outcome: 'failed' });
    expect(end.found(ENDED)).toMatchObject({ outcome: 'applied' });
    expect(end.found({ ...ENDED, ended_by: 'grace@bank.example', is_ended_by_us: false })).toEqual({
      outcome: 'not_seen',
      sentence: 'It is TERMINATED, ended by grace@bank.example.',
    });
    expect(end.found({})).toEqual({ outcome: 'not_seen', sentence: 'It is RUNNING, and was not ended.' });
    expect(end.undone()).toMatchObject({ action: 'start-cluster', with: { cluster: CLUSTER } });
  });
});

describe('starting a cluster', () => {
  const start = about('start-cluster', { cluster: CLUSTER });

  it('is for one that has ended, and is undone by ending it', () => {
    expect(start.call()).toBe(`POST /api/2.1/clusters/start\n{"cluster_id":"${CLUSTER}"}`);
    expect(start.refused()).toMatch(/is RUNNING: only one that has ended/);
    expect(start.refused({ source: 'JOB', state: 'TERMINATED' })).toMatch(/belongs to a run of a job/);
    expect(start.refused(ENDED)).toBeNull();
    expect(start.shown({ ...ENDED, ...SCALING }).slice(1)).toEqual(['2 to 8', 'never']);
    expect(start.warned(ENDED)).toEqual([expect.stringContaining('costs until somebody ends it')]);
    expect(start.verified({ state: 'PENDING' }, ENDED)).toMatchObject({ outcome: 'verified' });
    expect(start.verified(ENDED, ENDED)).toMatchObject({ outcome: 'failed' });
    expect(start.found({ state: 'PENDING' }, ENDED)).toMatchObject({ outcome: 'applied' });
    expect(start.found(ENDED, ENDED)).toMatchObject({ outcome: 'not_seen' });
    expect(start.undone(ENDED)).toMatchObject({ action: 'terminate-cluster' });
  });
});
