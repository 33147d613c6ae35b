/** The small shapes that every part of the runbook is made of. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** Data as it is after loading: nobody may change it. */
export type Frozen<T> = T extends (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

export const kebabId = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'an id is lower-case words joined by hyphens, such as table-freshness',
  )
  .max(LIMITS.idCharacters);

/** Names that expressions use after a dot (`params.table`), so no hyphens. */
export const memberName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'a name is lower-case letters, digits and underscores, such as max_hours')
  .max(LIMITS.idCharacters);

export const title = z.string().trim().min(1).max(LIMITS.titleCharacters);

export const label = z.string().trim().min(1).max(LIMITS.labelCharacters);

/** Plain words. */
export const words = z.string().trim().min(1).max(LIMITS.sentenceCharacters);

/** Words with `{{ expression }}` holes. */
export const sentence = z
  .string()
  .trim()
  .min(1)
  .max(LIMITS.sentenceCharacters)
  .describe('Text; {{ expression }} is replaced by the value of a CEL expression.');

export const expression = z
  .string()
  .trim()
  .min(1)
  .max(LIMITS.expressionCharacters)
  .describe('A CEL expression.');

export const statement = z
  .string()
  .trim()
  .min(1)
  .max(LIMITS.statementCharacters)
  .describe(
    'One SQL statement; {parameter} stands for an identifier or literal, :parameter for a bound value.',
  );

/** Of a check or an action, by parameter. */
export const values = z.record(memberName, z.string().min(1).max(LIMITS.typedCharacters)).default({});

export const links = z
  .array(z.strictObject({ title: label, url: z.url({ protocol: /^https$/ }).max(LIMITS.urlCharacters) }))
  .max(LIMITS.linksEach)
  .default([])
  .describe('Where it is done, or read about.');

export const rowsMax = z.int().min(1).max(LIMITS.rows).describe('At most so many rows are read.');

const column = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a column is letters, digits and underscores');

export const columnList = z.array(column).min(1).max(LIMITS.columns);

/** Of a result; beside them, cells are masked by what stands in them. */
export const columnRules = {
  principal: columnList
    .optional()
    .describe('Columns of people and services that the result is about: their addresses are shown.'),
  personal: columnList.optional().describe('Columns of which nothing is shown, whatever stands in them.'),
};

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30s`, `15m`, `1h`, `2d`, as milliseconds. */
export function duration(minMs: number, maxMs: number) {
  return z
    .string()
    .regex(/^[1-9]\d{0,6}[smhd]$/, 'a duration is a number and a unit: 30s, 15m, 1h or 2d')
    .transform((text) => Number(text.slice(0, -1)) * UNITS[text.slice(-1) as keyof typeof UNITS])
    .refine((ms) => ms >= minMs && ms <= maxMs, {
      message: `must be between ${inWords(minMs)} and ${inWords(maxMs)}`,
    })
    .describe('A number and a unit: 30s, 15m, 1h or 2d.');
}

function inWords(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((name) => ms % UNITS[name] === 0) ?? 's';
  return `${ms / UNITS[unit]}${unit}`;
}
