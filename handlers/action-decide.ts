/** Approve and cancel are decided by the press; all else asks for words first. */

import { settleBoxModal } from '../blocks/box-modal.ts';
import { askModal } from '../blocks/decide-modals.ts';
import { sentence } from '../blocks/incident-list.ts';
import { type CarriedPress, rejectModal, settleModal } from '../blocks/modals.ts';
import { signModal } from '../blocks/sign-modal.ts';
import { answering, decisionWords } from './answer.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { openerFor } from './member-modal.ts';
import type { OpenModal } from './open-modal.ts';
import { approvalIn, pressed, pressOf } from './pressed.ts';
import { askerOf } from './request.ts';

export const decideNow =
  (
    decision:
      | { readonly act: 'approve'; readonly comment: null }
      | { readonly act: 'cancel' | 'cancel_run' | 'end_box' },
  ) =>
  ({ approvals, log }: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action, context, respond } = args;
    await ack();
    const press = pressed(body, action);
    const seen = approvalIn(press);
    const tell = await answering(args, log, seen.id);
    const { requestKey } = askerOf(context, press.userId);
    const decided = await approvals.decide(
      seen.id,
      pressOf(decision.act, press.userId, seen),
      decision,
      requestKey,
    );
    if (decided.outcome === 'refused' && decided.code === 'unknown_message') await retire(respond);
    await tell(decisionWords(decided));
  };

/** A copy of the card that the journal does not know (its answer was lost) keeps no live button. */
async function retire(respond: PressArgs['respond'] | undefined): Promise<void> {
  const notice = sentence('This copy is out of use. The card in the request’s thread is the current one.');
  // With blocks: words alone would leave those of the card, and its buttons, standing.
  await respond?.({ replace_original: true, text: notice.text, blocks: [...notice.blocks] });
}

export const openReject =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { seen, open } = await pressedOnCard(deps, args);
    await open(rejectModal(seen));
  };

export const openAsk =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { seen, open } = await pressedOnCard(deps, args);
    await open(askModal(seen));
  };

export const openSign =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { seen, open } = await pressedOnCard(deps, args);
    const approval = await deps.approvals.find(seen.id);
    await open(signModal(seen, { approval, typed: null }));
  };

export const openSettle =
  (applied: boolean) =>
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { seen, open } = await pressedOnCard(deps, args);
    const { evidence } = await deps.approvals.find(seen.id);
    await open(settleModal(seen, applied, evidence?.sentence ?? 'nothing yet.'));
  };

/** The bot looks again first: what it sees to be there nobody settles. */
export const openSettleBox =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { seen, open } = await pressedOnCard(deps, args);
    await deps.lookAtEnd(seen.id);
    await open(settleBoxModal(seen, await deps.approvals.find(seen.id)));
  };

/** What of the request they saw, and where the form is drawn, for a full member. Who may decide is looked at when it is sent. */
export async function pressedOnCard(
  deps: HandlerDeps,
  args: PressArgs,
): Promise<{ readonly seen: CarriedPress; readonly open: OpenModal }> {
  await args.ack();
  const press = pressed(args.body, args.action);
  const seen = approvalIn(press);
  return { seen, open: await openerFor(deps, args, press, seen.id) };
}
