/** https://docs.databricks.com/api/workspace/clusters/get */
export type ClusterState =
  | 'PENDING'
  | 'RUNNING'
  | 'RESTARTING'
  | 'RESIZING'
  | 'TERMINATING'
  | 'TERMINATED'
  | 'ERROR';

export type ClusterEvent = {
  readonly atMs: number;
  readonly type: string;
  readonly details: { readonly [name: string]: unknown };
};

/** `settings` are what edit and update may change, by their documented names. */
export type Cluster = {
  readonly id: string;
  readonly creator: string;
  readonly source: 'UI' | 'API' | 'JOB';
  readonly settings: ClusterSettings;
  readonly state: ClusterState;
  /** What it becomes of itself, and when: a restart and an end take their time. */
  readonly next: { readonly state: ClusterState; readonly atMs: number } | null;
  readonly startMs: number;
  readonly lastActivityMs: number;
  readonly events: readonly ClusterEvent[];
};

export type ClusterSettings = {
  readonly cluster_name: string;
  readonly spark_version: string;
  readonly node_type_id: string;
  readonly num_workers?: number;
  readonly autoscale?: { readonly min_workers: number; readonly max_workers: number };
  /** 0 is never. */
  readonly autotermination_minutes: number;
};
