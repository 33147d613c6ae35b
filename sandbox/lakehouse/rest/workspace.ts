/** The part of a workspace that is not SQL, as Databricks' REST API shows it. Times are milliseconds since 1970. */
export type Task = {
  readonly runId: number;
  readonly key: string;
  readonly result: Result;
  readonly startMs: number;
  readonly endMs: number;
  readonly error: { readonly message: string; readonly trace: string } | null;
};

export type Result = 'SUCCESS' | 'FAILED';

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
};

export type PipelineEvent = {
  readonly atMs: number;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly type: string;
  readonly message: string;
  readonly exception: { readonly className: string; readonly message: string } | null;
};

export type Pipeline = {
  readonly id: string;
  readonly name: string;
  readonly state: 'IDLE' | 'RUNNING' | 'FAILED';
  readonly updates: readonly { readonly id: string; readonly state: string; readonly atMs: number }[];
  readonly events: readonly PipelineEvent[];
};

export type Workspace = { readonly runs: readonly Run[]; readonly pipelines: readonly Pipeline[] };
