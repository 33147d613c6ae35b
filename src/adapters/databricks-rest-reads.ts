/** From Databricks' jobs, pipelines and the rest to rows. Every answer is parsed; what has not its shape was not seen. */
import type { z } from 'zod';
import type { NamedJob, NamedPipeline, RestRead } from '../check/rest.ts';
import type { Row } from '../check/warehouse.ts';
import { clusters } from './databricks-rest-clusters.ts';
import { modelFeatures } from './databricks-rest-features.ts';
import { modelMetrics, modelVersions } from './databricks-rest-models.ts';
import { slowQueries } from './databricks-rest-queries.ts';
import { instant, type Part, parsed, type Reading, type Rows } from './databricks-rest-reading.ts';
import {
  eventsSchema,
  outputSchema,
  pipelineSchema,
  type Run,
  runSchema,
  runsSchema,
  type Task,
} from './databricks-rest-schemas.ts';

/** The most that the API gives at once. */
const RUNS_PER_PAGE = 25;
const EVENTS_PER_PAGE = 250;

const JOB_COLUMNS = ['job', 'run_id', 'state', 'result', 'started_at', 'minutes', 'message'];
const RATE_COLUMNS = ['job', 'runs', 'failed', 'failed_percent'];
const TASK_COLUMNS = ['job', 'run_id', 'task', 'result', 'ended_at', 'error'];
const EVENT_COLUMNS = ['pipeline', 'at', 'level', 'type', 'message', 'error'];

/** Throws RestFailure, or what `get` throws. */
export async function readRows(wish: RestRead, reading: Reading): Promise<Rows> {
  switch (wish.what) {
    case 'job_runs':
      return together(
        JOB_COLUMNS,
        await Promise.all(wish.jobs.map((job) => jobRuns(reading, job, wish.sinceMs))),
      );
    case 'job_rates':
      return together(
        RATE_COLUMNS,
        await Promise.all(wish.jobs.map((job) => jobRate(reading, job, wish.sinceMs))),
      );
    case 'failed_tasks':
      return together(
        TASK_COLUMNS,
        await Promise.all(wish.jobs.map((job) => failedTasks(reading, job, wish.sinceMs))),
      );
    case 'pipeline_events':
      return together(
        EVENT_COLUMNS,
        await Promise.all(wish.pipelines.map((pipeline) => pipelineEvents(reading, pipeline, wish.sinceMs))),
      );
    case 'clusters':
      return clusters(reading);
    case 'slow_queries':
      return slowQueries(reading, wish);
    case 'model_versions':
      return modelVersions(reading, wish.model);
    case 'model_metrics':
      return modelMetrics(reading, wish.model);
    case 'model_features':
      return modelFeatures(reading, wish.model);
  }
}

function together(columns: readonly string[], parts: readonly Part[]): Rows {
  const rows = parts.flatMap((part) => part.rows);
  if (columns === JOB_COLUMNS)
    rows.sort((a, b) => String(b['started_at']).localeCompare(String(a['started_at'])));
  return { columns, rows, isCut: parts.some(({ isCut }) => isCut) };
}

async function jobRuns(reading: Reading, job: NamedJob, sinceMs: number): Promise<Part> {
  const { runs, isCut } = await runsOf(reading, job, sinceMs);
  return { rows: runs.map((run) => runRow(reading, job, run)), isCut };
}

/** A run that somebody called off, or that was left out, has not failed. */
async function jobRate(reading: Reading, job: NamedJob, sinceMs: number): Promise<Part> {
  const { runs, isCut } = await runsOf(reading, job, sinceMs);
  const ended = runs.filter(({ state }) => state.result_state !== undefined);
  const failed = ended.filter(
    ({ state }) => isFailure(state.result_state) && !NOT_RUN.has(state.result_state),
  );
  const percent = ended.length === 0 ? null : Math.round((failed.length / ended.length) * 1_000) / 10;
  const row = { job: job.name, runs: ended.length, failed: failed.length, failed_percent: percent };
  return { rows: [row], isCut };
}

const NOT_RUN: ReadonlySet<string | undefined> = new Set(['CANCELED', 'SKIPPED', 'EXCLUDED', 'DISABLED']);

