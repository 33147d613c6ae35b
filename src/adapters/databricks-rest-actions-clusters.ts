/** A cluster as it is before and after a call, and what runs on it: https://docs.databricks.com/api/workspace/clusters/get */
import { z } from 'zod';
import type { Row } from '../check/warehouse.ts';
import { RestFailure } from './databricks-rest-call.ts';
import { instant, type Looking, type LookOf, shaped } from './databricks-rest-look.ts';

const clusterSchema = z.object({
  cluster_id: z.string(),
  cluster_name: z.string().default(''),
  creator_user_name: z.string().optional(),
  cluster_source: z.string().default(''),
  state: z.string(),
  node_type_id: z.string().optional(),
  autotermination_minutes: z.int().default(0),
  num_workers: z.int().optional(),
  autoscale: z.object({ min_workers: z.int().default(0), max_workers: z.int().default(0) }).optional(),
  start_time: z.int().optional(),
  last_restarted_time: z.int().optional(),
  /** As far as Databricks could tell: some versions of Spark do not say. */
  last_activity_time: z.int().optional(),
  termination_reason: z
    .object({ code: z.string(), parameters: z.record(z.string(), z.string()).default({}) })
    .optional(),
});

const onCluster = z.object({
  existing_cluster_id: z.string().optional(),
  cluster_instance: z.object({ cluster_id: z.string().optional() }).optional(),
});

const activeSchema = z.object({
  runs: z.array(onCluster.extend({ tasks: z.array(onCluster).default([]) })).default([]),
  next_page_token: z.string().optional(),
});

const MINUTE_MS = 60_000;
const RUNS_PER_PAGE = 25;
const PAGES_MAX = 8;

export async function lookAtCluster(looking: Looking, { clusterId }: LookOf<'cluster'>): Promise<Row> {
  const [answer, activeRuns] = await Promise.all([
    looking.get('/api/2.1/clusters/get', { cluster_id: clusterId }),
    activeRunsOn(looking, clusterId),
  ]);
  const cluster = shaped(clusterSchema, answer);
  const { last_activity_time: activeMs = 0, termination_reason: ended } = cluster;
  const hasEnded = cluster.state === 'TERMINATING' || cluster.state === 'TERMINATED';
  return {
    cluster_id: cluster.cluster_id,
    cluster_name: cluster.cluster_name,
    creator: cluster.creator_user_name ?? null,
    source: cluster.cluster_source,
    state: cluster.state,
    node_type: cluster.node_type_id ?? null,
    autotermination_minutes: cluster.autotermination_minutes,
    num_workers: cluster.autoscale === undefined ? (cluster.num_workers ?? null) : null,
    min_workers: cluster.autoscale?.min_workers ?? null,
    max_workers: cluster.autoscale?.max_workers ?? null,
    idle_minutes: activeMs === 0 ? null : Math.max(0, Math.floor((looking.nowMs - activeMs) / MINUTE_MS)),
    started_at: instant(cluster.last_restarted_time ?? cluster.start_time),
    // Databricks goes on telling how it ended the last time.
    ended_by: hasEnded ? (ended?.parameters['username'] ?? null) : null,
    end_reason: hasEnded ? (ended?.code ?? null) : null,
    active_runs: activeRuns,
  };
}

/** How many active runs of jobs have a task there. More than can be looked through may not be taken for none. */
async function activeRunsOn({ get }: Looking, clusterId: string): Promise<number> {
  const query = { active_only: 'true', expand_tasks: 'true', limit: String(RUNS_PER_PAGE) };
  let found = 0;
  let page: { readonly page_token?: string } = {};
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = shaped(activeSchema, await get('/api/2.2/jobs/runs/list', { ...query, ...page }));
    found += answer.runs.filter(({ tasks, ...run }) => [run, ...tasks].some(isOn(clusterId))).length;
    const { next_page_token: token = '' } = answer;
    if (token === '') return found;
    page = { page_token: token };
  }
  throw new RestFailure(
    null,
    `more than ${PAGES_MAX * RUNS_PER_PAGE} runs are active, which is too many to look through`,
  );
}

const isOn =
  (clusterId: string) =>
  ({ existing_cluster_id: id, cluster_instance: instance }: z.output<typeof onCluster>): boolean =>
    id === clusterId || instance?.cluster_id === clusterId;
