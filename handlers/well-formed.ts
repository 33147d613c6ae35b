/** What Slack never sends is turned away before Bolt looks for its listener: Bolt takes the shape on trust, and stumbles. */
import type { AllMiddlewareArgs, Middleware } from '@slack/bolt';
import { z } from 'zod';
import { AppError } from '../src/errors.ts';

const id = z.string().min(1);
const withId = z.looseObject({ id });
/** Bolt keeps a client by each of them; `__proto__` is one that it finds already. */
const team = z.looseObject({ id: id.regex(/^[A-Z0-9]+$/) });
/** The team is absent where an organisation has installed the app. */
const from = z.union([
  z.looseObject({ team, user: withId }),
  z.looseObject({ enterprise: team, team: z.null(), user: withId }),
]);
const action = z.looseObject({ type: z.string(), action_id: z.string(), block_id: z.string() });
const view = withId.extend({ callback_id: z.string() });

/** Printed ASCII: it goes back to Slack in a form. */
const trigger_id = z.string().regex(/^[!-~]+$/);
/** By which Bolt would take it for something else. */
const absent = { event: z.never().optional(), command: z.never().optional(), name: z.never().optional() };

/** Where private answers go. */
const response_url = z.url({ protocol: /^https?$/ });

const commandSchema = z.looseObject({
  event: absent.event,
  response_url,
  command: z.string(),
  text: z.string(),
  user_id: id,
  team_id: team.shape.id,
  trigger_id,
});
const eventSchema = z.looseObject({
  type: z.literal('event_callback'),
  team_id: team.shape.id,
  event: z.looseObject({ type: z.string() }),
});
const pressSchema = z
  .looseObject({ ...absent, type: z.literal('block_actions'), actions: z.array(action).min(1), trigger_id })
  .and(from)
  // A press in a modal has no address for an answer.
  .and(
    z.union([z.looseObject({ response_url }), z.looseObject({ response_url: z.never().optional(), view })]),
  );
const shortcutSchema = z
  .looseObject({
    ...absent,
    type: z.enum(['shortcut', 'message_action']),
    actions: z.never().optional(),
    view: z.never().optional(),
    callback_id: z.string(),
    trigger_id,
  })
  .and(from)
  // One without a message has no address for an answer.
  .and(
    z.union([
      z.looseObject({ type: z.literal('message_action'), response_url, message: z.looseObject({}) }),
      z.looseObject({ type: z.literal('shortcut'), response_url: z.never().optional() }),
    ]),
  );
const viewSchema = z
  .looseObject({
    ...absent,
    type: z.enum(['view_submission', 'view_closed']),
    actions: z.never().optional(),
    view,
  })
  .and(from);

const requestSchema = z.union([commandSchema, pressSchema, shortcutSchema, viewSchema, eventSchema]);

export const turnAwayMalformed: Middleware<object> = async (args: AllMiddlewareArgs) => {
  const { body } = args as AllMiddlewareArgs & { readonly body?: unknown };
  if (!requestSchema.safeParse(body).success)
    throw new AppError('invalid', 'This is nothing that Slack asks of this bot.');
  await args.next();
};
