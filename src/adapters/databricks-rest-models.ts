/** Versions of a registered model, and how they did: Unity Catalog's registry, the old one, and MLflow's runs. */
import { z } from 'zod';
import type { NamedModel } from '../check/rest.ts';
import type { Row } from '../check/warehouse.ts';
import { RestFailure } from './databricks-rest-call.ts';
import { instant, pages, parsed, type Reading, type Rows } from './databricks-rest-reading.ts';

const PER_PAGE = 100;
const VERSION_COLUMNS = ['version', 'aliases', 'stage', 'status', 'created_at', 'note', 'registry'];
const METRIC_COLUMNS = ['metric', 'value', 'compared', 'version', 'compared_version', 'ended_at'];
/** What the old registry says of a version without a stage, and of one that is out of use. */
const NO_STAGE = ['', 'None', 'Archived'];

/** https://docs.databricks.com/api/workspace/registeredmodels/get */
const modelSchema = z.object({
  aliases: z.array(z.object({ alias_name: z.string(), version_num: z.int() })).default([]),
});

const versionsSchema = z.object({
  model_versions: z
    .array(
      z.object({
        version: z.int(),
        status: z.string().default(''),
        created_at: z.int().optional(),
        comment: z.string().default(''),
        run_id: z.string().default(''),
      }),
    )
    .default([]),
  next_page_token: z.string().optional(),
});

/** https://docs.databricks.com/api/workspace/modelregistry: numbers come as text. */
const oldVersionsSchema = z.object({
  model_versions: z
    .array(
      z.object({
        version: z.coerce.number().int(),
        current_stage: z.string().default(''),
        status: z.string().default(''),
        creation_timestamp: z.coerce.number().int().optional(),
        description: z.string().default(''),
      }),
    )
    .default([]),
  next_page_token: z.string().optional(),
});

/** https://docs.databricks.com/api/workspace/experiments/getrun: what is no number comes as text. */
const runSchema = z.object({
  run: z.object({
    info: z.object({ end_time: z.coerce.number().int().optional() }),
    data: z.object({
      metrics: z
        .array(z.object({ key: z.string(), value: z.union([z.number(), z.string()]).optional() }))
        .default([]),
      tags: z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]),
    }),
  }),
});

type Run = z.output<typeof runSchema>['run'];
type Version = z.output<typeof versionsSchema>['model_versions'][number];
type Registered = {
  readonly aliases: z.output<typeof modelSchema>['aliases'];
  readonly versions: readonly Version[];
  readonly isCut: boolean;
};

export async function modelVersions(reading: Reading, model: NamedModel): Promise<Rows> {
  const [registered, old] = await Promise.all([registeredOf(reading, model), oldVersionsOf(reading, model)]);
  const current = registered.versions.map(
    ({ version, status, created_at, comment }): Row => ({
      version,
      aliases: registered.aliases
        .filter(({ version_num }) => version_num === version)
        .map(({ alias_name }) => alias_name)
        .join(', '),
      stage: null,
      status,
      created_at: created_at === undefined ? null : instant(created_at),
      note: comment,
      registry: 'Unity Catalog',
    }),
  );
  return { columns: VERSION_COLUMNS, rows: [...current, ...old.rows], isCut: registered.isCut || old.isCut };
}

/** The newest first, in whatever order they come. */
async function registeredOf(reading: Reading, { name }: NamedModel): Promise<Registered> {
  const path = `/api/2.1/unity-catalog/models/${encodeURIComponent(name)}`;
  const [{ aliases }, { items, isCut }] = await Promise.all([
    reading.get(path, { include_aliases: 'true' }).then((answer) => parsed(modelSchema, answer)),
    pages(reading, `${path}/versions`, { max_results: String(PER_PAGE) }, (answer) => {
      const page = parsed(versionsSchema, answer);
      return { items: page.model_versions, token: page.next_page_token };
    }),
  ]);
  return { aliases, versions: items.toSorted((a, b) => b.version - a.version), isCut };
}

async function oldVersionsOf(reading: Reading, { oldName }: NamedModel) {
  if (oldName === null) return { rows: [], isCut: false };
  const query = { filter: `name='${oldName}'`, max_results: String(PER_PAGE) };
  const { items, isCut } = await pages(reading, '/api/2.0/mlflow/model-versions/search', query, (answer) => {
    const page = parsed(oldVersionsSchema, answer);
    return { items: page.model_versions, token: page.next_page_token };
  });
  const staged = items.filter(({ current_stage }) => !NO_STAGE.includes(current_stage));
  const rows = staged
    .toSorted((a, b) => b.version - a.version)
    .map(
      ({ version, current_stage, status, creation_timestamp, description }): Row => ({
        version,
        aliases: '',
        stage: current_stage,
        status,
        created_at: creation_timestamp === undefined ? null : instant(creation_timestamp),
        note: description,
        registry: 'old registry',
      }),
    );
  return { rows, isCut };
}

/** In the order of the alphabet; what only the compared version has is not shown. */
export async function modelMetrics(reading: Reading, model: NamedModel): Promise<Rows> {
  const registered = await registeredOf(reading, model);
  const serving = servingIn(registered, model);
  const compared = aliased(registered, model.comparedWith);
  const [run, other] = await Promise.all([
    runOf(reading, serving),
    compared === null ? null : runOf(reading, compared),
  ]);
  const others = new Map(other === null ? [] : metricsOf(other));
  const endMs = run.info.end_time;
  const rows = metricsOf(run).map(
    ([metric, value]): Row => ({
      metric,
      value,
      compared: others.get(metric) ?? null,
      version: serving.version,
      compared_version: compared?.version ?? null,
      ended_at: endMs === undefined ? null : instant(endMs),
    }),
  );
  return { columns: METRIC_COLUMNS, rows, isCut: false };
}

/** The run of the version that answers. */
export async function servingRun(
  reading: Reading,
  model: NamedModel,
): Promise<{ readonly version: number; readonly run: Run }> {
  const serving = servingIn(await registeredOf(reading, model), model);
  return { version: serving.version, run: await runOf(reading, serving) };
}

function servingIn(registered: Registered, { serving }: NamedModel): Version {
  const found = aliased(registered, serving);
  if (found === null) throw new RestFailure('NO_SUCH_ALIAS', `no version has the alias ${serving}`);
  return found;
}

function aliased({ aliases, versions }: Registered, alias: string): Version | null {
  const found = aliases.find(({ alias_name }) => alias_name === alias);
  return versions.find(({ version }) => version === found?.version_num) ?? null;
}

async function runOf({ get }: Reading, { version, run_id }: Version): Promise<Run> {
  if (run_id === '')
    throw new RestFailure('NO_RUN', `version ${version} does not say which run it comes from`);
  return parsed(runSchema, await get('/api/2.0/mlflow/runs/get', { run_id })).run;
}

function metricsOf({ data }: Run): readonly (readonly [string, number | null])[] {
  return data.metrics
    .map(({ key, value }) => [key, typeof value === 'number' ? value : null] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
