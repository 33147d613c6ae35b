/** https://docs.databricks.com/api/workspace/jobs/listruns, …/getrun, …/getrunoutput */
import type { RestCall, RestContext } from './call.ts';
import { pageOf, wholeNumber } from './page.ts';
import { invalidParameter } from './refusal.ts';
import type { Result, Run, Task } from './workspace.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 25;

/** From the most recently started to the least. */
export function listRuns({ workspace: { runs } }: RestContext, { query }: RestCall): object {
  const jobId = query.has('job_id') ? idIn(query, 'job_id') : null;
  const fromMs = query.has('start_time_from') ? idIn(query, 'start_time_from') : 0;
  const limit = wholeNumber(query, 'limit', LIMIT_DEFAULT, LIMIT_MAX);
  const wanted = runs
    .filter((run) => (jobId === null || run.jobId === jobId) && run.startMs >= fromMs)
    .toSorted((a, b) => b.startMs - a.startMs);
  const { items, nextToken } = pageOf(wanted, limit, query.get('page_token'));
  // As Databricks does: neither an empty list nor an absent token is written.
  return {
    ...(items.length === 0 ? {} : { runs: items.map((run) => shown(run)) }),
    has_more: nextToken !== null,
    ...(nextToken === null ? {} : { next_page_token: nextToken }),
  };
}

export function getRun({ workspace: { runs } }: RestContext, { query }: RestCall): object {
  const run = runs.find(({ runId }) => runId === idIn(query, 'run_id'));
  if (run === undefined) throw noSuchRun(query);
  return { ...shown(run), tasks: run.tasks.map(shownTask) };
}

export function getOutput({ workspace: { runs } }: RestContext, { query }: RestCall): object {
  const runId = idIn(query, 'run_id');
  if (runs.some((run) => run.runId === runId)) {
    throw invalidParameter(
      'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
    );
  }
  for (const run of runs) {
    const task = run.tasks.find((candidate) => candidate.runId === runId);
    if (task === undefined) continue;
    const { error } = task;
    return {
      metadata: { ...shownTask(task), job_id: run.jobId, creator_user_name: run.creator },
      ...(error === null
        ? { notebook_output: { result: 'OK', truncated: false } }
        : { error: error.message, error_trace: error.trace }),
    };
  }
  throw noSuchRun(query);
}

function shown(run: Run): object {
  return {
    job_id: run.jobId,
    run_id: run.runId,
    creator_user_name: run.creator,
    run_name: run.jobName,
    run_type: 'JOB_RUN',
    format: 'MULTI_TASK',
    trigger: 'PERIODIC',
    start_time: run.startMs,
    end_time: run.endMs,
    run_duration: run.endMs - run.startMs,
    ...stateOf(run.result, run.stateMessage),
  };
}

function shownTask(task: Task): object {
  return {
    run_id: task.runId,
    task_key: task.key,
    attempt_number: 0,
    start_time: task.startMs,
    end_time: task.endMs,
    ...stateOf(task.result, task.error === null ? '' : 'Workload failed, see run output for details'),
  };
}

/** `state` is the older form of `status`; both are answered. */
function stateOf(result: Result, message: string): object {
  const isGood = result === 'SUCCESS';
  const details = isGood
    ? { code: 'SUCCESS', type: 'SUCCESS', message: '' }
    : { code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR', message };
  return {
    state: { life_cycle_state: 'TERMINATED', result_state: result, state_message: message },
    status: { state: 'TERMINATED', termination_details: details },
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
