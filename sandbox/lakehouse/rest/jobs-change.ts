/** https://docs.databricks.com/api/workspace/jobs/runnow, …/repairrun, …/cancelrun */
import { z } from 'zod';
import { bodyAs, idNumber } from './body.ts';
import { assertMayChange, type RestCall, type RestContext } from './call.ts';
import { invalidParameter, invalidState } from './refusal.ts';
import type { Job, Run, Task } from './workspace.ts';

const TOKEN_CHARACTERS_MAX = 64;
const FIRST_ID = 900_000_000;

const RunNow = z.object({
  job_id: idNumber,
  idempotency_token: z.string().optional(),
  job_parameters: z.record(z.string(), z.string()).optional(),
});

/** The same token answers the same run, for good. Over the job's limit the run is there, and skipped. */
export function runNow(context: RestContext, call: RestCall): object {
  const { job_id, idempotency_token: token } = bodyAs(call.body, RunNow);
  const job = findJob(context, job_id);
  assertMayChange(call, 'Manage Run', `job with ID: ${job_id}`);
  if (token !== undefined && token.length > TOKEN_CHARACTERS_MAX)
    throw invalidParameter(`The idempotency token must have at most ${TOKEN_CHARACTERS_MAX} characters.`);
  const { runs, runsByToken } = context.workspace;
  const known = token === undefined ? undefined : runsByToken.get(token);
  if (known !== undefined) return { run_id: known, number_in_job: known };
  const nowMs = context.world.now();
  const active = runs.filter((run) => run.jobId === job_id && run.endMs > nowMs).length;
  const runId = nextId(context);
  runs.push(
    active < job.maxConcurrentRuns ? started(job, runId, call, nowMs) : skipped(job, runId, call, nowMs),
  );
  if (token !== undefined) runsByToken.set(token, runId);
  return { run_id: runId, number_in_job: runId };
}

/** Its tasks one after the other; where the job is one that fails, the last of them does. */
function started(job: Job, runId: number, { caller }: RestCall, nowMs: number): Run {
  return {
    jobId: job.jobId,
    jobName: job.name,
    runId,
    creator: caller.principal,
    startMs: nowMs,
    endMs: nowMs + job.durationMs,
    result: job.result,
    stateMessage: job.result === 'SUCCESS' ? '' : 'Workload failed, see run output for details.',
    tasks: tasksOf(job, job.taskKeys, runId, nowMs, 0),
    ...(job.clusterId === undefined ? {} : { clusterId: job.clusterId }),
    trigger: 'ONE_TIME',
  };
}

function skipped(job: Job, runId: number, { caller }: RestCall, nowMs: number): Run {
  return {
    jobId: job.jobId,
    jobName: job.name,
    runId,
    creator: caller.principal,
    startMs: nowMs,
    endMs: nowMs,
    result: 'SKIPPED',
    stateMessage: `Skipping this run because the limit of ${job.maxConcurrentRuns} maximum concurrent runs has been reached.`,
    tasks: [],
    trigger: 'ONE_TIME',
  };
}

function tasksOf(
  job: Job,
  keys: readonly string[],
  firstId: number,
  startMs: number,
  attempt: number,
): readonly Task[] {
  const eachMs = job.durationMs / keys.length;
  return keys.map((key, index) => {
    const fails = job.result === 'FAILED' && index === keys.length - 1;
    const message = `${key} failed.`;
    return {
      runId: firstId + 1 + index,
      key,
      result: fails ? 'FAILED' : 'SUCCESS',
      startMs: startMs + index * eachMs,
      endMs: startMs + (index + 1) * eachMs,
      error: fails ? { message, trace: message } : null,
      attempt,
    };
  });
}

const Repair = z.object({
  run_id: idNumber,
  latest_repair_id: idNumber.optional(),
  rerun_tasks: z.array(z.string()).optional(),
  rerun_all_failed_tasks: z.boolean().optional(),
  rerun_dependent_tasks: z.boolean().optional(),
});

