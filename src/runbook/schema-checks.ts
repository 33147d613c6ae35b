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

const sqlCheck = z
  .strictObject({ ...common, kind: z.literal('sql'), statement })
  .transform(({ timeout, rows, may_be_null, when_empty, ...rest }) => ({
    ...rest,
    timeoutMs: timeout,
    rowsMax: rows,
    mayBeNull: may_be_null,
    whenEmpty: when_empty,
  }));

const jobsCheck = z
  .strictObject({
    ...common,
    kind: z.literal('jobs'),
    read: z
      .enum(['runs', 'failed_tasks'])
      .describe('`failed_tasks`: what the failed tasks of the last failed run of each job said.'),
    jobs: z.array(kebabId).min(1).max(LIMITS.targetsPerCheck).describe('Jobs listed under targets.'),
    since,
  })
  .transform(({ timeout, rows, may_be_null, when_empty, since, ...rest }) => ({
    ...rest,
    timeoutMs: timeout,
    rowsMax: rows,
    mayBeNull: may_be_null,
    whenEmpty: when_empty,
    sinceMs: since,
  }));

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
  .transform(({ timeout, rows, may_be_null, when_empty, since, ...rest }) => ({
    ...rest,
    timeoutMs: timeout,
    rowsMax: rows,
    mayBeNull: may_be_null,
    whenEmpty: when_empty,
    sinceMs: since,
  }));

/** One more kind of check is one more member here and one file under src/check. */
export const checkSchema = z.discriminatedUnion('kind', [sqlCheck, jobsCheck, pipelinesCheck]);

export type WrittenCheck = z.output<typeof checkSchema>;

/** Of each member of the union by itself. */
type WithoutParameters<Written> = Written extends unknown ? Frozen<Omit<Written, 'parameters'>> : never;

export type Check = WithoutParameters<WrittenCheck> & {
  readonly id: string;
  readonly parameters: Parameters;
};
