/** Approve and cancel are decided by the press; all else asks for words first. */

import { askModal } from '../blocks/decide-modals.ts';
import { sentence } from '../blocks/incident-list.ts';
import { rejectModal, settleModal } from '../blocks/modals.ts';
import { signModal } from '../blocks/sign-modal.ts';
import { answering, decisionWords } from './answer.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { modalOpener } from './open-modal.ts';
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
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const press = pressed(body, action);
    await modalOpener(deps, client, press.triggerId)(rejectModal(approvalIn(press)));
  };

export const openAsk =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const press = pressed(body, action);
    await modalOpener(deps, client, press.triggerId)(askModal(approvalIn(press)));
  };

export const openSign =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const press = pressed(body, action);
    const seen = approvalIn(press);
    const approval = await deps.approvals.find(seen.id);
    await modalOpener(deps, client, press.triggerId)(signModal(seen, { approval, typed: null }));
  };

export const openSettle =
  (applied: boolean) =>
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const press = pressed(body, action);
    const seen = approvalIn(press);
    const { evidence } = await deps.approvals.find(seen.id);
    const found = evidence?.sentence ?? 'nothing yet.';
    await modalOpener(deps, client, press.triggerId)(settleModal(seen, applied, found));
  };
