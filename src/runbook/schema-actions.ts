/** Actions change something, after a second person has said yes to exactly that. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { type Call, callSchema, LOOKED_PRINCIPALS, type LookName, lookSchema } from './schema-calls.ts';
import { suggestionSchema } from './schema-checks.ts';
import {
  columnRules,
  duration,
  expression,
  type Frozen,
  kebabId,
  label,
  memberName,
  rowsMax,
  sentence,
  statement,
  title,
} from './schema-fields.ts';
import { type Parameters, parametersSchema } from './schema-parameters.ts';

const mayFail = z
  .boolean()
  .default(false)
  .describe(
    'The facts and refusals look at its outcome themselves; otherwise a failed read ends the request.',
  );

type Looked = {
  readonly statement: string;
  /** In place of a statement: what is read by REST. */
  readonly rest?: LookName | undefined;
  readonly rowsMax: number;
  readonly mayFail: boolean;
  readonly principal?: string[] | undefined;
  readonly personal?: string[] | undefined;
};

const readSchema = z
  .union([
    z.strictObject({ statement, rows: rowsMax, ...columnRules, may_fail: mayFail }),
    z.strictObject({
      rest: lookSchema,
      may_fail: mayFail,
    }),
  ])
  .transform((read): Looked => {
    const { may_fail, ...rest } = read;
    if ('rest' in rest) {
      const principal = [...LOOKED_PRINCIPALS];
      return { ...rest, statement: '', rowsMax: LIMITS.rows, principal, mayFail: may_fail };
    }
    const { rows, ...others } = rest;
    return { ...others, rowsMax: rows, mayFail: may_fail };
  });

const reads = z.record(memberName, readSchema);
const facts = z.record(memberName, expression).default({});

const evidenceSchema = z.strictObject({
  reads,
  facts: facts.describe('Each may use the reads, the parameters and the facts above it.'),
  unchanged: z
    .array(memberName)
    .min(1)
    .max(LIMITS.facts)
    .describe('Facts that are measured again at the start; a different value voids the approval.'),
  refuse: z
    .array(z.strictObject({ when: expression, say: sentence }))
    .max(LIMITS.listItems)
    .default([]),
  show: z
    .array(
      z.union([
        z.strictObject({ label, value: sentence }),
        z.strictObject({ each: sentence.describe('A line for each table, with its name before it.') }),
      ]),
    )
    .min(1)
    .max(10),
});

const warningSchema = z
  .union([sentence, z.strictObject({ when: expression, say: sentence })])
  .transform((warning) => (typeof warning === 'string' ? { say: warning } : warning));

const undoSchema = suggestionSchema.extend({ say: sentence });

const verifySchema = z.strictObject({
  reads,
  facts,
  pass: expression,
  say: z.strictObject({ pass: sentence, fail: sentence }),
});

/**
 * What it gives is named by what takes it back: two requests give the same where that statement is the same, and one that is
 * to end is not ended while another one still gives it.
 */
const givesSchema = z.strictObject({
  each: memberName
    .optional()
    .describe('A parameter that lists privileges: each of them is taken back by a statement of its own.'),
  taken_by: statement.describe('The REVOKE that takes it back, of the same parameters.'),
});

const forSchema = z.strictObject({
  duration: memberName.describe(
    'The parameter of type duration that says how long; the clock starts at success.',
  ),
  verify: verifySchema.describe(
    'Whether it is gone, looked at until it is; with `each`, that parameter is the one privilege in question. Before, it must not be there.',
  ),
});

const common = {
  title,
  risk: z.enum(['change', 'destructive']),
  containment: z.boolean().default(false).describe('It only takes something away from somebody.'),
  approvers: z.strictObject({
    groups: z.array(kebabId).min(1).max(5).describe('Handles of user groups, in order of preference.'),
    people: z.int().min(1).max(5).default(1),
    in_order: z
      .boolean()
      .default(false)
      .describe('Each of the groups has to say yes, the first one first; `people` are of each.'),
  }),
  parameters: parametersSchema.default({}),
  timeout: duration(LIMITS.actionTimeoutMinMs, LIMITS.actionTimeoutMaxMs),
  evidence: evidenceSchema,
  warnings: z.array(warningSchema).max(LIMITS.sentencesOnCard).default([]),
  verify: verifySchema,
  reconcile: z.strictObject({
    reads,
    facts,
    applied: expression.describe('Of a list: of its statement number `statement`, 1 for the first.'),
    say: z.strictObject({ applied: sentence, not_seen: sentence }),
  }),
  undo: undoSchema
    .extend({
      otherwise: undoSchema
        .optional()
        .describe('Another way back, for when a value of the first one is null: it was not so before.'),
    })
    .optional(),
};

export const actionSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('sql'),
      ...common,
      statements: z
        .array(statement)
        .min(1)
        .max(LIMITS.statementsPerAction)
        .describe('In order: each is sent when the one before it has succeeded. `timeout` is of each.'),
      gives: givesSchema.optional(),
      takes: givesSchema
        .optional()
        .describe(
          'It takes away what others give, named as they name it: `boxed` says what of it is there for a while only, to the undo too.',
        ),
      for: forSchema
        .optional()
        .describe('It is given for a while: at the end the bot takes it back by itself, as `gives` says.'),
      for_each: memberName
        .optional()
        .describe(
          'A parameter of type `tables`: statements and reads with {each} are made for every one of them, and such reads have a column `each`.',
        ),
    }),
    z.strictObject({ kind: z.literal('rest'), ...common, call: callSchema }),
  ])
  .transform(({ timeout, ...rest }) => ({
    ...rest,
    statements: 'statements' in rest ? rest.statements : [],
    gives: 'gives' in rest ? rest.gives : undefined,
    takes: 'takes' in rest ? rest.takes : undefined,
    for: 'for' in rest ? rest.for : undefined,
    for_each: 'for_each' in rest ? rest.for_each : undefined,
    call: 'call' in rest ? ({ ...rest.call, owners: {}, ids: {} } satisfies Call as Call) : undefined,
    timeoutMs: timeout,
  }));

export type WrittenAction = z.output<typeof actionSchema>;

export type Action = Frozen<Omit<WrittenAction, 'parameters'>> & {
  readonly id: string;
  readonly parameters: Parameters;
};

export type Read = Action['evidence']['reads'][string];