/** Tasks run again as part of the same run. From the second repair on, the one before it has to be named. */
export function repairRun(context: RestContext, call: RestCall): object {
  const asked = bodyAs(call.body, Repair);
  const run = findRun(context, asked.run_id);
  const job = findJob(context, run.jobId);
  assertMayChange(call, 'Manage Run', `job with ID: ${run.jobId}`);
  const nowMs = context.world.now();
  if (run.endMs > nowMs) throw invalidState(`Run ${run.runId} is in progress and cannot be repaired.`);
  const repairs = run.repairs ?? [];
  const latest = repairs.at(-1);
  if (latest !== undefined && asked.latest_repair_id === undefined)
    throw invalidParameter('The latest repair ID needs to be provided in order to create a new repair');
  if (asked.latest_repair_id !== undefined && asked.latest_repair_id !== latest?.id)
    throw invalidParameter(
      `The provided repair ID ${asked.latest_repair_id} is not the latest repair ID of run ${run.runId}.`,
    );
  const keys = keysToRepair(run, asked);
  const id = nextId(context);
  const again = tasksOf(job, keys, id, nowMs, repairs.length + 1);
  replace(context, {
    ...run,
    endMs: nowMs + job.durationMs,
    result: job.result,
    stateMessage: '',
    tasks: run.tasks.map((task) => again.find(({ key }) => key === task.key) ?? task),
    pastTasks: [...(run.pastTasks ?? []), ...run.tasks.filter(({ key }) => keys.includes(key))],
    repairs: [...repairs, { id, startMs: nowMs, taskRunIds: again.map((task) => task.runId) }],
  });
  return { repair_id: id };
}

function keysToRepair(run: Run, asked: z.infer<typeof Repair>): readonly string[] {
  const named = asked.rerun_tasks ?? [];
  if (named.length > 0 === (asked.rerun_all_failed_tasks === true))
    throw invalidParameter('Exactly one of rerun_tasks and rerun_all_failed_tasks must be set.');
  const stranger = named.find((key) => !run.tasks.some((task) => task.key === key));
  if (stranger !== undefined) throw invalidParameter(`Task ${stranger} is not a task of run ${run.runId}.`);
  const keys =
    named.length > 0 ? named : run.tasks.filter(({ result }) => result !== 'SUCCESS').map(({ key }) => key);
  if (keys.length === 0) throw invalidParameter(`Run ${run.runId} has no failed tasks to repair.`);
  if (asked.rerun_dependent_tasks !== true) return keys;
  const first = run.tasks.findIndex(({ key }) => keys.includes(key));
  return run.tasks.slice(first).map(({ key }) => key);
}

const ById = z.object({ run_id: idNumber });

/** Of a run that is over nothing changes. */
export function cancelRun(context: RestContext, call: RestCall): object {
  const { run_id } = bodyAs(call.body, ById);
  const run = findRun(context, run_id);
  assertMayChange(call, 'Manage Run', `job with ID: ${run.jobId}`);
  const nowMs = context.world.now();
  if (run.endMs <= nowMs) return {};
  const tasks = run.tasks.map((task) =>
    task.endMs <= nowMs ? task : { ...task, endMs: nowMs, result: 'CANCELED' as const, error: null },
  );
  replace(context, { ...run, endMs: nowMs, result: 'CANCELED', stateMessage: 'Run cancelled.', tasks });
  return {};
}

export function getJob(context: RestContext, { query }: RestCall): object {
  const job = findJob(context, Number(query.get('job_id') ?? Number.NaN));
  return {
    job_id: job.jobId,
    creator_user_name: job.creator,
    settings: {
      name: job.name,
      max_concurrent_runs: job.maxConcurrentRuns,
      tasks: job.taskKeys.map((key, index) => ({
        task_key: key,
        ...(index === 0 ? {} : { depends_on: [{ task_key: job.taskKeys[index - 1] }] }),
      })),
    },
  };
}

function findJob({ workspace }: RestContext, jobId: number): Job {
  const found = workspace.jobs.find((job) => job.jobId === jobId);
  if (found === undefined) throw invalidParameter(`Job ${jobId} does not exist.`);
  return found;
}

function findRun({ workspace }: RestContext, runId: number): Run {
  const found = workspace.runs.find((run) => run.runId === runId);
  if (found === undefined) throw invalidParameter(`Run ${runId} does not exist.`);
  return found;
}

function replace({ workspace }: RestContext, run: Run): void {
  workspace.runs.splice(
    workspace.runs.findIndex(({ runId }) => runId === run.runId),
    1,
    run,
  );
}

/** Room for the ids of its tasks behind it. */
function nextId({ workspace }: RestContext): number {
  const ids = workspace.runs.flatMap((run) => [run.runId, ...(run.repairs ?? []).map(({ id }) => id)]);
  return Math.max(FIRST_ID, ...ids) + 1_000;
}
