/** What is worked out from two looks at a service's Prometheus metrics: each reading is one row of the check's result. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { type Frozen, label, memberName } from './schema-fields.ts';

const metric = z
  .string()
  .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'a metric is letters, digits, underscores and colons')
  .max(LIMITS.metricCharacters);

const labels = z
  .record(
    z.string().regex(/^[a-zA-Z_]\w*$/, 'a label is letters, digits and underscores'),
    z.string().max(LIMITS.metricCharacters),
  )
  .describe('Labels and their values; a * at the end of a value stands for whatever follows.');

const common = {
  label: label.describe('What it is called in the report.'),
  unit: z.string().trim().min(1).max(12),
  times: z
    .number()
    .positive()
    .max(1e9)
    .default(1)
    .describe('The value is multiplied by this: 100 for percent.'),
  metric,
  where: labels.default({}),
};

const readingSchema = z.discriminatedUnion('take', [
  z.strictObject({
    take: z.literal('value'),
    ...common,
    of: metric.optional().describe('The value is divided by that of this metric.'),
  }),
  z.strictObject({ take: z.literal('rate'), ...common }),
  z.strictObject({
    take: z.literal('share'),
    ...common,
    part: labels.describe('Which of what was counted in between is the part; all of it is the whole.'),
  }),
  z.strictObject({ take: z.literal('average'), ...common }),
  z.strictObject({ take: z.literal('quantile'), ...common, quantile: z.number().gt(0).lt(1) }),
]);

export const readingsSchema = z
  .record(memberName, readingSchema)
  .refine((all) => Object.keys(all).length >= 1 && Object.keys(all).length <= LIMITS.readings, {
    message: `has to have 1 to ${LIMITS.readings} readings`,
  });

export type Reading = Frozen<z.output<typeof readingSchema>>;
export type Readings = { readonly [id: string]: Reading };
