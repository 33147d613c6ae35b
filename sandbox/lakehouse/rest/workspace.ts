import type { LoggedQuery } from '../query-log.ts';
import type { Cluster } from './cluster.ts';
import type { Group } from './group.ts';
import type { Model, TrainingRun } from './model.ts';

/** The part of a workspace that is not SQL, as Databricks' REST API shows it. Times are milliseconds since 1970. */
export type Task = {
  readonly runId: number;
  readonly key: string;
  readonly result: Result;
  readonly startMs: number;
  readonly endMs: number;
  readonly error: { readonly message: string; readonly trace: string } | null;
  readonly attempt?: number;
};

/** `SKIPPED`: the job had as many runs as it may. */
export type Result = 'SUCCESS' | 'FAILED' | 'CANCELED' | 'SKIPPED';

/** Until `endMs` it runs, and its `result` is what will become of it; the same for its tasks. */
export type Run = {
  readonly jobId: number;
  readonly jobName: string;
  readonly runId: number;
  readonly creator: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly result: Result;
  readonly stateMessage: string;
  readonly tasks: readonly Task[];
  /** Where its tasks run, if not on a cluster of its own. */
  readonly clusterId?: string;
  readonly trigger?: 'PERIODIC' | 'ONE_TIME';
  readonly repairs?: readonly Repair[];
  /** Attempts that a repair has replaced. */
  readonly pastTasks?: readonly Task[];
};

export type Repair = {
  readonly id: number;
  readonly startMs: number;
  readonly taskRunIds: readonly number[];
};

export type PipelineEvent = {
  readonly atMs: number;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly type: string;
  readonly message: string;
  readonly exception: { readonly className: string; readonly message: string } | null;
};

/** Active until `endMs`, and then what `state` says; without `endMs` it is over. */
export type PipelineUpdate = {
  readonly id: string;
  readonly state: string;
  readonly atMs: number;
  readonly endMs?: number;
};

export type Pipeline = {
  readonly id: string;
  readonly name: string;
  /** While no update is active. */
  readonly state: 'IDLE' | 'RUNNING' | 'FAILED';
  /** The latest first. */
  readonly updates: readonly PipelineUpdate[];
  readonly events: readonly PipelineEvent[];
};

/** What a job does when it is run from here, and what becomes of a repair of one of its runs. */
export type Job = {
  readonly jobId: number;
  readonly name: string;
  readonly creator: string;
  readonly taskKeys: readonly string[];
  readonly durationMs: number;
  readonly result: 'SUCCESS' | 'FAILED';
  readonly maxConcurrentRuns: number;
  /** A cluster that others use too, on which its tasks run. */
  readonly clusterId?: string;
};

export type Workspace = {
  readonly runs: readonly Run[];
  readonly pipelines: readonly Pipeline[];
  readonly jobs?: readonly Job[];
  readonly clusters?: readonly Cluster[];
  readonly models?: readonly Model[];
  readonly experiments?: readonly TrainingRun[];
  readonly groups?: readonly Group[];
  readonly queries?: readonly LoggedQuery[];
  /** Who has CAN MONITOR on the warehouse, and so sees everybody's queries. */
  readonly monitors?: readonly string[];
};

/** What the calls change. Runs that were started here carry what becomes of them, and when. */
export type WorkspaceState = {
  readonly runs: Run[];
  readonly pipelines: Pipeline[];
  readonly jobs: readonly Job[];
  readonly clusters: Cluster[];
  readonly models: Model[];
  readonly experiments: readonly TrainingRun[];
  readonly groups: readonly Group[];
  readonly queries: readonly LoggedQuery[];
  readonly monitors: readonly string[];
  /** By idempotency token, for good. */
  readonly runsByToken: Map<string, number>;
};

export function openWorkspace(seed: Workspace): WorkspaceState {
  return {
    runs: [...seed.runs],
    pipelines: [...seed.pipelines],
    jobs: seed.jobs ?? [],
    clusters: [...(seed.clusters ?? [])],
    models: [...(seed.models ?? [])],
    experiments: seed.experiments ?? [],
    groups: seed.groups ?? [],
    queries: seed.queries ?? [],
    monitors: seed.monitors ?? [],
    runsByToken: new Map(),
  };
}
