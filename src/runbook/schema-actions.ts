/** Actions change something, after a second person has said yes to exactly that. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
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
  readonly rest?: 'membership' | undefined;
  readonly rowsMax: number;
  readonly mayFail: boolean;
  readonly principal?: string[] | undefined;
  readonly personal?: string[] | undefined;
};

const readSchema = z
  .union([
    z.strictObject({ statement, rows: rowsMax, ...columnRules, may_fail: mayFail }),
    z.strictObject({
      rest: z
        .literal('membership')
        .describe(
          'One row: group, group_id, is_external, owner, owner_reach, members, member, member_id, is_member.',
        ),
      may_fail: mayFail,
    }),
  ])
  .transform((read): Looked => {
    const { may_fail, ...rest } = read;
    // Whom the request names, and who looks after the group, are the only people in it.
    if ('rest' in rest)
      return { ...rest, statement: '', rowsMax: 1, principal: ['member', 'owner_reach'], mayFail: may_fail };
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

/** Who is in a group of the account: what SQL cannot say. */
const callSchema = z.strictObject({
  operation: z.literal('group_membership'),
  change: z.enum(['add', 'remove']),
  group: memberName.describe(
    'The parameter that says which: a choice of groups that are listed under targets.',
  ),
  member: memberName.describe('The parameter that says whom.'),
});

/** By group, filled in by the loader: whom to ask, and how to reach them. */
type Owners = { readonly [group: string]: { readonly title: string; readonly reach: string | null } };

const NO_OWNERS: Owners = {};

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
    for_each: 'for_each' in rest ? rest.for_each : undefined,
    call: 'call' in rest ? { ...rest.call, owners: NO_OWNERS } : undefined,
    timeoutMs: timeout,
  }));

export type WrittenAction = z.output<typeof actionSchema>;

export type Action = Frozen<Omit<WrittenAction, 'parameters'>> & {
  readonly id: string;
  readonly parameters: Parameters;
};

export type Read = Action['evidence']['reads'][string];
