/** The parts of Databricks' answers that are looked at: https://docs.databricks.com/api/workspace/jobs, …/pipelines */
import { z } from 'zod';

/** An id beyond 2^53 arrives as its digits. */
const id = z.union([z.int(), z.string().regex(/^\d{1,19}$/)]);

const state = z.object({
  life_cycle_state: z.string(),
  /** Absent while it runs. */
  result_state: z.string().optional(),
  state_message: z.string().default(''),
});

const started = { state, start_time: z.int(), end_time: z.int().default(0) };

const run = z.object({ run_id: id, ...started });

const task = z.object({ run_id: id, task_key: z.string(), ...started });

export type Run = z.output<typeof run>;
export type Task = z.output<typeof task>;

/** A list that is empty is not there at all. */
export const runsSchema = z.object({
  runs: z.array(run).default([]),
  has_more: z.boolean().optional(),
  next_page_token: z.string().optional(),
});

export const runSchema = z.object({ tasks: z.array(task).default([]) });

export const outputSchema = z.object({ error: z.string().optional() });

export const pipelineSchema = z.object({
  state: z.string(),
  latest_updates: z.array(z.object({ state: z.string(), creation_time: z.string() })).default([]),
});

export const eventsSchema = z.object({
  events: z
    .array(
      z.object({
        timestamp: z.string().refine((text) => !Number.isNaN(Date.parse(text)), { error: 'is not a time' }),
        level: z.string(),
        event_type: z.string(),
        message: z.string().default(''),
        error: z
          .object({ exceptions: z.array(z.object({ message: z.string().default('') })).default([]) })
          .optional(),
      }),
    )
    .default([]),
  next_page_token: z.string().optional(),
});
