/** Slack's answers about people and groups, in the one shape that is believed. */
import { z } from 'zod';

const slackId = z.string().regex(/^[A-Z][A-Z0-9]{2,20}$/);

export const teamAnswer = z
  .object({ ok: z.literal(true), team_id: slackId, enterprise_id: slackId.nullish() })
  .transform((answer) => ({ teamId: answer.team_id, enterpriseId: answer.enterprise_id ?? null }));

const flags = { is_bot: z.boolean(), is_restricted: z.boolean(), is_ultra_restricted: z.boolean() };

/** Of a deactivated person Slack leaves out most flags; of everybody else each must be there to be believed. */
const flagsOrGone = z.union([
  z.object({ deleted: z.literal(false), ...flags }),
  z
    .object({ deleted: z.literal(true), is_bot: z.boolean().default(false) })
    .transform((user) => ({ ...user, is_restricted: false, is_ultra_restricted: false })),
]);

const identity = z.object({
  id: slackId,
  team_id: slackId,
  name: z.string().default(''),
  is_stranger: z.boolean().optional(),
  is_workflow_bot: z.boolean().optional(),
  enterprise_user: z.object({ enterprise_id: z.string() }).optional(),
  profile: z.object({
    display_name: z.string().default(''),
    real_name: z.string().default(''),
    email: z.string().nullish(),
  }),
});

export const userAnswer = z.object({ ok: z.literal(true), user: z.intersection(identity, flagsOrGone) });

export const groupsAnswer = z.object({
  ok: z.literal(true),
  usergroups: z.array(
    z.object({
      id: slackId,
      team_id: slackId,
      handle: z.string().min(1),
      is_external: z.boolean().optional(),
      date_delete: z.number().int().nonnegative(),
    }),
  ),
});

export const membersAnswer = z.object({ ok: z.literal(true), users: z.array(slackId) });
