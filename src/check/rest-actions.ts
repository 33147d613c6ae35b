/** What actions see and change of Databricks beside SQL, under the principal that may change things. */
import type { ReadResult, SendResult } from './warehouse.ts';

/** What its rows hold is said in src/runbook/schema-calls.ts, where runbooks refer to it. */
export type Look =
  /** `group_id` is null where there is no such group, `member_id` where there is no such user. */
  | { readonly what: 'membership'; readonly group: string; readonly member: string }
  | { readonly what: 'job'; readonly jobId: string }
  /** `fromMs`: since when, in ms since 1970. */
  | { readonly what: 'job_runs'; readonly jobId: string; readonly fromMs: number }
  | { readonly what: 'run'; readonly runId: string }
  | { readonly what: 'pipeline'; readonly pipelineId: string }
  | { readonly what: 'cluster'; readonly clusterId: string }
  /** `version` null: only what the alias points to. */
  | {
      readonly what: 'model_version';
      readonly model: string;
      readonly alias: string;
      readonly version: number | null;
    }
  | { readonly what: 'training_run'; readonly runId: string; readonly model: string };

export type RestActions = {
  readonly look: (look: Look, timeoutMs: number) => Promise<ReadResult>;
  /**
   * Makes one call, once, and never again, on a connection of its own. `text` is the method and the path, then on the next
   * line the body, as they are sent. `guard` as for a statement: asked when the connection stands, before its first byte.
   */
  readonly send: (
    text: string,
    limits: { readonly timeoutMs: number; readonly guard: () => Promise<boolean> },
  ) => Promise<SendResult>;
};