function runRow({ nowMs }: Reading, job: NamedJob, run: Run): Row {
  const endMs = run.end_time > 0 ? run.end_time : nowMs;
  return {
    job: job.name,
    run_id: run.run_id,
    state: run.state.life_cycle_state,
    result: run.state.result_state ?? null,
    started_at: instant(run.start_time),
    minutes: Math.round((endMs - run.start_time) / 6_000) / 10,
    message: run.state.state_message,
  };
}

/** A job's run is refused by get-output: its tasks have an output each. */
async function failedTasks(reading: Reading, job: NamedJob, sinceMs: number): Promise<Part> {
  const { runs, isCut } = await runsOf(reading, job, sinceMs);
  const failed = runs.find(({ state }) => isFailure(state.result_state));
  if (failed === undefined) return { rows: [], isCut };
  const { tasks } = parsed(
    runSchema,
    await reading.get('/api/2.2/jobs/runs/get', { run_id: String(failed.run_id) }),
  );
  const ended = tasks.filter(({ state }) => isFailure(state.result_state));
  const shown = ended.slice(0, reading.rowsMax);
  const rows = await Promise.all(shown.map((task) => taskRow(reading, job, failed, task)));
  return { rows, isCut: isCut || shown.length < ended.length };
}

async function taskRow(reading: Reading, job: NamedJob, run: Run, task: Task): Promise<Row> {
  const path = '/api/2.2/jobs/runs/get-output';
  const output = parsed(outputSchema, await reading.get(path, { run_id: String(task.run_id) }));
  return {
    job: job.name,
    run_id: run.run_id,
    task: task.task_key,
    result: task.state.result_state ?? null,
    ended_at: task.end_time > 0 ? instant(task.end_time) : null,
    error: output.error ?? task.state.state_message,
  };
}

async function runsOf(
  { get, nowMs, pagesMax }: Reading,
  job: NamedJob,
  sinceMs: number,
): Promise<{ readonly runs: readonly Run[]; readonly isCut: boolean }> {
  const first = {
    job_id: String(job.jobId),
    limit: String(RUNS_PER_PAGE),
    start_time_from: String(nowMs - sinceMs),
  };
  const runs: Run[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = token === undefined ? first : { ...first, page_token: token };
    const answer = parsed(runsSchema, await get('/api/2.2/jobs/runs/list', query));
    runs.push(...answer.runs);
    token = answer.next_page_token;
    if (token === undefined || token === '') return { runs, isCut: false };
  }
  return { runs, isCut: true };
}

async function pipelineEvents(reading: Reading, pipeline: NamedPipeline, sinceMs: number): Promise<Part> {
  const path = `/api/2.0/pipelines/${encodeURIComponent(pipeline.pipelineId)}`;
  const [state, { events, isCut }] = await Promise.all([
    reading.get(path, {}).then((answer) => parsed(pipelineSchema, answer)),
    eventsOf(reading, `${path}/events`, reading.nowMs - sinceMs),
  ]);
  const [latest] = state.latest_updates;
  const stateRow: Row = {
    pipeline: pipeline.name,
    at: latest?.creation_time ?? null,
    level: 'STATE',
    type: 'pipeline',
    message: state.state,
    error: latest === undefined ? '' : `last update ${latest.state}`,
  };
  const rows = events.map(
    ({ timestamp, level, event_type, message, error }): Row => ({
      pipeline: pipeline.name,
      at: timestamp,
      level,
      type: event_type,
      message,
      error: error?.exceptions[0]?.message ?? '',
    }),
  );
  return { rows: [stateRow, ...rows], isCut };
}

/** Newest first, and until they are too old; a page token stands alone but for the size of the page. */
async function eventsOf({ get, pagesMax }: Reading, path: string, fromMs: number) {
  const events: z.output<typeof eventsSchema>['events'][number][] = [];
  const size = { max_results: String(EVENTS_PER_PAGE) };
  let query: { readonly [name: string]: string } = { ...size, filter: "level in ('WARN', 'ERROR')" };
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = parsed(eventsSchema, await get(path, query));
    const fresh = answer.events.filter(({ timestamp }) => Date.parse(timestamp) >= fromMs);
    events.push(...fresh);
    const token = answer.next_page_token;
    if (token === undefined || token === '' || fresh.length < answer.events.length)
      return { events, isCut: false };
    query = { ...size, page_token: token };
  }
  return { events, isCut: true };
}

/** Ended, and not well: cancelled and timed out as well. */
function isFailure(result: string | undefined): boolean {
  return result !== undefined && result !== 'SUCCESS' && result !== 'SUCCESS_WITH_FAILURES';
}
