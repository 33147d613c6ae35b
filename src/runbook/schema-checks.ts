/** Checks look and never change anything. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import {
  columnList,
  columnRules,
  duration,
  expression,
  type Frozen,
  kebabId,
  memberName,
  rowsMax,
  sentence,
  statement,
  title,
  words,
} from './schema-fields.ts';
import { type Parameters, parametersSchema } from './schema-parameters.ts';
import { readingsSchema } from './schema-readings.ts';
import type { Budget } from './schema-targets.ts';

export const suggestionSchema = z.strictObject({
  action: kebabId,
  with: z.record(memberName, sentence).default({}),
});

/** A check to run next, with values from the result where it needs them. */
const nextCheckSchema = z.strictObject({
  check: kebabId,
  with: z.record(memberName, sentence).default({}),
});

const common = {
  title,
  parameters: parametersSchema.default({}),
  timeout: duration(LIMITS.checkTimeoutMinMs, LIMITS.checkTimeoutMaxMs),
  rows: rowsMax,
  columns: columnList.describe(
    'What a report shows and keeps, in this order; the verdict sees every column of the result.',
  ),
  ...columnRules,
  when_empty: z
    .enum(['pass', 'could_not_see'])
    .default('could_not_see')
    .describe('Whether a result without rows can be an answer: `pass` asks the conditions about it.'),
  may_be_null: z
    .array(z.string())
    .max(LIMITS.listItems)
    .default([])
    .describe(
      'Columns in which an empty cell is an answer. Elsewhere it means that the check could not see.',
    ),
  budget: kebabId
    .optional()
    .describe('A budget listed under targets: conditions and sentences see it as `budget.amount`.'),
  links: z
    .array(kebabId)
    .max(LIMITS.linksOnCard)
    .default([])
    .describe('Links listed under targets: where a person looks further.'),
  facts: z
    .record(memberName, expression)
    .default({})
    .describe('Values worked out from the result, in this order; conditions and sentences see them.'),
  verdict: z.strictObject({
    fail: expression,
    warn: expression.optional(),
    say: z.strictObject({
      pass: sentence,
      warn: sentence.optional(),
      fail: sentence,
      could_not_see: words
        .optional()
        .describe('What to do when the platform refuses, where that has a reason of its own.'),
    }),
  }),
  next: z
    .array(sentence)
    .max(LIMITS.sentencesOnCard)
    .default([])
    .describe('What to do when it warns or fails.'),
  suggests: z
    .array(z.union([suggestionSchema, nextCheckSchema]))
    .max(LIMITS.listItems)
    .default([])
    .describe('Actions and checks that a report of a warning or failure offers, filled in from the result.'),
};

const since = duration(60_000, LIMITS.sinceMaxMs).describe('How far back it looks from now.');

type Common = {
  readonly timeout: number;
  readonly rows: number;
  readonly may_be_null: string[];
  readonly when_empty: 'pass' | 'could_not_see';
};

function withUnits<Written extends Common>({ timeout, rows, may_be_null, when_empty, ...rest }: Written) {
  return { ...rest, timeoutMs: timeout, rowsMax: rows, mayBeNull: may_be_null, whenEmpty: when_empty };
}

const sqlCheck = z.strictObject({ ...common, kind: z.literal('sql'), statement }).transform(withUnits);

const explainCheck = z
  .strictObject({
    ...common,
    kind: z.literal('explain'),
    query: kebabId.describe('A query listed under targets: its plan is read, and it is not run.'),
  })
  .transform(withUnits);

const jobsCheck = z
  .strictObject({
    ...common,
    kind: z.literal('jobs'),
    read: z
      .enum(['runs', 'rates', 'failed_tasks'])
      .describe(
        '`rates`: how many runs of each job failed. `failed_tasks`: what the failed tasks of the last failed run of each job said.',
      ),
    jobs: z.array(kebabId).min(1).max(LIMITS.targetsPerCheck).describe('Jobs listed under targets.'),
    since,
  })
  .transform(({ since: sinceMs, ...rest }) => ({ ...withUnits(rest), sinceMs }));

const pipelinesCheck = z
  .strictObject({
    ...common,
    kind: z.literal('pipelines'),
    read: z.literal('events').describe('The state of each pipeline, then its warnings and errors.'),
    pipelines: z
      .array(kebabId)
      .min(1)
      .max(LIMITS.targetsPerCheck)
      .describe('Pipelines listed under targets.'),
    since,
  })
  .transform(({ since: sinceMs, ...rest }) => ({ ...withUnits(rest), sinceMs }));

const clustersCheck = z
  .strictObject({
    ...common,
    kind: z.literal('clusters'),
    read: z.literal('running').describe('Those that have not ended, and so cost something.'),
  })
  .transform(withUnits);

const queriesCheck = z
  .strictObject({
    ...common,
    kind: z.literal('queries'),
    read: z.literal('slow').describe('Queries of the warehouse by text and user, the slowest first.'),
    slower_than: duration(1_000, LIMITS.checkTimeoutMaxMs).describe('Only those that took at least so long.'),
    since,
  })
  .transform(({ since: sinceMs, slower_than: slowerThanMs, ...rest }) => ({
    ...withUnits(rest),
    sinceMs,
    slowerThanMs,
  }));

const mlflowCheck = z
  .strictObject({
    ...common,
    kind: z.literal('mlflow'),
    read: z
      .enum(['versions', 'metrics', 'features'])
      .describe(
        '`metrics`: of the run of the version that answers, beside those of the version that it is compared with. `features`: its signature against the columns of its table.',
      ),
    model: kebabId.describe('A model listed under targets.'),
  })
  .transform(withUnits);

const healthCheck = z
  .strictObject({
    ...common,
    kind: z.literal('http'),
    read: z.literal('health'),
    endpoints: z
      .array(kebabId)
      .min(1)
      .max(LIMITS.targetsPerCheck)
      .describe('Endpoints listed under targets.'),
  })
  .transform(withUnits);

const metricsCheck = z
  .strictObject({
    ...common,
    kind: z.literal('http'),
    read: z.literal('metrics'),
    endpoint: kebabId.describe('An endpoint listed under targets.'),
    apart: duration(LIMITS.apartMinMs, LIMITS.apartMaxMs).describe(
      'Counters only ever add up, so it looks twice, so far apart, and what counts is what happened in between.',
    ),
    readings: readingsSchema,
  })
  .transform(({ apart: apartMs, ...rest }) => ({ ...withUnits(rest), apartMs }));

/** One more kind of check is one more member here and one file under src/check. */
export const checkSchema = z.discriminatedUnion('kind', [
  sqlCheck,
  explainCheck,
  jobsCheck,
  pipelinesCheck,
  clustersCheck,
  queriesCheck,
  mlflowCheck,
  z.discriminatedUnion('read', [healthCheck, metricsCheck]),
]);

export type WrittenCheck = z.output<typeof checkSchema>;

/** Of each member of the union by itself. */
type WithoutNames<Written> = Written extends unknown ? Frozen<Omit<Written, 'parameters' | 'budget'>> : never;

/** As loaded: what it names of the runbook that conditions look at is in it. */
export type Check = WithoutNames<WrittenCheck> & {
  readonly id: string;
  readonly parameters: Parameters;
  readonly budget?: Budget;
};
