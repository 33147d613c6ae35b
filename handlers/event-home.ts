/** Somebody has opened their Home tab. Acknowledged at once: what is drawn for them is owed to nobody, and may take time. */
import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { z } from 'zod';
import type { HandlerDeps } from './deps.ts';
import { isReplay } from './request.ts';

/** The tab of messages fires the same event. */
const openedSchema = z.object({
  event: z.object({ user: z.string().min(1), tab: z.literal('home') }),
});

type OpenedArgs = SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs;

export const homeOpened =
  ({ home }: HandlerDeps) =>
  ({ body, context }: OpenedArgs): Promise<void> => {
    const opened = openedSchema.safeParse(body);
    if (opened.success && !isReplay(context)) home.opened(opened.data.event.user);
    return Promise.resolve();
  };
