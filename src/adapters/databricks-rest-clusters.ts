/** Clusters that have not ended: https://docs.databricks.com/api/workspace/clusters/list */
import { z } from 'zod';
import type { Row } from '../check/warehouse.ts';
import { pages, parsed, type Reading, type Rows } from './databricks-rest-reading.ts';

const PER_PAGE = 100;
const HOUR_MS = 3_600_000;
/** Whatever is not there has ended or is about to. */
const STATES = ['PENDING', 'RUNNING', 'RESTARTING', 'RESIZING'];

const COLUMNS = ['cluster', 'state', 'workers', 'hours', 'idle_hours', 'ends_after_min'];
const FURTHER = ['cluster_id', 'source', 'creator'];

const listSchema = z.object({
  clusters: z
    .array(
      z.object({
        cluster_id: z.string().min(1),
        cluster_name: z.string().default(''),
        state: z.string(),
        cluster_source: z.string().default(''),
        creator_user_name: z.string().default(''),
        num_workers: z.int().optional(),
        autoscale: z.object({ min_workers: z.int(), max_workers: z.int() }).optional(),
        /** 0 or absent: never. */
        autotermination_minutes: z.int().default(0),
        start_time: z.int().default(0),
        last_activity_time: z.int().default(0),
      }),
    )
    .default([]),
  next_page_token: z.string().optional(),
});

type Cluster = z.output<typeof listSchema>['clusters'][number];

export async function clusters(reading: Reading): Promise<Rows> {
  const query = { page_size: String(PER_PAGE), 'filter_by.cluster_states': STATES };
  const { items, isCut } = await pages(reading, '/api/2.1/clusters/list', query, (answer) => {
    const page = parsed(listSchema, answer);
    return { items: page.clusters, token: page.next_page_token };
  });
  // Where the filter is not known it is passed over, and the list has those that have ended as well.
  const active = items.filter(({ state }) => STATES.includes(state)).map((one) => rowOf(reading.nowMs, one));
  const rows = active.toSorted((a, b) => Number(b['idle_hours'] ?? -1) - Number(a['idle_hours'] ?? -1));
  return { columns: [...COLUMNS, ...FURTHER], rows, isCut };
}

function rowOf(nowMs: number, cluster: Cluster): Row {
  const { state, start_time: startMs, last_activity_time: activeMs } = cluster;
  const isRunning = state === 'RUNNING';
  return {
    cluster: cluster.cluster_name === '' ? cluster.cluster_id : cluster.cluster_name,
    state,
    workers: workersOf(cluster),
    hours: startMs > 0 ? hoursSince(nowMs, startMs) : null,
    // Before its first command a cluster has been idle since its start.
    idle_hours: isRunning && activeMs > 0 ? hoursSince(nowMs, Math.max(activeMs, startMs)) : null,
    ends_after_min: cluster.autotermination_minutes,
    cluster_id: cluster.cluster_id,
    source: cluster.cluster_source,
    creator: cluster.creator_user_name,
  };
}

function workersOf({ num_workers: fixed, autoscale }: Cluster): string {
  if (autoscale !== undefined) return `${autoscale.min_workers} to ${autoscale.max_workers}`;
  return String(fixed ?? 0);
}

function hoursSince(nowMs: number, ms: number): number {
  return Math.round(Math.max(0, nowMs - ms) / (HOUR_MS / 10)) / 10;
}
