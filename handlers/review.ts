/** Review: the whole of a request in a modal, from its card, from Home, or from a command that brings a trigger. */
import type { ModalView } from '@slack/types';
import { APPROVAL_REFUSALS } from '../blocks/refusals.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { reviewModal } from '../blocks/review-modal.ts';
import type { Reviewed } from '../src/approval/review.ts';
import { groupsInTurn, nobodyCan } from '../src/approval/seats.ts';
import { inModal, type Trigger } from './answer-modal.ts';
import type { HandlerDeps } from './deps.ts';
import { type MarkDeps, markedView } from './drill-mark.ts';

/** Open at once, for a trigger lasts three seconds and Slack may take as long to say who somebody is; then filled in. */
export async function openReview(
  deps: Pick<HandlerDeps, 'approvals'> & MarkDeps,
  trigger: Trigger,
  by: string,
  id: string,
): Promise<void> {
  const show = await inModal(trigger, deps.log, noticeModal(id, 'One moment…'));
  await show(await markedView(deps, viewOf(await deps.approvals.review(id, by), by)));
}

const NOBODY_CAN =
  'Nobody can approve this now, so neither can you. When somebody is added to the group, Approve comes within two minutes.';

function viewOf({ approval, card, against }: Reviewed, reader: string): ModalView {
  const { id, prepared, status } = approval;
  if (status !== 'pending') return noticeModal(id, APPROVAL_REFUSALS.not_open);
  if (prepared === null) return noticeModal(id, APPROVAL_REFUSALS.not_prepared);
  if (card === null) return noticeModal(id, APPROVAL_REFUSALS.not_posted_yet);
  const seated = { nobodyCan: nobodyCan(approval), turn: groupsInTurn(approval) };
  const nobody = seated.nobodyCan ? NOBODY_CAN : null;
  const words = against === null ? nobody : APPROVAL_REFUSALS[against];
  return reviewModal({ approval, prepared, ...seated, card, reader, against: words });
}
