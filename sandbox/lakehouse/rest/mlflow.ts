/**
 * MLflow's own API: models of Unity Catalog below `mlflow/unity-catalog/`, those of the old registry, which still has
 * stages, beside it, and training runs. https://docs.databricks.com/api/workspace/modelregistry, …/experiments/getrun
 */
import { z } from 'zod';
import { bodyAs } from './body.ts';
import { assertMayChange, type RestCall, type RestContext } from './call.ts';
import { isInUnity, type Model, type ModelVersion } from './model.ts';
import { assertAlias, findVersion, replaceModel, withoutAlias } from './models.ts';
import { pageOf, wholeNumber } from './page.ts';
import { invalidParameter, notThere } from './refusal.ts';

const SEARCH_DEFAULT = 100;
const SEARCH_MAX = 10_000;

/** Which of the two registries a path means. */
const inUnity = ({ ids: [prefix = ''] }: RestCall): boolean => prefix === 'unity-catalog/';

export function getRegisteredModel(context: RestContext, call: RestCall): object {
  const model = findModel(context, call, call.query.get('name') ?? '');
  const aliases = Object.entries(model.aliases).map(([alias, version]) => ({
    alias,
    version: String(version),
  }));
  return {
    registered_model: {
      name: model.name,
      creation_timestamp: model.createdMs,
      user_id: model.owner,
      latest_versions: latestByStage(model).map((version) => shown(model, version)),
      ...(aliases.length === 0 ? {} : { aliases }),
    },
  };
}

/** Unity Catalog has no stages, and so no latest version of each. */
function latestByStage({ versions }: Model): readonly ModelVersion[] {
  const latest = new Map<string, ModelVersion>();
  for (const version of versions) if (version.stage !== null) latest.set(version.stage, version);
  return [...latest.values()];
}

/** `name='…'` is the filter that is taken; the latest version first. */
export function searchModelVersions(context: RestContext, call: RestCall): object {
  const { query } = call;
  const filter = query.get('filter') ?? '';
  const [, name] = /^\s*name\s*=\s*'([^']*)'\s*$/.exec(filter) ?? [];
  if (name === undefined) throw invalidParameter(`Invalid filter: ${filter}`);
  const max = wholeNumber(query, 'max_results', SEARCH_DEFAULT, SEARCH_MAX);
  const model = context.workspace.models.find(
    (one) => one.name === name && isInUnity(name) === inUnity(call),
  );
  const { items, nextToken } = pageOf(model?.versions.toReversed() ?? [], max, query.get('page_token'));
  return {
    ...(model === undefined || items.length === 0
      ? {}
      : { model_versions: items.map((version) => shown(model, version)) }),
    ...(nextToken === null ? {} : { next_page_token: nextToken }),
  };
}

export function getVersion(context: RestContext, call: RestCall): object {
  const model = findModel(context, call, call.query.get('name') ?? '');
  return { model_version: shown(model, findVersion(model, Number(call.query.get('version')))) };
}

const Create = z.object({ name: z.string(), source: z.string(), run_id: z.string().optional() });

export function createVersion(context: RestContext, call: RestCall): object {
  const { name, source, run_id: runId = '' } = bodyAs(call.body, Create);
  const model = findModel(context, call, name);
  assertMayChange(call, 'Manage', `registered model ${name}`);
  if (runId !== '' && !context.workspace.experiments.some((run) => run.runId === runId))
    throw runNotThere(runId);
  const version: ModelVersion = {
    version: Math.max(0, ...model.versions.map((one) => one.version)) + 1,
    source,
    runId,
    creator: call.caller.principal,
    createdMs: context.world.now(),
    status: inUnity(call) ? 'PENDING_REGISTRATION' : 'READY',
    stage: inUnity(call) ? null : 'None',
  };
  const after = { ...model, versions: [...model.versions, version] };
  replaceModel(context, after);
  return { model_version: shown(after, version) };
}

const Finalize = z.object({ name: z.string(), version: z.coerce.number().int() });

/** Once its files are where `storage_location` says. */
export function finalizeVersion(context: RestContext, call: RestCall): object {
  const { name, version } = bodyAs(call.body, Finalize);
  const model = findModel(context, call, name);
  assertMayChange(call, 'Manage', `registered model ${name}`);
  const ready: ModelVersion = { ...findVersion(model, version), status: 'READY' };
  const versions = model.versions.map((one) => (one.version === version ? ready : one));
  replaceModel(context, { ...model, versions });
  return { model_version: shown(model, ready) };
}

const Alias = z.object({ name: z.string(), alias: z.string(), version: z.coerce.number().int() });

export function setAliasOf(context: RestContext, call: RestCall): object {
  const { name, alias, version } = bodyAs(call.body, Alias);
  const model = findModel(context, call, name);
  assertMayChange(call, 'Manage', `registered model ${name}`);
  assertAlias(alias);
  findVersion(model, version);
  replaceModel(context, { ...model, aliases: { ...model.aliases, [alias]: version } });
  return {};
}

export function deleteAliasOf(context: RestContext, call: RestCall): object {
  const { name, alias } = bodyAs(call.body, Alias.pick({ name: true, alias: true }));
  const model = findModel(context, call, name);
  assertMayChange(call, 'Manage', `registered model ${name}`);
  replaceModel(context, withoutAlias(model, alias));
  return {};
}

export function getTrainingRun({ workspace }: RestContext, { query }: RestCall): object {
  const id = query.get('run_id') ?? '';
  const run = workspace.experiments.find(({ runId }) => runId === id);
  if (run === undefined) throw runNotThere(id);
  const { runId, name, startMs, endMs, metrics, params, tags = {} } = run;
  return {
    run: {
      info: {
        run_id: runId,
        run_name: name,
        status: 'FINISHED',
        start_time: startMs,
        end_time: endMs,
        lifecycle_stage: 'active',
      },
      data: {
        metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: endMs, step: 0 })),
        params: Object.entries(params).map(([key, value]) => ({ key, value })),
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      },
    },
  };
}

function runNotThere(id: string): Error {
  return notThere(`Run '${id}' not found.`);
}

function findModel({ workspace }: RestContext, call: RestCall, name: string): Model {
  const found = workspace.models.find((model) => model.name === name);
  if (found === undefined || isInUnity(name) !== inUnity(call))
    throw notThere(`Registered Model with name=${name} not found`);
  return found;
}

function shown(
  model: Model,
  { version, source, runId, creator, createdMs, status, stage }: ModelVersion,
): object {
  const aliases = Object.entries(model.aliases)
    .filter(([, pointsTo]) => pointsTo === version)
    .map(([alias]) => alias);
  return {
    name: model.name,
    version: String(version),
    creation_timestamp: createdMs,
    user_id: creator,
    source,
    run_id: runId,
    status,
    ...(stage === null
      ? { storage_location: `s3://lakehouse/models/${model.name}/${version}` }
      : { current_stage: stage }),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}
