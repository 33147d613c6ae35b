/**
 * Versions of models of Unity Catalog with their aliases, and what MLflow keeps of the runs that trained them:
 * https://docs.databricks.com/api/workspace/modelversions, …/registeredmodels, …/experiments/getrun
 */
import { z } from 'zod';
import type { Cell, Row } from '../check/warehouse.ts';
import { RestFailure } from './databricks-rest-call.ts';
import { idText, type Looking, type LookOf, shaped, unlessMissing } from './databricks-rest-look.ts';

const MODELS = '/api/2.1/unity-catalog/models';
const VERSIONS_PER_PAGE = 100;
const PAGES_MAX = 8;

const versionSchema = z.object({
  version: idText,
  status: z.string().default('READY'),
  run_id: z.string().optional(),
});

const versionsSchema = z.object({
  model_versions: z.array(versionSchema).default([]),
  next_page_token: z.string().optional(),
});

const trainingSchema = z.object({
  run: z.object({
    info: z.object({ run_id: z.string(), run_name: z.string().default(''), status: z.string() }),
    data: z
      .object({
        metrics: z.array(z.object({ key: z.string(), value: z.number() })).default([]),
      })
      .default({ metrics: [] }),
  }),
});

type Version = z.output<typeof versionSchema>;

export async function lookAtModelVersion(
  looking: Looking,
  { model, alias, version }: LookOf<'model_version'>,
): Promise<Row> {
  const path = `${MODELS}/${encodeURIComponent(model)}`;
  const at = async (end: string): Promise<Version | null> => {
    const answer = await unlessMissing(looking.get(`${path}/${end}`));
    return answer === null ? null : shaped(versionSchema, answer);
  };
  const [asked, aliased] = await Promise.all([
    version === null ? null : at(`versions/${version}`),
    at(`aliases/${encodeURIComponent(alias)}`),
  ]);
  const [metrics, aliasMetrics] = await Promise.all([metricsOf(looking, asked), metricsOf(looking, aliased)]);
  return {
    model,
    version,
    status: asked?.status ?? null,
    run_id: asked?.run_id ?? null,
    metrics,
    alias,
    alias_version: aliased === null ? null : Number(aliased.version),
    alias_metrics: aliasMetrics,
  };
}

export async function lookAtTrainingRun(
  looking: Looking,
  { runId, model }: LookOf<'training_run'>,
): Promise<Row> {
  const [trained, versions] = await Promise.all([
    trainingOf(looking, runId),
    versionsOf(looking, `${MODELS}/${encodeURIComponent(model)}/versions`),
  ]);
  const registered = versions.find((version) => version.run_id === runId);
  return {
    run_id: runId,
    run_name: trained?.info.run_name ?? null,
    status: trained?.info.status ?? null,
    metrics: trained === null ? null : asJson(trained.data.metrics),
    registered_as: registered === undefined ? null : Number(registered.version),
    newest_version: Math.max(0, ...versions.map(({ version }) => Number(version))),
  };
}

async function versionsOf({ get }: Looking, path: string): Promise<readonly Version[]> {
  const versions: Version[] = [];
  let page: { readonly page_token?: string } = {};
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const asked = { max_results: String(VERSIONS_PER_PAGE), ...page };
    const answer = shaped(versionsSchema, await get(path, asked));
    versions.push(...answer.model_versions);
    const { next_page_token: token = '' } = answer;
    if (token === '') return versions;
    page = { page_token: token };
  }
  throw new RestFailure(null, `it has more than ${PAGES_MAX * VERSIONS_PER_PAGE} versions`);
}

/** Null where it was not trained by a run that is still there. */
async function metricsOf(looking: Looking, version: Version | null): Promise<Cell> {
  if (version?.run_id === undefined || version.run_id === '') return null;
  const trained = await trainingOf(looking, version.run_id);
  return trained === null ? null : asJson(trained.data.metrics);
}

async function trainingOf({ get }: Looking, runId: string) {
  const answer = await unlessMissing(get('/api/2.0/mlflow/runs/get', { run_id: runId }));
  return answer === null ? null : shaped(trainingSchema, answer).run;
}

function asJson(metrics: readonly { readonly key: string; readonly value: number }[]): string {
  return JSON.stringify(Object.fromEntries(metrics.map(({ key, value }) => [key, value])));
}
