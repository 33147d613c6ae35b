/** What checks see of Databricks beside SQL: jobs, pipelines, clusters, queries and models, as rows like those of a query. It only reads. */
import type { ReadResult } from './warehouse.ts';

export type NamedJob = { readonly name: string; readonly jobId: number };

export type NamedPipeline = { readonly name: string; readonly pipelineId: string };

export type RestRead =
  /** job, run_id, state, result, started_at, minutes, message: newest first. `result` is null while it runs. */
  | { readonly what: 'job_runs'; readonly jobs: readonly NamedJob[]; readonly sinceMs: number }
  /** job, runs (those that have ended), failed, failed_percent (null where none has ended): a row for each job. */
  | { readonly what: 'job_rates'; readonly jobs: readonly NamedJob[]; readonly sinceMs: number }
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
    }
  /**
   * cluster, cluster_id, state, source, creator, workers, hours, idle_hours, ends_after_min (0: never): those that
   * have not ended, the longest idle first. `idle_hours` is null of one that is not running or does not say.
   */
  | { readonly what: 'clusters' }
  /**
   * user, runs, slowest_s, total_s, failed, last_at, query, table (the first that it names, or null), statement_id: by user and text,
   * the slowest first. `refused`
   * where the history shows only one user's, which is what somebody sees who may not see the others'.
   */
  | { readonly what: 'slow_queries'; readonly sinceMs: number; readonly slowerThanMs: number }
  /**
   * version, aliases (in one text, '' for none), stage, status, created_at, note, registry: the newest first, those of the
   * old registry after the others, and of these only the ones whose stage is set.
   */
  | { readonly what: 'model_versions'; readonly model: NamedModel }
  /** metric, value, version, compared, compared_version, ended_at: null where the other version has none. */
  | { readonly what: 'model_metrics'; readonly model: NamedModel }
  /** feature, in_model, in_table: its type, null where it is not there. What the model lacks comes last. */
  | { readonly what: 'model_features'; readonly model: NamedModel };

/** `serving` and `comparedWith` are aliases. */
export type NamedModel = {
  readonly name: string;
  readonly serving: string;
  readonly comparedWith: string;
  readonly oldName: string | null;
  readonly table: string;
  /** Columns of the table that are no features. */
  readonly noFeatures: readonly string[];
};

export type Rest = {
  /** `sinceMs` of a read is how far back it looks from now. `refused` has Databricks' `error_code` as its class. */
  readonly read: (
    wish: RestRead,
    limits: { readonly timeoutMs: number; readonly rowsMax: number },
  ) => Promise<ReadResult>;
};
