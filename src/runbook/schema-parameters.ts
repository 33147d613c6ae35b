/** What a check or an action asks for. A parameter without a default must be given. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import {
  columnRules,
  type Frozen,
  label,
  memberName,
  rowsMax,
  sentence,
  statement,
  words,
} from './schema-fields.ts';
import type { Mask, Table } from './schema-team.ts';

const common = { label, hint: words.optional() };
const textDefault = { default: z.string().min(1).max(LIMITS.textParameterCharacters).optional() };
const wholeNumber = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Kept as text: a card shows what a person would type. */
const lasting = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, 'a duration is a number and a unit: 15m, 4h or 2d')
  .describe('A number and a unit: 15m, 4h or 2d.');

/** Read under the read-only principal when the form opens; each row becomes a line for the reader. */
const recentSchema = z
  .strictObject({
    statement,
    rows: z.int().min(1).max(LIMITS.recentRows),
    ...columnRules,
    say: sentence.describe('One line a row: {{ row.column }} and {{ now }}, the time as text.'),
  })
  .transform(({ rows, ...rest }) => ({ ...rest, rowsMax: rows }));

/** The table's history under the principal that would restore it: which version was it at that time? */
const atTimeSchema = z
  .strictObject({
    statement,
    rows: rowsMax.describe('Rows with `version` and `timestamp`, the newest first.'),
  })
  .transform(({ statement: text, rows }) => ({ statement: text, rowsMax: rows }));

/** Privileges of Unity Catalog that a runbook may offer; MANAGE and ownership are not among them, on purpose. */
export const PRIVILEGES = [
  'SELECT',
  'MODIFY',
  'USE CATALOG',
  'USE SCHEMA',
  'EXECUTE',
  'REFRESH',
  'READ VOLUME',
  'WRITE VOLUME',
  'BROWSE',
  'APPLY TAG',
  'CREATE SCHEMA',
  'CREATE TABLE',
  'CREATE MATERIALIZED VIEW',
  'CREATE VOLUME',
  'CREATE FUNCTION',
  'CREATE MODEL',
  'ALL PRIVILEGES',
] as const;

const kinds = [
  z.strictObject({
    type: z.literal('table'),
    ...common,
    ...textDefault,
    of: z.literal('targets').optional().describe('Only the tables listed under targets.'),
  }),
  /** Several, of which the action is over each: see `for_each`. */
  z.strictObject({
    type: z.literal('tables'),
    ...common,
    ...textDefault,
    of: z.literal('targets').optional().describe('Only the tables listed under targets.'),
    default_from: z
      .literal('large')
      .optional()
      .describe('The default is every table under targets that is `large`.'),
  }),
  z.strictObject({ type: z.literal('catalog'), ...common, ...textDefault }),
  z.strictObject({ type: z.literal('column'), ...common, ...textDefault }),
  /** For ZORDER BY: the clause as a whole is left away where no column is given. */
  z.strictObject({ type: z.literal('order_columns'), ...common }),
  z.strictObject({ type: z.literal('new_columns'), ...common }),
  z.strictObject({
    type: z.literal('function'),
    ...common,
    ...textDefault,
    of: z.literal('targets').optional().describe('Only the masks listed under targets.'),
  }),
  z.strictObject({ type: z.literal('principal'), ...common }),
  z.strictObject({ type: z.literal('privilege'), ...common, of: z.array(z.enum(PRIVILEGES)).min(1) }),
  z.strictObject({
    type: z.literal('version'),
    ...common,
    default: wholeNumber.optional(),
    recent: recentSchema.optional().describe('What there is to choose from, shown beside the input.'),
    at_time: atTimeSchema.optional().describe('A time may be given instead, and is looked up in this.'),
  }),
  z.strictObject({ type: z.literal('job'), ...common, default: wholeNumber.optional() }),
  /** What the workspace itself has named: chosen from a check's result, or copied from its address. */
  z.strictObject({ type: z.literal('id'), ...common, of: z.enum(['cluster', 'run', 'training_run']) }),
  z.strictObject({ type: z.literal('timestamp'), ...common }),
  /** For what ends by itself: see `for` of an action. */
  z.strictObject({
    type: z.literal('duration'),
    ...common,
    ...textDefault,
    min: lasting,
    max: lasting,
  }),
  z.strictObject({
    type: z.literal('number'),
    ...common,
    default: z.number().optional(),
    default_from: z
      .string()
      .regex(/^[a-z][a-z0-9_]*\.fresh_hours$/, 'names a table parameter and its number: table.fresh_hours')
      .optional()
      .describe('The default is taken from the chosen table.'),
    min: z.number().optional(),
    max: z.number().optional(),
    whole: z
      .literal(true)
      .optional()
      .describe('No fractions and nothing below zero; such a number can stand in the text as {name}.'),
  }),
  z.strictObject({
    type: z.literal('text'),
    ...common,
    ...textDefault,
    characters_max: z.int().min(1).max(LIMITS.textParameterCharacters).optional(),
  }),
  z.strictObject({
    type: z.literal('choice'),
    ...common,
    ...textDefault,
    of: z.array(label).min(1).max(LIMITS.listItems),
  }),
] as const;

export const parametersSchema = z.record(memberName, z.discriminatedUnion('type', kinds));

type Written = z.output<typeof parametersSchema>[string];

/** As loaded: with its id, and for tables and masks the targets it may name (absent: any). */
export type Parameter = Frozen<Written> & {
  readonly id: string;
  readonly among?: readonly Table[];
  readonly masks?: readonly Mask[];
};

export type Parameters = { readonly [id: string]: Parameter };

export type ParameterType = Written['type'];

export type ParameterOf<Type extends ParameterType> = Extract<Parameter, { readonly type: Type }>;
