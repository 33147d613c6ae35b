/** https://docs.databricks.com/api/workspace/pipelines/startupdate, …/stop, …/getupdate */
import { randomUUID } from 'node:crypto';
import { assertMayChange, type RestCall, type RestContext } from './call.ts';
import { activeUpdate, findPipeline, shownUpdate } from './pipelines.ts';
import { notThere, RestRefusal } from './refusal.ts';
import type { Pipeline } from './workspace.ts';

const MINUTE_MS = 60_000;
const UPDATE_MS = 3 * MINUTE_MS;

/** Refused while another is active; that one goes on. */
export function startUpdate(context: RestContext, call: RestCall): object {
  const pipeline = findPipeline(context, call.ids[0] ?? '');
  assertMayChange(call, 'Run', `pipeline ${pipeline.id}`);
  const nowMs = context.world.now();
  const active = activeUpdate(pipeline, nowMs);
  if (active !== null) {
    const message = `An active update ${active.id} already exists for pipeline '${pipeline.id}'.`;
    throw new RestRefusal(409, 'RESOURCE_CONFLICT', message);
  }
  const id = randomUUID();
  replace(context, {
    ...pipeline,
    state: 'IDLE',
    updates: [{ id, state: 'COMPLETED', atMs: nowMs, endMs: nowMs + UPDATE_MS }, ...pipeline.updates],
    events: [...pipeline.events, event(nowMs, 'create_update', `Update ${id} started by API call.`)],
  });
  return { update_id: id };
}

/** Cancels the active update; without one, nothing happens. */
export function stopPipeline(context: RestContext, call: RestCall): object {
  const pipeline = findPipeline(context, call.ids[0] ?? '');
  assertMayChange(call, 'Run', `pipeline ${pipeline.id}`);
  const nowMs = context.world.now();
  const active = activeUpdate(pipeline, nowMs);
  if (active === null) return {};
  const updates = pipeline.updates.map((update) =>
    update.id === active.id ? { ...update, state: 'CANCELED', endMs: nowMs } : update,
  );
  const canceled = event(nowMs, 'update_progress', `Update ${active.id} is CANCELED.`);
  replace(context, { ...pipeline, updates, events: [...pipeline.events, canceled] });
  return {};
}

export function getUpdate(context: RestContext, { ids: [id = '', updateId = ''] }: RestCall): object {
  const update = findPipeline(context, id).updates.find((one) => one.id === updateId);
  if (update === undefined) throw notThere(`The specified update ${updateId} was not found.`);
  return { update: { pipeline_id: id, ...shownUpdate(update, context.world.now()) } };
}

const event = (atMs: number, type: string, message: string): Pipeline['events'][number] => ({
  atMs,
  level: 'INFO',
  type,
  message,
  exception: null,
});

function replace({ workspace }: RestContext, pipeline: Pipeline): void {
  workspace.pipelines.splice(
    workspace.pipelines.findIndex(({ id }) => id === pipeline.id),
    1,
    pipeline,
  );
}
