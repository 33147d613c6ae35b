/** A press on the Home tab: it has no message and no address for an answer, so the answer is a modal. */
import type { AllMiddlewareArgs, Middleware } from '@slack/bolt';
import { z } from 'zod';
import type { HandlerDeps } from './deps.ts';

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const homePressSchema = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().min(1) }),
  trigger_id: z.string(),
  container: z.object({ type: z.literal('view') }),
  view: z.object({ type: z.literal('home') }),
});

export type HomePress = { readonly userId: string; readonly triggerId: string };

/** Null for a press anywhere else, and for all that is no press. */
export function homePressIn(body: unknown): HomePress | null {
  const parsed = homePressSchema.safeParse(body);
  return parsed.success ? { userId: parsed.data.user.id, triggerId: parsed.data.trigger_id } : null;
}

/** What came of it is shown where it was pressed; what was refused, too, for then the page was old. */
export function redrawAfterPress({ home }: Pick<HandlerDeps, 'home'>): Middleware<object> {
  return async (args: AllMiddlewareArgs) => {
    const { body } = args as AllMiddlewareArgs & { readonly body?: unknown };
    const press = homePressIn(body);
    await args.next().finally(() => press !== null && home.opened(press.userId));
  };
}
