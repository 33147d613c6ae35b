/** https://docs.databricks.com/api/workspace/pipelines/get and …/listpipelineevents */
import type { RestCall, RestContext } from './call.ts';
import { pageOf, wholeNumber } from './page.ts';
import { invalidParameter, RestRefusal } from './refusal.ts';
import type { Pipeline, PipelineEvent, PipelineUpdate } from './workspace.ts';

const EVENTS_DEFAULT = 25;
const EVENTS_MAX = 1_000;

export function getPipeline(context: RestContext, { ids: [id = ''] }: RestCall): object {
  const pipeline = findPipeline(context, id);
  const nowMs = context.world.now();
  const state = stateOf(pipeline, nowMs);
  return {
    pipeline_id: id,
    name: pipeline.name,
    state,
    health: state === 'FAILED' ? 'UNHEALTHY' : 'HEALTHY',
    spec: { id, name: pipeline.name, continuous: false, development: false },
    latest_updates: pipeline.updates.map((update) => shownUpdate(update, nowMs)),
  };
}

/** https://docs.databricks.com/api/workspace/pipelines/listpipelines */
export function listPipelines({ workspace, world }: RestContext): object {
  const nowMs = world.now();
  const statuses = workspace.pipelines.map((pipeline) => ({
    pipeline_id: pipeline.id,
    name: pipeline.name,
    state: stateOf(pipeline, nowMs),
    health: stateOf(pipeline, nowMs) === 'FAILED' ? 'UNHEALTHY' : 'HEALTHY',
    latest_updates: pipeline.updates.map((update) => shownUpdate(update, nowMs)),
  }));
  return statuses.length === 0 ? {} : { statuses };
}

export function activeUpdate({ updates }: Pipeline, nowMs: number): PipelineUpdate | null {
  return updates.find(({ endMs = 0 }) => endMs > nowMs) ?? null;
}

export function shownUpdate({ id, state, atMs, endMs = 0 }: PipelineUpdate, nowMs: number): object {
  return {
    update_id: id,
    state: endMs > nowMs ? 'RUNNING' : state,
    creation_time: new Date(atMs).toISOString(),
  };
}

const stateOf = (pipeline: Pipeline, nowMs: number): string =>
  activeUpdate(pipeline, nowMs) === null ? pipeline.state : 'RUNNING';

/** Newest first. With a page token no other field but max_results may be set. */
export function listEvents(context: RestContext, { query, ids: [id = ''] }: RestCall): object {
  const pipeline = findPipeline(context, id);
  const token = query.get('page_token');
  if (token !== null && (query.has('filter') || query.has('order_by'))) {
    throw invalidParameter('page_token cannot be combined with filter or order_by.');
  }
  const max = wholeNumber(query, 'max_results', EVENTS_DEFAULT, EVENTS_MAX);
  const [levels, rest] = token === null ? [levelsIn(query.get('filter')), null] : split(token);
  const wanted = pipeline.events
    .filter(({ level }) => levels === null || levels.includes(level))
    .toSorted((a, b) => b.atMs - a.atMs);
  const { items, nextToken } = pageOf(wanted, max, rest);
  return {
    events: items.map((event, index) => shown(pipeline, event, index)),
    ...(nextToken === null ? {} : { next_page_token: `${(levels ?? []).join('-')}.${nextToken}` }),
  };
}

/** The filter of the first page goes with the token. */
function split(token: string): readonly [readonly string[] | null, string] {
  const [levels = '', rest = ''] = token.split('.');
  return [levels === '' ? null : levels.split('-'), rest];
}

function levelsIn(filter: string | null): readonly string[] | null {
  if (filter === null) return null;
  const [, list] = /^\s*level\s+in\s*\(([^)]*)\)\s*$/i.exec(filter) ?? [];
  const [, one] = /^\s*level\s*=\s*('[A-Z]+')\s*$/i.exec(filter) ?? [];
  const levels = [...(list ?? one ?? '').matchAll(/'(INFO|WARN|ERROR|METRICS)'/g)].map(
    ([, level = '']) => level,
  );
  if (levels.length === 0) throw invalidParameter(`Invalid filter: ${filter}`);
  return levels;
}

export function findPipeline({ workspace }: RestContext, id: string): Pipeline {
  const found = workspace.pipelines.find((pipeline) => pipeline.id === id);
  if (found !== undefined) return found;
  throw new RestRefusal(404, 'RESOURCE_DOES_NOT_EXIST', `The specified pipeline ${id} was not found.`);
}

function shown(pipeline: Pipeline, event: PipelineEvent, index: number): object {
  const { exception } = event;
  return {
    id: `${pipeline.id}-${event.atMs}-${index}`,
    origin: { pipeline_id: pipeline.id, pipeline_name: pipeline.name },
    timestamp: new Date(event.atMs).toISOString(),
    message: event.message,
    level: event.level,
    event_type: event.type,
    maturity_level: 'STABLE',
    ...(exception === null
      ? {}
      : {
          error: {
            fatal: true,
            exceptions: [{ class_name: exception.className, message: exception.message, stack: [] }],
          },
        }),
  };
}
