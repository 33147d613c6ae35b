/** https://docs.databricks.com/api/workspace/clusters: what a cluster is, and what becomes of it. */
import { z } from 'zod';
import { bodyAs } from './body.ts';
import { assertMayChange, type RestCall, type RestContext } from './call.ts';
import type { Cluster, ClusterSettings } from './cluster.ts';
import { pageOf, wholeNumber } from './page.ts';
import { invalidParameter, invalidState } from './refusal.ts';

const MINUTE_MS = 60_000;
const RESTART_MS = 4 * MINUTE_MS;
const TERMINATE_MS = MINUTE_MS;
const LIST_DEFAULT = 100;
const LIST_MAX = 100;
const RESIZE_MS = 2 * MINUTE_MS;
const EVENTS_DEFAULT = 50;
const EVENTS_MAX = 500;
const IDLE_MINUTES = [10, 10_000] as const;

export function getCluster(context: RestContext, { query }: RestCall): object {
  return shown(find(context, query.get('cluster_id') ?? ''));
}

/** Active and ended ones, unless `filter_by.cluster_states` says which. */
export function listClusters(context: RestContext, { query }: RestCall): object {
  const states = query.getAll('filter_by.cluster_states');
  const wanted = context.workspace.clusters
    .map(({ id }) => find(context, id))
    .filter(({ state }) => states.length === 0 || states.includes(state));
  const size = wholeNumber(query, 'page_size', LIST_DEFAULT, LIST_MAX);
  const { items, nextToken } = pageOf(wanted, size, query.get('page_token'));
  return {
    ...(items.length === 0 ? {} : { clusters: items.map(shown) }),
    ...(nextToken === null ? {} : { next_page_token: nextToken }),
  };
}

const Settings = z.object({
  cluster_name: z.string().optional(),
  spark_version: z.string().optional(),
  node_type_id: z.string().optional(),
  num_workers: z.number().int().min(0).max(100_000).optional(),
  autoscale: z
    .object({ min_workers: z.number().int().min(0), max_workers: z.number().int().min(1) })
    .optional(),
  autotermination_minutes: z.number().int().optional(),
});

const Update = z.object({ cluster_id: z.string(), update_mask: z.string(), cluster: Settings.optional() });

/** Only the fields of the mask; what the mask has and `cluster` has not is unset. A running cluster restarts. */
export function updateCluster(context: RestContext, call: RestCall): object {
  const { cluster_id, update_mask, cluster: given = {} } = bodyAs(call.body, Update);
  const cluster = find(context, cluster_id);
  assertMayChange(call, 'Manage', `cluster ${cluster_id}`);
  if (cluster.source === 'JOB')
    throw invalidParameter('Clusters created by the Databricks Jobs service cannot be updated.');
  if (cluster.state !== 'RUNNING' && cluster.state !== 'TERMINATED') throw unexpected(cluster);
  const settings = settingsAfter(cluster.settings, update_mask, given);
  const nowMs = context.world.now();
  const isRestart = cluster.state === 'RUNNING';
  replace(context, {
    ...cluster,
    settings,
    ...(isRestart
      ? ({ state: 'RESTARTING', next: { state: 'RUNNING', atMs: nowMs + RESTART_MS } } as const)
      : {}),
    events: [
      ...cluster.events,
      {
        atMs: nowMs,
        type: 'EDITED',
        details: { user: call.caller.principal, previous_attributes: cluster.settings, attributes: settings },
      },
      ...(isRestart ? [{ atMs: nowMs, type: 'RESTARTING', details: { user: call.caller.principal } }] : []),
    ],
  });
  return {};
}

function settingsAfter(
  before: ClusterSettings,
  mask: string,
  given: z.infer<typeof Settings>,
): ClusterSettings {
  const fields = mask === '*' ? Object.keys(Settings.shape) : mask.split(',').map((field) => field.trim());
  const after: Record<string, unknown> = { ...before };
  for (const field of fields) {
    if (!Object.hasOwn(Settings.shape, field))
      throw invalidParameter(`Invalid field in update_mask: ${field}.`);
    const value = given[field as keyof typeof given];
    if (value === undefined) delete after[field];
    else after[field] = value;
  }
  const settings = { autotermination_minutes: 0, ...after } as ClusterSettings;
  for (const field of ['cluster_name', 'spark_version', 'node_type_id'] as const)
    if (settings[field] === undefined) throw invalidParameter(`Missing required field: ${field}.`);
  const idle = settings.autotermination_minutes;
  if (idle !== 0 && (idle < IDLE_MINUTES[0] || idle > IDLE_MINUTES[1]))
    throw invalidParameter(`The cluster autotermination minutes must be 0 or between 10 and 10000: ${idle}.`);
  if ((settings.num_workers === undefined) === (settings.autoscale === undefined))
    throw invalidParameter('Exactly one of num_workers and autoscale must be set.');
  return settings;
}

const Resize = Settings.pick({ num_workers: true, autoscale: true }).extend({ cluster_id: z.string() });

