import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { approvalIdIn, pressed } from './pressed.ts';
import { openReview } from './review.ts';

/** What is read is what the journal holds now, whatever the button carries: it only says which request. */
export const openReviewPressed =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client, context }: PressArgs): Promise<void> => {
    await ack();
    const { userId, value, triggerId } = pressed(body, action);
    await openReview(deps, { client, context, triggerId }, userId, approvalIdIn(value[0]));
  };
