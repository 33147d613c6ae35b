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
    .array(z.strictObject({ label, value: sentence }))
    .min(1)
    .max(10),
});

const warningSchema = z
  .union([sentence, z.strictObject({ when: expression, say: sentence })])
  .transform((warning) => (typeof warning === 'string' ? { say: warning } : warning));

const undoSchema = suggestionSchema.extend({ say: sentence });

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
  verify: z.strictObject({
    reads,
    facts,
    pass: expression,
    say: z.strictObject({ pass: sentence, fail: sentence }),
  }),
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
    }),
    z.strictObject({ kind: z.literal('rest'), ...common, call: callSchema }),
  ])
  .transform(({ timeout, ...rest }) => ({
    ...rest,
    statements: 'statements' in rest ? rest.statements : [],
    call: 'call' in rest ? ({ ...rest.call, owners: {}, ids: {} } satisfies Call as Call) : undefined,
    timeoutMs: timeout,
  }));

export type WrittenAction = z.output<typeof actionSchema>;

export type Action = Frozen<Omit<WrittenAction, 'parameters'>> & {
  readonly id: string;
  readonly parameters: Parameters;
};

export type Read = Action['evidence']['reads'][string];
