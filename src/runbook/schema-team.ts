/** Who and what the runbook is about: severities, areas, contacts, groups and named targets. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { duration, type Frozen, kebabId, label, title, words } from './schema-fields.ts';
import { paceFields } from './schema-pace.ts';
import { pagerSchema } from './schema-pager.ts';

export const SEVERITY_IDS = ['P0', 'P1', 'P2', 'P3'] as const;

export type SeverityId = (typeof SEVERITY_IDS)[number];

const phrase = z.string().trim().min(2).max(LIMITS.labelCharacters);
const phrases = z.array(phrase).max(LIMITS.listItems);
const ids = z.array(kebabId).max(LIMITS.listItems);

export const severitySchema = z
  .strictObject({
    name: label,
    meaning: words,
    respond_within: duration(60_000, LIMITS.respondWithinMaxMs),
    examples: z.array(words).max(LIMITS.listItems).default([]),
    ...paceFields,
  })
  .transform(({ respond_within, ...rest }) => ({ ...rest, respondWithinMs: respond_within }));

export const areaSchema = z.strictObject({
  title,
  keywords: phrases.min(1).describe('Words of a title that point to this area.'),
  symptoms: z.array(words).min(1).max(LIMITS.listItems),
  checks: ids.default([]),
  actions: ids.default([]),
  links: z
    .array(kebabId)
    .max(LIMITS.linksOnCard)
    .default([])
    .describe('Where else to look: links listed under targets.'),
  escalation: ids.default([]).describe('Contacts, in the order in which they are told.'),
  causes: z
    .array(
      z.strictObject({
        cause: title,
        look: words.optional().describe('How to tell that this is it.'),
        fix: words,
        checks: ids.default([]),
        actions: ids.default([]),
        alert: ids.default([]).describe('Contacts whom a report that points here offers to alert.'),
        links: z.array(kebabId).max(LIMITS.linksOnCard).default([]),
      }),
    )
    .max(LIMITS.listItems)
    .default([]),
});

export const contactSchema = z
  .strictObject({
    title,
    slack_group: kebabId.optional().describe('The handle of a user group, without @.'),
    slack_user: z
      .string()
      .regex(/^[UW][A-Z0-9]{6,}$/, "a Slack member id, such as U024BE7LH (the profile's menu copies it)")
      .optional(),
    slack_channel: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'a channel by its name, without #')
      .optional()
      .describe('Where they are asked.'),
    email: z.email().optional(),
    phone: z.string().trim().min(3).max(40).optional(),
    ticket: z.string().trim().min(3).max(200).optional().describe('Address of the ticket form.'),
    page: pagerSchema.optional(),
  })
  .refine(({ page, email }) => page?.kind !== 'smtp' || email !== undefined, {
    path: ['page'],
    message: 'is paged by mail, so it needs an email',
  });

export const groupSchema = z.strictObject({
  title,
  slack_id: z
    .string()
    .regex(/^S[A-Z0-9]{6,}$/, "is a user group's id, such as S024BE7LH (at the end of the group's address)")
    .optional()
    .describe('What the handle has to mean; absent: what it meant when it was first asked for.'),
  break_glass: z
    .boolean()
    .default(false)
    .describe(
      'Its people may run alone, with a reason, what only takes away; another approver signs afterwards.',
    ),
});

/** The strict grammar of a three-part name; quoting is added on top of it, never instead of it. */
export const TABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){2}$/;

export const tableName = z
  .string()
  .regex(TABLE_NAME, 'a table is named by catalog.schema.table, each of letters, digits and underscores');

export const maskName = z
  .string()
  .regex(TABLE_NAME, 'a mask is named by catalog.schema.function, each of letters, digits and underscores');

export const maskSchema = z.strictObject({ label: label.describe('What is still to be seen under it.') });

export const tableSchema = z.strictObject({
  label,
  keywords: phrases.default([]).describe('Words of a title that point to this table.'),
  time_column: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a column is letters, digits and underscores')
    .max(LIMITS.identifierPartCharacters)
    .optional()
    .describe('The column that says when a row came into being.'),
  writers: z
    .array(label)
    .max(LIMITS.listItems)
    .default([])
    .describe('Who is expected to write to it, as the history names them; none: anybody.'),
  operations: z
    .array(label)
    .max(LIMITS.listItems)
    .default([])
    .describe('How it is expected to be written, as the history names it; none: in any way.'),
  large: z
    .literal(true)
    .optional()
    .describe('An action over several tables begins with those that are large.'),
  fresh_hours: z.number().positive().max(100_000).optional().describe('The newest row should be younger.'),
});

export const jobSchema = z.strictObject({
  label,
  job_id: z.int().min(1).max(Number.MAX_SAFE_INTEGER).describe('The number in the address of the job.'),
});

export const pipelineSchema = z.strictObject({
  label,
  pipeline_id: z.uuid({ error: 'is the id in the address of the pipeline' }),
});

/** As the account has it; what stands for everybody or for the administrators is refused by the linter. */
export const accountGroupName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/,
    'a group is named by letters, digits, spaces, dots, dashes and underscores',
  );

export const accountGroupSchema = z.strictObject({
  label,
  owner: kebabId.describe(
    'The contact who decides who belongs into it, where it cannot be changed from here.',
  ),
});

export type Severity = Frozen<z.output<typeof severitySchema>> & { readonly id: SeverityId };
export type Area = Frozen<z.output<typeof areaSchema>> & { readonly id: string };
export type Contact = Frozen<z.output<typeof contactSchema>> & { readonly id: string };
export type Group = Frozen<z.output<typeof groupSchema>> & { readonly id: string };
export type Table = Frozen<z.output<typeof tableSchema>> & { readonly name: string };
export type Mask = Frozen<z.output<typeof maskSchema>> & { readonly name: string };
export type Job = Frozen<z.output<typeof jobSchema>> & { readonly id: string };
export type Pipeline = Frozen<z.output<typeof pipelineSchema>> & { readonly id: string };
