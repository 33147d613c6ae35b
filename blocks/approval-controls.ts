/** What can be pressed on the card of a request, and on no card that is decided: the buttons of each state. */
import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { Approval, Prepared } from '../src/approval/state.ts';
import { ACTION, APPROVAL_MENU } from './action-ids.ts';
import type { ApprovalCardData } from './approval-card.ts';
import { actions, button, overflow } from './kit.ts';
import { CARD_FRAME_CHARACTERS_MAX, MESSAGE_CHARACTERS_MAX, SECTION_CHARACTERS_MAX } from './limits.ts';
import { charactersOnCard, isWholeOnCard } from './statements.ts';

/** What an approver decides on, none of it cut: the statement, why, what was measured, what is warned of. */
export function isAllOnCard({ reason }: Approval, { bill, shown, warnings }: Prepared): boolean {
  const texts = [reason, ...shown.flatMap(({ label, value }) => [label, value]), ...warnings];
  const length = texts.reduce((sum, text) => sum + text.length, charactersOnCard(bill));
  const each = texts.every((text) => text.length < SECTION_CHARACTERS_MAX);
  return isWholeOnCard(bill) && each && length <= MESSAGE_CHARACTERS_MAX - CARD_FRAME_CHARACTERS_MAX;
}

export function controls(data: ApprovalCardData): KnownBlock | null {
  const { id, revision, prepared, review } = data.approval;
  if (prepared === null) return null;
  const value = `${id}|${revision}|${prepared.fingerprint}`;
  const signing =
    review?.signed === null ? [button('Sign review', ACTION.sign, { value, style: 'primary' })] : [];
  const buttons = [...signing, ...buttonsFor(data, prepared, value)];
  return buttons.length === 0 ? null : actions(...buttons);
}

/** Nothing is offered that nobody can do: without approvers there is neither a yes nor a no. */
function pendingButtons(
  { approval, nobodyCan }: ApprovalCardData,
  prepared: Prepared,
  value: string,
): ActionsBlock['elements'] {
  const whole = isAllOnCard(approval, prepared);
  const canBreak = whole && (prepared.glass ?? []).some(({ id }) => id !== null);
  const review = { label: 'Review', value: `${APPROVAL_MENU.review}|${value}` };
  const glassMenu = canBreak ? [{ label: 'Break glass', value: `${APPROVAL_MENU.breakGlass}|${value}` }] : [];
  const ask = button('Ask', ACTION.ask, { value });
  if (nobodyCan) {
    return [
      button('Cancel request', ACTION.cancel, { value }),
      ask,
      overflow(ACTION.approvalMenu, [review, ...glassMenu]),
    ];
  }
  const menu = [
    ...(whole ? [{ label: 'Approve with a comment…', value: `${APPROVAL_MENU.comment}|${value}` }] : []),
    review,
    { label: 'Cancel request', value: `${APPROVAL_MENU.cancel}|${value}` },
    ...glassMenu,
  ];
  return [
    whole
      ? button('Approve', ACTION.approve, { value, style: 'primary' })
      : button('Review', ACTION.review, { value, style: 'primary' }),
    button('Reject', ACTION.reject, { value, style: 'danger' }),
    ask,
    overflow(ACTION.approvalMenu, menu),
  ];
}

function buttonsFor(data: ApprovalCardData, prepared: Prepared, value: string): ActionsBlock['elements'] {
  const { approval, canNoLongerRun, undoable } = data;
  const { status } = approval;
  if (status === 'pending') return pendingButtons(data, prepared, value);
  // A call of the API is over with its answer: there is nothing to give up.
  const isGoing = status === 'executing' && prepared.bill.via === undefined;
  if (isGoing && approval.cancelling === undefined)
    return [button('Cancel (asks the engine)', ACTION.cancelRun, { value })];
  if (status === 'approved') return [button('Cancel request', ACTION.cancel, { value })];
  if (status === 'in_doubt') {
    return [
      button('It was applied', ACTION.wasApplied, { value }),
      ...(canNoLongerRun ? [button('It was not applied', ACTION.wasNotApplied, { value })] : []),
    ];
  }
  // It is past its end: what is left to do is to say that it is gone, where the bot cannot see that.
  if (approval.box?.ends.includes(null) === true && approval.box.alarms > 0)
    return [button('It is gone', ACTION.settleBox, { value })];
  if (approval.box?.endedEarly === null && approval.box.ends.includes(null))
    return [button('Undo (ends it now)', ACTION.endBox, { value })];
  const wasApplied = status === 'succeeded' || (status === 'resolved' && approval.settled?.applied === true);
  if (wasApplied && undoable && approval.undoneBy === null) return [button('Undo', ACTION.undo, { value })];
  if (status === 'voided' || status === 'expired') return [button('Request action', ACTION.again, { value })];
  return [];
}
