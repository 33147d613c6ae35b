/** Calls of the workspace's API that an action may make: each names its parameters, and nothing else of what is sent. */
import { z } from 'zod';
import { type Frozen, memberName } from './schema-fields.ts';

const parameter = (what: string) => memberName.describe(`The parameter that says which: ${what}.`);

const JOB = parameter('a choice of jobs that are listed under targets');
const CLUSTER = parameter('an id of a cluster');
const MODEL = parameter('a choice of models that are listed under targets');
const ALIAS = parameter('a choice of aliases');

const kinds = [
  /** Who is in a group of the account: what SQL cannot say. */
  z.strictObject({
    operation: z.literal('group_membership'),
    change: z.enum(['add', 'remove']),
    group: memberName.describe(
      'The parameter that says which: a choice of groups that are listed under targets.',
    ),
    member: memberName.describe('The parameter that says whom.'),
  }),
  z.strictObject({ operation: z.literal('run_job'), job: JOB }),
  z.strictObject({
    operation: z.literal('register_model_version'),
    job: JOB.describe('The job that registers: it is given `model_name` and `run_id` as job parameters.'),
    model: MODEL,
    run: parameter('an id of a training run'),
  }),
  z.strictObject({ operation: z.literal('repair_run'), run: parameter('an id of a run of a job') }),
  z.strictObject({
    operation: z.literal('start_pipeline'),
    pipeline: parameter('a choice of pipelines that are listed under targets'),
  }),
  z.strictObject({
    operation: z.literal('set_auto_termination'),
    cluster: CLUSTER,
    minutes: parameter('a whole number; 0 is never'),
  }),
  z.strictObject({
    operation: z.literal('resize_cluster'),
    cluster: CLUSTER,
    workers: parameter('a whole number; of a cluster that scales by itself, the most'),
  }),
  z.strictObject({ operation: z.literal('terminate_cluster'), cluster: CLUSTER }),
  z.strictObject({ operation: z.literal('start_cluster'), cluster: CLUSTER }),
  z.strictObject({
    operation: z.literal('set_model_alias'),
    model: MODEL,
    alias: ALIAS,
    version: parameter('a whole number'),
  }),
  z.strictObject({ operation: z.literal('delete_model_alias'), model: MODEL, alias: ALIAS }),
] as const;

export const callSchema = z.discriminatedUnion('operation', kinds);

export type WrittenCall = z.output<typeof callSchema>;

export type Operation = WrittenCall['operation'];

/** What may be looked at by REST, with the columns of its rows. Ids are text, and so are times (RFC 3339, UTC). */
export const LOOKS = {
  membership:
    'One row: group, group_id, is_external, owner, owner_reach, members, member, member_id, is_member.',
  job: 'One row: job_id, job_name, runs_max, is_queued.',
  job_runs:
    'Newest first, all that are active and those since the day before it was asked for: run_id, state, result, started_at, minutes, creator, is_ours.',
  run: 'One row: run_id, job (its name under targets, or null), job_name, state, result, started_at, tasks, failed, failed_tasks, repairs, latest_repair_id, latest_repair_at.',
  pipeline:
    'One row: pipeline_id, pipeline_name, state, is_continuous, active_update, newest_update, newest_state, newest_at.',
  cluster:
    'One row: cluster_id, cluster_name, creator, source, state, node_type, autotermination_minutes, num_workers, min_workers, max_workers, idle_minutes, started_at, ended_by, is_ended_by_us, end_reason, active_runs.',
  model_version:
    'One row: model, version, status (null: there is none), run_id, metrics (JSON), alias, alias_version (null: not set), alias_metrics (JSON).',
  training_run:
    'One row: run_id, run_name, status (null: there is none), metrics (JSON), registered_as (null: not yet), newest_version.',
} as const;

export type LookName = keyof typeof LOOKS;

export const lookSchema = z.enum(Object.keys(LOOKS) as [LookName, ...LookName[]]).describe(
  Object.entries(LOOKS)
    .map(([name, columns]) => `${name}: ${columns}`)
    .join('\n'),
);

/** By group, filled in by the loader: whom to ask, and how to reach them. */
export type Owners = { readonly [group: string]: { readonly title: string; readonly reach: string | null } };

/** By section and name under targets, filled in by the loader: what the workspace knows it by. */
export type Ids = {
  readonly [section in 'jobs' | 'pipelines' | 'models']?: { readonly [name: string]: string };
};

export type Call = Frozen<WrittenCall> & { readonly owners: Owners; readonly ids: Ids };

/** Of people and services: their addresses are shown. */
export const LOOKED_PRINCIPALS = ['member', 'owner_reach', 'creator', 'ended_by'] as const;
