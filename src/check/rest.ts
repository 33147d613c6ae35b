/** What checks see of Databricks beside SQL: jobs and pipelines, as rows like those of a query. It only reads. */
import type { ReadResult } from './warehouse.ts';

export type NamedJob = { readonly name: string; readonly jobId: number };

export type NamedPipeline = { readonly name: string; readonly pipelineId: string };

export type RestRead =
  /** job, run_id, state, result, started_at, minutes, message: newest first. `result` is null while it runs. */
  | { readonly what: 'job_runs'; readonly jobs: readonly NamedJob[]; readonly sinceMs: number }
  /** job, run_id, task, result, ended_at, error: the tasks that failed in the last run of each job that failed. */
  | { readonly what: 'failed_tasks'; readonly jobs: readonly NamedJob[]; readonly sinceMs: number }
  /**
   * pipeline, at, level, type, message, error. The first row of a pipeline is its state (level STATE, the state as
   * message, how its last update ended as error); its warnings and errors since then follow, newest first.
   */
  | {
      readonly what: 'pipeline_events';
      readonly pipelines: readonly NamedPipeline[];
      readonly sinceMs: number;
    };

export type Rest = {
  /** `sinceMs` of a read is how far back it looks from now. `refused` has Databricks' `error_code` as its class. */
  readonly read: (
    wish: RestRead,
    limits: { readonly timeoutMs: number; readonly rowsMax: number },
  ) => Promise<ReadResult>;
};
