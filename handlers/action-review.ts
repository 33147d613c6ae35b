import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { approvalIn, pressed } from './pressed.ts';
import { openReview } from './review.ts';

/** What is read is what the journal holds now, whatever the button carries: it only says which request. */
export const openReviewPressed =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client, context }: PressArgs): Promise<void> => {
    await ack();
    const press = pressed(body, action);
    const { id } = approvalIn(press);
    await openReview(deps, { client, context, triggerId: press.triggerId }, press.userId, id);
  };
