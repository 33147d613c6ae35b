/** The rest of what an approval card offers. The option says which, then of which request and what of it was seen. */
import { APPROVAL_MENU } from '../blocks/action-ids.ts';
import { breakGlassModal } from '../blocks/decide-modals.ts';
import { isWholeOnCard } from '../blocks/statements.ts';
import { AppError } from '../src/errors.ts';
import { decideNow } from './action-decide.ts';
import { openReviewPressed } from './action-review.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { modalOpener } from './open-modal.ts';
import { approvalIn, pressed } from './pressed.ts';

export const approvalMenu = (deps: HandlerDeps) => {
  const choices = new Map<string, (args: PressArgs) => Promise<void>>([
    // Review has the comment, and all that there is to read beside it.
    [APPROVAL_MENU.comment, openReviewPressed(deps)],
    [APPROVAL_MENU.review, openReviewPressed(deps)],
    [APPROVAL_MENU.cancel, decideNow({ act: 'cancel' })(deps)],
    [APPROVAL_MENU.breakGlass, openBreakGlass(deps)],
  ]);
  return async (args: PressArgs): Promise<void> => {
    const [which = '', ...seen] = pressed(args.body, args.action).value;
    const choice = choices.get(which);
    if (choice === undefined) throw new AppError('invalid', 'This menu is of another version of the bot.');
    // What is chosen reads on as if it had been a button of its own.
    await choice({
      ...args,
      action: { ...args.action, selected_option: { value: seen.join('|') } } as PressArgs['action'],
    });
  };
};

const openBreakGlass =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const press = pressed(body, action);
    const seen = approvalIn(press);
    const { prepared } = await deps.approvals.find(seen.id);
    // What is shown is what the fingerprint of the card stands for; the press is compared with it once more.
    if (prepared === null || prepared.fingerprint !== seen.fingerprint)
      throw new AppError('conflict', 'The card has changed since you saw it. Look at it again, then press.');
    if (!isWholeOnCard(prepared.bill))
      throw new AppError(
        'refused',
        'The statement is too long to be shown whole here, so it needs an approver.',
      );
    await modalOpener(deps, client, press.triggerId)(breakGlassModal(seen, prepared.bill));
  };
