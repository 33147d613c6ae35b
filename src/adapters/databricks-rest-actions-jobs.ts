/** Jobs, runs and pipelines, as they are before and after a call: https://docs.databricks.com/api/workspace/jobs, …/pipelines */
import { z } from 'zod';
import type { Row } from '../check/warehouse.ts';
import { idText, instant, type Looking, type LookOf, shaped } from './databricks-rest-look.ts';

/** The most that Databricks gives at once. */
const RUNS_PER_PAGE = 25;
const PAGES_MAX = 8;
/** Tasks that are named on a card; the others are counted. */
const TASKS_NAMED_MAX = 5;

const jobSchema = z.object({
  job_id: idText,
  settings: z.object({
    name: z.string().default(''),
    max_concurrent_runs: z.int().default(1),
    queue: z.object({ enabled: z.boolean() }).optional(),
  }),
});

const state = z.object({ life_cycle_state: z.string(), result_state: z.string().optional() });

const runSchema = z.object({
  run_id: idText,
  job_id: idText,
  run_name: z.string().default(''),
  creator_user_name: z.string().optional(),
  start_time: z.int(),
  end_time: z.int().default(0),
  state,
});

type Run = z.output<typeof runSchema>;

/** An empty list is not written. */
const runsSchema = z.object({ runs: z.array(runSchema).default([]), next_page_token: z.string().optional() });

const wholeRunSchema = runSchema.extend({
  tasks: z.array(z.object({ task_key: z.string(), state })).default([]),
  repair_history: z
    .array(z.object({ type: z.string(), id: idText.optional(), start_time: z.int().optional() }))
    .default([]),
});

const pipelineSchema = z.object({
  pipeline_id: z.string(),
  name: z.string().default(''),
  state: z.string(),
  spec: z.object({ continuous: z.boolean().default(false) }).optional(),
  latest_updates: z
    .array(z.object({ update_id: z.string(), state: z.string(), creation_time: z.string() }))
    .default([]),
});

export async function lookAtJob({ get }: Looking, { jobId }: LookOf<'job'>): Promise<Row> {
  const { job_id, settings } = shaped(jobSchema, await get('/api/2.2/jobs/get', { job_id: jobId }));
  return {
    job_id,
    job_name: settings.name,
    runs_max: settings.max_concurrent_runs,
    is_queued: settings.queue?.enabled ?? false,
  };
}

/** Those that are active may have begun long ago. */
export async function lookAtJobRuns(
  looking: Looking,
  { jobId, fromMs }: LookOf<'job_runs'>,
): Promise<{ readonly rows: readonly Row[]; readonly isCut: boolean }> {
  const [recent, active] = await Promise.all([
    runsOf(looking, { job_id: jobId, start_time_from: String(fromMs) }),
    runsOf(looking, { job_id: jobId, active_only: 'true' }),
  ]);
  const byId = new Map([...active.runs, ...recent.runs].map((run) => [run.run_id, run]));
  const runs = [...byId.values()].toSorted((one, other) => other.start_time - one.start_time);
  return {
    rows: runs.map((run) => runRow(run, looking.nowMs)),
    isCut: recent.isCut || active.isCut,
  };
}

async function runsOf(
  { get }: Looking,
  query: { readonly [name: string]: string },
): Promise<{ readonly runs: readonly Run[]; readonly isCut: boolean }> {
  const runs: Run[] = [];
  let page: { readonly page_token?: string } = {};
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const asked = { ...query, limit: String(RUNS_PER_PAGE), ...page };
    const answer = shaped(runsSchema, await get('/api/2.2/jobs/runs/list', asked));
    runs.push(...answer.runs);
    const { next_page_token: token = '' } = answer;
    if (token === '') return { runs, isCut: false };
    page = { page_token: token };
  }
  return { runs, isCut: true };
}

function runRow(run: Run, nowMs: number): Row {
  const endMs = run.end_time > 0 ? run.end_time : nowMs;
  return {
    run_id: run.run_id,
    state: run.state.life_cycle_state,
    result: run.state.result_state ?? null,
    started_at: instant(run.start_time),
    minutes: Math.round((endMs - run.start_time) / 6_000) / 10,
    creator: run.creator_user_name ?? null,
  };
}

export async function lookAtRun({ get }: Looking, { runId }: LookOf<'run'>): Promise<Row> {
  const query = { run_id: runId, include_history: 'true' };
  const run = shaped(wholeRunSchema, await get('/api/2.2/jobs/runs/get', query));
  const failed = run.tasks.filter(
    ({ state: { result_state: result } }) => result !== undefined && !WELL.has(result),
  );
  const repairs = run.repair_history.filter(({ type }) => type === 'REPAIR');
  const latest = repairs.at(-1);
  return {
    run_id: run.run_id,
    job_id: run.job_id,
    job_name: run.run_name,
    state: run.state.life_cycle_state,
    result: run.state.result_state ?? null,
    started_at: instant(run.start_time),
    tasks: run.tasks.length,
    failed: failed.length,
    failed_tasks: named(failed.map(({ task_key: key }) => key)),
    repairs: repairs.length,
    latest_repair_id: latest?.id ?? null,
    latest_repair_at: instant(latest?.start_time),
  };
}

const WELL: ReadonlySet<string> = new Set(['SUCCESS', 'SUCCESS_WITH_FAILURES', 'EXCLUDED']);

function named(keys: readonly string[]): string {
  const more = keys.length - TASKS_NAMED_MAX;
  return [...keys.slice(0, TASKS_NAMED_MAX), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** What an update is in while it is not over: https://docs.databricks.com/api/workspace/pipelines/getupdate */
const ACTIVE: ReadonlySet<string> = new Set([
  'QUEUED',
  'CREATED',
  'WAITING_FOR_RESOURCES',
  'INITIALIZING',
  'RESETTING',
  'SETTING_UP_TABLES',
  'RUNNING',
  'STOPPING',
]);

export async function lookAtPipeline({ get }: Looking, { pipelineId }: LookOf<'pipeline'>): Promise<Row> {
  const path = `/api/2.0/pipelines/${encodeURIComponent(pipelineId)}`;
  const pipeline = shaped(pipelineSchema, await get(path));
  const [newest] = pipeline.latest_updates;
  return {
    pipeline_id: pipeline.pipeline_id,
    pipeline_name: pipeline.name,
    state: pipeline.state,
    is_continuous: pipeline.spec?.continuous ?? false,
    active_update: pipeline.latest_updates.find((update) => ACTIVE.has(update.state))?.update_id ?? null,
    newest_update: newest?.update_id ?? null,
    newest_state: newest?.state ?? null,
    newest_at: newest?.creation_time ?? null,
  };
}
