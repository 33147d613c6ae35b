/** https://docs.databricks.com/api/workspace/jobs/listruns, …/getrun, …/getrunoutput */
import type { RestCall, RestContext } from './call.ts';
import { pageOf, wholeNumber } from './page.ts';
import { invalidParameter } from './refusal.ts';
import type { Result, Run, Task } from './workspace.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 25;

/** From the most recently started to the least. */
export function listRuns({ workspace: { runs }, world }: RestContext, { query }: RestCall): object {
  const jobId = query.has('job_id') ? idIn(query, 'job_id') : null;
  const fromMs = query.has('start_time_from') ? idIn(query, 'start_time_from') : 0;
  const limit = wholeNumber(query, 'limit', LIMIT_DEFAULT, LIMIT_MAX);
  const nowMs = world.now();
  const [active, completed] = ['active_only', 'completed_only'].map((name) => query.get(name) === 'true');
  if (active === true && completed === true)
    throw invalidParameter('active_only and completed_only cannot both be true.');
  const isExpanded = query.get('expand_tasks') === 'true';
  const tasksIn = (run: Run): object => (isExpanded ? { tasks: shownTasks(run, nowMs) } : {});
  const wanted = runs
    .filter((run) => (active !== true || run.endMs > nowMs) && (completed !== true || run.endMs <= nowMs))
    .filter((run) => (jobId === null || run.jobId === jobId) && run.startMs >= fromMs)
    .toSorted((a, b) => b.startMs - a.startMs);
  const { items, nextToken } = pageOf(wanted, limit, query.get('page_token'));
  // As Databricks does: neither an empty list nor an absent token is written.
  return {
    ...(items.length === 0 ? {} : { runs: items.map((run) => ({ ...shown(run, nowMs), ...tasksIn(run) })) }),
    has_more: nextToken !== null,
    ...(nextToken === null ? {} : { next_page_token: nextToken }),
  };
}

export function getRun({ workspace: { runs }, world }: RestContext, { query }: RestCall): object {
  const run = runs.find(({ runId }) => runId === idIn(query, 'run_id'));
  if (run === undefined) throw noSuchRun(query);
  const nowMs = world.now();
  const history = query.get('include_history') === 'true' ? { repair_history: shownRepairs(run, nowMs) } : {};
  return { ...shown(run, nowMs), tasks: shownTasks(run, nowMs), ...history };
}

export function getOutput({ workspace: { runs }, world }: RestContext, { query }: RestCall): object {
  const runId = idIn(query, 'run_id');
  if (runs.some((run) => run.runId === runId)) {
    throw invalidParameter(
      'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
    );
  }
  for (const run of runs) {
    const task = [...run.tasks, ...(run.pastTasks ?? [])].find((candidate) => candidate.runId === runId);
    if (task === undefined) continue;
    const { error } = task;
    const nowMs = world.now();
    const metadata = { ...shownTask(task, nowMs), job_id: run.jobId, creator_user_name: run.creator };
    if (task.endMs > nowMs) return { metadata };
    return {
      metadata,
      ...(error === null
        ? { notebook_output: { result: 'OK', truncated: false } }
        : { error: error.message, error_trace: error.trace }),
    };
  }
  throw noSuchRun(query);
}

function shown(run: Run, nowMs: number): object {
  return {
    job_id: run.jobId,
    run_id: run.runId,
    creator_user_name: run.creator,
    run_name: run.jobName,
    run_type: 'JOB_RUN',
    format: 'MULTI_TASK',
    trigger: run.trigger ?? 'PERIODIC',
    start_time: run.startMs,
    ...endOf(run, nowMs),
    ...stateOf(run, run.stateMessage, nowMs),
  };
}

/** 0 while it runs. */
function endOf({ startMs, endMs }: Span, nowMs: number): object {
  const isOver = endMs <= nowMs;
  return { end_time: isOver ? endMs : 0, run_duration: (isOver ? endMs : nowMs) - startMs };
}

function shownTasks({ tasks, clusterId }: Run, nowMs: number): readonly object[] {
  const on =
    clusterId === undefined
      ? {}
      : { existing_cluster_id: clusterId, cluster_instance: { cluster_id: clusterId } };
  return tasks.map((task) => ({ ...shownTask(task, nowMs), ...on }));
}

function shownTask(task: Task, nowMs: number): object {
  return {
    run_id: task.runId,
    task_key: task.key,
    attempt_number: task.attempt ?? 0,
    start_time: task.startMs,
    end_time: task.endMs <= nowMs ? task.endMs : 0,
    ...stateOf(task, task.error === null ? '' : 'Workload failed, see run output for details', nowMs),
  };
}

function shownRepairs(run: Run, nowMs: number): readonly object[] {
  const repairs = run.repairs ?? [];
  const original = { type: 'ORIGINAL', start_time: run.startMs, end_time: repairs[0]?.startMs ?? run.endMs };
  return [
    original,
    ...repairs.map(({ id, startMs, taskRunIds }, index) => ({
      type: 'REPAIR',
      id,
      start_time: startMs,
      end_time: repairs[index + 1]?.startMs ?? (run.endMs <= nowMs ? run.endMs : 0),
      task_run_ids: taskRunIds,
    })),
  ];
}

type Span = { readonly startMs: number; readonly endMs: number };

const TERMINATIONS = {
  SUCCESS: { code: 'SUCCESS', type: 'SUCCESS' },
  FAILED: { code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR' },
  CANCELED: { code: 'USER_CANCELED', type: 'CLIENT_ERROR' },
  SKIPPED: { code: 'MAX_CONCURRENT_RUNS_EXCEEDED', type: 'CLIENT_ERROR' },
} as const satisfies Record<Result, object>;

/** `state` is the older form of `status`; both are answered. */
function stateOf(ran: Span & { readonly result: Result }, message: string, nowMs: number): object {
  if (ran.startMs > nowMs) return { state: { life_cycle_state: 'BLOCKED' }, status: { state: 'BLOCKED' } };
  if (ran.endMs > nowMs) {
    return {
      state: { life_cycle_state: 'RUNNING', state_message: 'In run' },
      status: { state: 'RUNNING' },
    };
  }
  const { result } = ran;
  const isSkipped = result === 'SKIPPED';
  return {
    state: {
      life_cycle_state: isSkipped ? 'SKIPPED' : 'TERMINATED',
      result_state: isSkipped ? 'MAXIMUM_CONCURRENT_RUNS_REACHED' : result,
      state_message: message,
    },
    status: {
      state: 'TERMINATED',
      termination_details: { ...TERMINATIONS[result], message: result === 'SUCCESS' ? '' : message },
    },
  };
}

function idIn(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  if (text === null || !/^\d{1,16}$/.test(text))
    throw invalidParameter(`Invalid value for '${name}': ${text}.`);
  return Number(text);
}

function noSuchRun(query: URLSearchParams): Error {
  return invalidParameter(`Run ${query.get('run_id')} does not exist.`);
}
