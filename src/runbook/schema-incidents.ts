/** What holds for all incidents, whatever their severity. Each of it may be left out, and stands in one file only. */
import { z } from 'zod';
import { duration } from './schema-fields.ts';
import { hour } from './schema-pace.ts';

const HOUR_MS = 60 * 60_000;

/** As events name it: https://docs.slack.dev/reference/events/reaction_added. Letters of other scripts are those of a team's own. */
const emojiName = z
  .string()
  .regex(
    /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}_+-]{1,100}$/u,
    'an emoji is named in small letters, without colons, as in pushpin',
  );

export const incidentsSchema = z.strictObject({
  pin_reaction: emojiName
    .optional()
    .describe(
      'The reaction that puts a message of an incident’s thread into its timeline; pushpin if absent.',
    ),
  digest_at: hour
    .optional()
    .describe(
      'When, in the team’s zone, the open incidents that have gone quiet are listed; "08:00" if absent.',
    ),
  stale_after: duration(HOUR_MS, 7 * 24 * HOUR_MS)
    .optional()
    .describe('So long nobody has said anything of one that has gone quiet; 24h if absent.'),
});

export type Habits = {
  readonly pinReaction: string;
  /** As `08:00`, on the wall clock of the team's zone. */
  readonly digestAt: string;
  readonly staleAfterMs: number;
};

export function habitsOf({
  pin_reaction: pinReaction = 'pushpin',
  digest_at: digestAt = '08:00',
  stale_after: staleAfterMs = 24 * HOUR_MS,
}: z.output<typeof incidentsSchema>): Habits {
  return { pinReaction, digestAt, staleAfterMs };
}
