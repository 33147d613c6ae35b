/** The shape of one runbook file. The loader, the linter and the editor's schema all come from here. */
import { z } from 'zod';
import { actionSchema } from './schema-actions.ts';
import { checklistSchema } from './schema-checklists.ts';
import { checkSchema } from './schema-checks.ts';
import { kebabId } from './schema-fields.ts';
import { incidentsSchema } from './schema-incidents.ts';
import { procedureSchema } from './schema-procedures.ts';
import { budgetSchema, endpointSchema, linkSchema, modelSchema, querySchema } from './schema-targets.ts';
import {
  accountGroupName,
  accountGroupSchema,
  areaSchema,
  contactSchema,
  groupSchema,
  jobSchema,
  maskName,
  maskSchema,
  pipelineSchema,
  SEVERITY_IDS,
  severitySchema,
  tableName,
  tableSchema,
} from './schema-team.ts';

/**
 * What can be defined, where it stands in a file, and the shape of one definition. Several files may fill the same
 * section; one id belongs to one of them.
 */
export const SECTIONS = {
  severities: { path: ['severities'], one: 'severity', entry: severitySchema },
  areas: { path: ['areas'], one: 'area', entry: areaSchema },
  checks: { path: ['checks'], one: 'check', entry: checkSchema },
  actions: { path: ['actions'], one: 'action', entry: actionSchema },
  checklists: { path: ['checklists'], one: 'checklist', entry: checklistSchema },
  procedures: { path: ['procedures'], one: 'procedure', entry: procedureSchema },
  tables: { path: ['targets', 'tables'], one: 'table', entry: tableSchema },
  masks: { path: ['targets', 'masks'], one: 'mask', entry: maskSchema },
  jobs: { path: ['targets', 'jobs'], one: 'job', entry: jobSchema },
  pipelines: { path: ['targets', 'pipelines'], one: 'pipeline', entry: pipelineSchema },
  models: { path: ['targets', 'models'], one: 'model', entry: modelSchema },
  endpoints: { path: ['targets', 'endpoints'], one: 'endpoint', entry: endpointSchema },
  queries: { path: ['targets', 'queries'], one: 'query', entry: querySchema },
  budgets: { path: ['targets', 'budgets'], one: 'budget', entry: budgetSchema },
  links: { path: ['targets', 'links'], one: 'link', entry: linkSchema },
  accountGroups: { path: ['targets', 'groups'], one: 'account group', entry: accountGroupSchema },
  contacts: { path: ['contacts'], one: 'contact', entry: contactSchema },
  groups: { path: ['access', 'groups'], one: 'group', entry: groupSchema },
} as const;

export type SectionName = keyof typeof SECTIONS;

export const fileSchema = z.strictObject({
  severities: z.partialRecord(z.enum(SEVERITY_IDS), severitySchema).optional(),
  incidents: incidentsSchema.optional(),
  areas: z.record(kebabId, areaSchema).optional(),
  checks: z.record(kebabId, checkSchema).optional(),
  actions: z.record(kebabId, actionSchema).optional(),
  checklists: z.record(kebabId, checklistSchema).optional(),
  procedures: z.record(kebabId, procedureSchema).optional(),
  targets: z
    .strictObject({
      tables: z.record(tableName, tableSchema).optional(),
      masks: z.record(maskName, maskSchema).optional(),
      jobs: z.record(kebabId, jobSchema).optional(),
      pipelines: z.record(kebabId, pipelineSchema).optional(),
      models: z.record(kebabId, modelSchema).optional(),
      endpoints: z.record(kebabId, endpointSchema).optional(),
      queries: z.record(kebabId, querySchema).optional(),
      budgets: z.record(kebabId, budgetSchema).optional(),
      links: z.record(kebabId, linkSchema).optional(),
      groups: z.record(accountGroupName, accountGroupSchema).optional(),
    })
    .optional(),
  contacts: z.record(kebabId, contactSchema).optional(),
  access: z.strictObject({ groups: z.record(kebabId, groupSchema).optional() }).optional(),
});

/** For yaml-language-server, which knows draft 7 best. `io: input`: as written, before durations become numbers. */
export function editorSchema(): object {
  return { title: 'Runbook', ...z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-7' }) };
}
