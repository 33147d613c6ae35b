/** Models of Unity Catalog: https://docs.databricks.com/api/workspace/registeredmodels, …/modelversions */
import { z } from 'zod';
import { bodyAs } from './body.ts';
import { assertMayChange, type RestCall, type RestContext } from './call.ts';
import { isInUnity, type Model, type ModelVersion } from './model.ts';
import { pageOf, wholeNumber } from './page.ts';
import { invalidParameter, notThere } from './refusal.ts';

const VERSIONS_DEFAULT = 100;
const VERSIONS_MAX = 1_000;

export function getModel(context: RestContext, { ids: [name = ''], query }: RestCall): object {
  const model = findModel(context, name);
  const [catalog_name, schema_name, last] = model.name.split('.');
  return {
    name: last,
    catalog_name,
    schema_name,
    full_name: model.name,
    owner: model.owner,
    created_at: model.createdMs,
    ...(query.get('include_aliases') === 'true' ? { aliases: aliasesOf(model) } : {}),
  };
}

export function listModelVersions(context: RestContext, { ids: [name = ''], query }: RestCall): object {
  const model = findModel(context, name);
  const max = wholeNumber(query, 'max_results', VERSIONS_DEFAULT, VERSIONS_MAX);
  const latestFirst = model.versions.toReversed();
  const { items, nextToken } = pageOf(latestFirst, max, query.get('page_token'));
  return {
    ...(items.length === 0 ? {} : { model_versions: items.map((version) => shownVersion(model, version)) }),
    ...(nextToken === null ? {} : { next_page_token: nextToken }),
  };
}

export function getModelVersion(context: RestContext, { ids: [name = '', version = ''] }: RestCall): object {
  const model = findModel(context, name);
  return shownVersion(model, findVersion(model, Number(version)));
}

export function getByAlias(context: RestContext, { ids: [name = '', alias = ''] }: RestCall): object {
  const model = findModel(context, name);
  return shownVersion(model, findVersion(model, aliasedIn(model, alias)));
}

const SetAlias = z.object({ version_num: z.number().int() });

/** An alias points to one version; setting it again moves it. */
export function setAlias(context: RestContext, call: RestCall): object {
  const [name = '', alias = ''] = call.ids;
  const { version_num } = bodyAs(call.body, SetAlias);
  const model = findModel(context, name);
  assertMayChange(call, 'Manage', `registered model ${name}`);
  assertAlias(alias);
  findVersion(model, version_num);
  replaceModel(context, { ...model, aliases: { ...model.aliases, [alias]: version_num } });
  return { alias_name: alias, version_num, model_name: model.name.split('.')[2] };
}

export function deleteAlias(context: RestContext, call: RestCall): object {
  const [name = '', alias = ''] = call.ids;
  const model = findModel(context, name);
  assertMayChange(call, 'Manage', `registered model ${name}`);
  replaceModel(context, withoutAlias(model, alias));
  return {};
}

export function withoutAlias(model: Model, alias: string): Model {
  aliasedIn(model, alias);
  const { [alias]: _gone, ...aliases } = model.aliases;
  return { ...model, aliases };
}

/** `latest` and names such as `v2` are kept for other uses: https://mlflow.org/docs/latest/model-registry.html */
export function assertAlias(alias: string): void {
  if (!/^[\w-]{1,255}$/.test(alias) || /^v\d+$/i.test(alias) || alias.toLowerCase() === 'latest')
    throw invalidParameter(`Invalid alias name: '${alias}'.`);
}

/** An alias may have any name, that of an object's own methods too. */
function aliasedIn({ name, aliases }: Model, alias: string): number {
  const version = Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
  if (version === undefined) throw notThere(`Registered model alias ${alias} of ${name} not found.`);
  return version;
}

export function findModel({ workspace }: RestContext, name: string): Model {
  const found = workspace.models.find((model) => model.name.toLowerCase() === name.toLowerCase());
  if (found === undefined || !isInUnity(name)) throw notThere(`Registered model '${name}' does not exist.`);
  return found;
}

export function findVersion(model: Model, version: number): ModelVersion {
  const found = model.versions.find((one) => one.version === version);
  if (found === undefined) throw notThere(`Model version '${version}' of '${model.name}' does not exist.`);
  return found;
}

export function replaceModel({ workspace }: RestContext, model: Model): void {
  workspace.models.splice(
    workspace.models.findIndex(({ name }) => name === model.name),
    1,
    model,
  );
}

function aliasesOf({ aliases }: Model): readonly object[] {
  return Object.entries(aliases).map(([alias_name, version_num]) => ({ alias_name, version_num }));
}

function shownVersion(model: Model, version: ModelVersion): object {
  const [catalog_name, schema_name, model_name] = model.name.split('.');
  return {
    model_name,
    catalog_name,
    schema_name,
    version: version.version,
    source: version.source,
    run_id: version.runId,
    status: version.status,
    created_by: version.creator,
    created_at: version.createdMs,
    ...(version.comment === undefined ? {} : { comment: version.comment }),
    aliases: aliasesOf(model).filter(
      (one) => (one as { readonly version_num: number }).version_num === version.version,
    ),
  };
}