/** At once in the specification, and by and by in the machines; nothing restarts. Only of one that is running. */
export function resizeCluster(context: RestContext, call: RestCall): object {
  const { cluster_id, num_workers, autoscale } = bodyAs(call.body, Resize);
  const cluster = find(context, cluster_id);
  assertMayChange(call, 'Restart', `cluster ${cluster_id}`);
  if ((num_workers === undefined) === (autoscale === undefined))
    throw invalidParameter('Exactly one of num_workers and autoscale must be set.');
  if (autoscale !== undefined && autoscale.max_workers <= autoscale.min_workers)
    throw invalidParameter('max_workers must be greater than min_workers.');
  if (cluster.state !== 'RUNNING') throw unexpected(cluster);
  const nowMs = context.world.now();
  const { num_workers: _fixed, autoscale: _scaling, ...others } = cluster.settings;
  const size = autoscale === undefined ? { num_workers } : { autoscale };
  const settings = { ...others, ...size } as ClusterSettings;
  replace(context, {
    ...cluster,
    settings,
    state: 'RESIZING',
    next: { state: 'RUNNING', atMs: nowMs + RESIZE_MS },
    events: [
      ...cluster.events,
      { atMs: nowMs, type: 'RESIZING', details: { user: call.caller.principal, attributes: settings } },
    ],
  });
  return {};
}

const ById = z.object({ cluster_id: z.string() });

/** Of one that has ended; a job's cluster is started by its job alone. */
export function startCluster(context: RestContext, call: RestCall): object {
  const { cluster_id } = bodyAs(call.body, ById);
  const cluster = find(context, cluster_id);
  assertMayChange(call, 'Restart', `cluster ${cluster_id}`);
  if (cluster.source === 'JOB')
    throw invalidParameter('Clusters created by the Databricks Jobs service cannot be started.');
  if (cluster.state !== 'TERMINATED') throw unexpected(cluster);
  const nowMs = context.world.now();
  replace(context, {
    ...cluster,
    state: 'PENDING',
    startMs: nowMs,
    next: { state: 'RUNNING', atMs: nowMs + RESTART_MS },
    events: [...cluster.events, { atMs: nowMs, type: 'STARTING', details: { user: call.caller.principal } }],
  });
  return {};
}

function unexpected({ id, state }: Cluster): Error {
  return invalidState(`Cluster ${id} is in unexpected state ${state}.`);
}

/** Ends it, which takes a while; of one that has ended or is about to nothing happens. */
export function deleteCluster(context: RestContext, call: RestCall): object {
  const { cluster_id } = bodyAs(call.body, ById);
  const cluster = find(context, cluster_id);
  assertMayChange(call, 'Restart', `cluster ${cluster_id}`);
  if (cluster.state === 'TERMINATING' || cluster.state === 'TERMINATED') return {};
  const nowMs = context.world.now();
  replace(context, {
    ...cluster,
    state: 'TERMINATING',
    next: { state: 'TERMINATED', atMs: nowMs + TERMINATE_MS },
    events: [
      ...cluster.events,
      {
        atMs: nowMs,
        type: 'TERMINATING',
        details: {
          reason: { code: 'USER_REQUEST', type: 'SUCCESS', parameters: { username: call.caller.principal } },
        },
      },
    ],
  });
  return {};
}

const Events = z.object({
  cluster_id: z.string(),
  start_time: z.number().optional(),
  end_time: z.number().optional(),
  order: z.enum(['ASC', 'DESC']).default('DESC'),
  event_types: z.array(z.string()).optional(),
  limit: z.number().int().min(1).max(EVENTS_MAX).default(EVENTS_DEFAULT),
  page_token: z.string().optional(),
});

export function listClusterEvents(context: RestContext, { body }: RestCall): object {
  const asked = bodyAs(body, Events);
  const { events } = find(context, asked.cluster_id);
  const wanted = events
    .filter(
      ({ atMs }) => atMs >= (asked.start_time ?? 0) && atMs <= (asked.end_time ?? Number.POSITIVE_INFINITY),
    )
    .filter(({ type }) => asked.event_types?.includes(type) ?? true)
    .toSorted((a, b) => (asked.order === 'ASC' ? a.atMs - b.atMs : b.atMs - a.atMs));
  const { items, nextToken } = pageOf(wanted, asked.limit, asked.page_token ?? null);
  return {
    events: items.map(({ atMs, type, details }) => ({
      cluster_id: asked.cluster_id,
      timestamp: atMs,
      type,
      details,
    })),
    total_count: wanted.length,
    ...(nextToken === null ? {} : { next_page_token: nextToken }),
  };
}

/** As it is by now: a restart or an end that is over has become what it leads to. */
function find({ workspace, world }: RestContext, id: string): Cluster {
  const found = workspace.clusters.find((cluster) => cluster.id === id);
  if (found === undefined) throw invalidParameter(`Cluster ${id} does not exist`);
  const { next } = found;
  if (next === null || next.atMs > world.now()) return found;
  const events = [
    ...found.events,
    { atMs: next.atMs, type: next.state === 'RUNNING' ? 'RUNNING' : 'TERMINATED', details: {} },
  ];
  return { ...found, state: next.state, next: null, events };
}

function replace({ workspace }: RestContext, cluster: Cluster): void {
  workspace.clusters.splice(
    workspace.clusters.findIndex(({ id }) => id === cluster.id),
    1,
    cluster,
  );
}

function shown(cluster: Cluster): object {
  const { id, creator, source, settings, state, startMs, lastActivityMs, events } = cluster;
  const reason = events.findLast(({ type }) => type === 'TERMINATING')?.details['reason'];
  return {
    cluster_id: id,
    creator_user_name: creator,
    cluster_source: source,
    ...settings,
    state,
    state_message: '',
    start_time: startMs,
    last_restarted_time: startMs,
    last_activity_time: lastActivityMs,
    ...(reason === undefined ? {} : { termination_reason: reason }),
  };
}
