/** The modal of an item, sent: skip, with the reason. */
import { INPUT } from '../blocks/action-ids.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { checklistWords } from './answer.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { senderOf } from './request.ts';
import { carriedItem, sent } from './sent.ts';
import { typedWithin } from './typed.ts';

export const skipSent =
  ({ checklists }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const reason = typedWithin(inputs[INPUT.reason] ?? '', 'The reason', REASON_CHARACTERS_MAX);
    const { checklist, item } = carriedItem(metadata);
    const asker = senderOf(context, body.user.id, viewId);
    const text = checklistWords(await checklists.skip(asker, checklist, item, reason));
    await (text === null ? ack() : ack({ response_action: 'update', view: noticeModal('Not done', text) }));
  };
