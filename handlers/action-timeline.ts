/** Timeline, from a card's menu, and the pages of the private answer that shows it. */

import { answerBeside, answerInPlace, answerPress } from './answer.ts';
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
    const page = await pageOf(deps, userId, incidentIn(value.at(-1)), null);
    await answerBeside(respond, threadOf(body), page);
  };

/** In the place of the page that it stood on. */
export const turnPage =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    await answerInPlace(respond, await pageOf(deps, userId, incidentIn(value[0]), numberIn(value[1])));
  };

export const fileTimeline =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    await answerPress(respond, threadOf(body), await shareTimeline(deps, userId, incidentIn(value[0])));
  };
