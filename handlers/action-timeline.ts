/** Timeline, from a card's menu, and the pages of the private answer that shows it. */

import { answerPress } from './answer.ts';
import type { PressArgs } from './args.ts';
import { threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentIn, numberIn, pressed } from './pressed.ts';
import { onlyOnce } from './request.ts';
import { pageOf, shareTimeline } from './timeline.ts';

/** A new private answer, in the thread of the card. */
export const openTimeline =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    const { text, blocks } = await pageOf(deps, userId, incidentIn(value.at(-1)), null);
    const thread = threadOf(body);
    await respond?.({
      response_type: 'ephemeral',
      replace_original: false,
      text,
      blocks: [...blocks],
      ...(thread === undefined ? {} : { thread_ts: thread }),
    });
  };

/** In the place of the page that it stood on. */
export const turnPage =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    const { text, blocks } = await pageOf(deps, userId, incidentIn(value[0]), numberIn(value[1]));
    await respond?.({ response_type: 'ephemeral', replace_original: true, text, blocks: [...blocks] });
  };

export const fileTimeline =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    await answerPress(respond, threadOf(body), await shareTimeline(deps, userId, incidentIn(value[0])));
  };
