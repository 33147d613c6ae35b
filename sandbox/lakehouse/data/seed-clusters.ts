/** Five clusters in five states. One of them has run for more than a day, idle for nine hours, and would never end by itself. */
import type { Cluster, ClusterSettings } from '../rest/cluster.ts';
import { HOUR_MS, MINUTE_MS, PIPELINE } from './seed-parts.ts';

const idOf = (number: number): string => `1118-0630${String(number).padStart(2, '0')}-lakehous`;

/** Where a job may be running. */
export const SHARED_CLUSTER = idOf(2);

const ANALYST = 'grace.kim@examplebank.test';

const settings = (
  name: string,
  workers: Pick<ClusterSettings, 'num_workers'> | Pick<ClusterSettings, 'autoscale'>,
  idleMinutes: number,
): ClusterSettings => ({
  cluster_name: name,
  spark_version: '16.4.x-scala2.12',
  node_type_id: 'i3.2xlarge',
  ...workers,
  autotermination_minutes: idleMinutes,
});

export function demoClusters(nowMs: number): readonly Cluster[] {
  const cluster = (
    number: number,
    creator: string,
    ageMs: number,
    idleMs: number,
    rest: Pick<Cluster, 'settings' | 'state' | 'source'>,
  ): Cluster => {
    const startMs = nowMs - ageMs;
    const user = { user: creator };
    return {
      id: idOf(number),
      creator,
      next: null,
      startMs,
      lastActivityMs: nowMs - idleMs,
      events: [
        { atMs: startMs - 4 * MINUTE_MS, type: 'STARTING', details: user },
        ...(rest.state === 'PENDING' ? [] : [{ atMs: startMs, type: 'RUNNING', details: {} }]),
      ],
      ...rest,
    };
  };
  return [
    cluster(1, ANALYST, 31 * HOUR_MS, 9 * HOUR_MS, {
      settings: settings('interactive-analytics', { num_workers: 8 }, 0),
      state: 'RUNNING',
      source: 'UI',
    }),
    cluster(2, PIPELINE, 5 * HOUR_MS, 2 * MINUTE_MS, {
      settings: settings('etl-shared', { autoscale: { min_workers: 2, max_workers: 8 } }, 30),
      state: 'RUNNING',
      source: 'API',
    }),
    cluster(3, PIPELINE, 20 * MINUTE_MS, MINUTE_MS, {
      settings: settings('job-318842017-run-1023', { num_workers: 4 }, 0),
      state: 'RUNNING',
      source: 'JOB',
    }),
    cluster(4, 'anna.lind@examplebank.test', 26 * HOUR_MS, 20 * HOUR_MS, {
      settings: settings('bi-dev', { num_workers: 2 }, 45),
      state: 'TERMINATED',
      source: 'UI',
    }),
    cluster(5, ANALYST, 0, 0, {
      settings: settings('ml-training', { num_workers: 6 }, 60),
      state: 'PENDING',
      source: 'UI',
    }),
  ];
}
