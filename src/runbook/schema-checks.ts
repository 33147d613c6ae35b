/** Checks look and never change anything. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import {
  duration,
  expression,
  type Frozen,
  kebabId,
  memberName,
  rowsMax,
  sentence,
  statement,
  title,
} from './schema-fields.ts';
import { type Parameters, parametersSchema } from './schema-parameters.ts';

export const suggestionSchema = z.strictObject({
  action: kebabId,
  with: z.record(memberName, sentence).default({}),
});

const sqlCheck = z
  .strictObject({
    title,
    kind: z.literal('sql'),
    parameters: parametersSchema.default({}),
    statement,
    timeout: duration(LIMITS.checkTimeoutMinMs, LIMITS.checkTimeoutMaxMs),
    rows: rowsMax,
    may_be_null: z
      .array(z.string())
      .max(LIMITS.listItems)
      .default([])
      .describe(
        'Columns in which an empty cell is an answer. Elsewhere it means that the check could not see.',
      ),
    verdict: z.strictObject({
      fail: expression,
      warn: expression.optional(),
      say: z.strictObject({ pass: sentence, warn: sentence.optional(), fail: sentence }),
    }),
    next: z
      .array(sentence)
      .max(LIMITS.sentencesOnCard)
      .default([])
      .describe('What to do when it warns or fails.'),
    suggests: z.array(suggestionSchema).max(LIMITS.listItems).default([]),
  })
  .transform(({ timeout, rows, may_be_null, ...rest }) => ({
    ...rest,
    timeoutMs: timeout,
    rowsMax: rows,
    mayBeNull: may_be_null,
  }));

/** One more kind of check is one more member here and one file under src/check. */
export const checkSchema = z.discriminatedUnion('kind', [sqlCheck]);

export type WrittenCheck = z.output<typeof checkSchema>;

export type Check = Frozen<Omit<WrittenCheck, 'parameters'>> & {
  readonly id: string;
  readonly parameters: Parameters;
};
