/** How often somebody is told or asked while an incident of a severity is open, and when they are left to sleep. */
import { z } from 'zod';
import { duration } from './schema-fields.ts';

const MINUTE_MS = 60_000;
const EVERY_MIN_MS = MINUTE_MS;
const EVERY_MAX_MS = 24 * 60 * MINUTE_MS;

const every = z.union([z.literal('never').transform(() => null), duration(EVERY_MIN_MS, EVERY_MAX_MS)], {
  error: 'is a duration from 1m to 24h, as in 15m, or never',
});

/** On the wall clock of the team's zone. */
export const hour = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day in quotes, as in "22:00"');

export const paceFields = {
  nudge_every: every
    .optional()
    .describe('While nobody responds in time, the next of the chain is told so often, or never again.'),
  update_every: every
    .optional()
    .describe('While it is open, whoever has it is asked so often where things stand, or never.'),
  quiet_hours: z
    .strictObject({ from: hour, to: hour })
    .optional()
    .describe('In these hours of the team’s zone nobody is told or asked; it is done when they are over.'),
};

/** Null: not again. */
export type Pace = { readonly nudgeEveryMs: number | null; readonly updateEveryMs: number | null };

/** What holds where the runbook does not say. */
export const PACES = {
  P0: { nudgeEveryMs: 5 * MINUTE_MS, updateEveryMs: 15 * MINUTE_MS },
  P1: { nudgeEveryMs: 15 * MINUTE_MS, updateEveryMs: 30 * MINUTE_MS },
  P2: { nudgeEveryMs: 60 * MINUTE_MS, updateEveryMs: 120 * MINUTE_MS },
  P3: { nudgeEveryMs: null, updateEveryMs: null },
} as const satisfies { readonly [severity: string]: Pace };

/** Those whose people may be left to sleep. */
export const MAY_BE_QUIET: readonly string[] = ['P2', 'P3'];
