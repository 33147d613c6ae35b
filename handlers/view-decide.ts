/** Approve from a review, reject and settle, with their words. Asking Slack who may decide can take longer than a modal waits, so it is told. */
import type { ModalView } from '@slack/types';
import { INPUT } from '../blocks/action-ids.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import type { CarriedPress } from '../blocks/modals.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { signModal } from '../blocks/sign-modal.ts';
import type { Decided, Decision } from '../src/approval/decide.ts';
import { AppError } from '../src/errors.ts';
import { decisionWords } from './answer.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { pressOf } from './pressed.ts';
import { senderOf } from './request.ts';
import { carriedPress, type Sent, sent } from './sent.ts';
import { typed, typedWithin } from './typed.ts';

type Written = (inputs: Sent['inputs'], applied: boolean) => Decision;

export const rejection: Written = (inputs) => ({
  act: 'reject',
  reason: typedWithin(inputs[INPUT.reason] ?? '', 'The reason', REASON_CHARACTERS_MAX),
});

/** What is said with a yes may be nothing. */
const approval: Written = (inputs) => {
  const comment = inputs[INPUT.comment] ?? '';
  return {
    act: 'approve',
    comment: typed(comment) === '' ? null : typedWithin(comment, 'The comment', REASON_CHARACTERS_MAX),
  };
};

export const question: Written = (inputs) => ({
  act: 'ask',
  question: typedWithin(inputs[INPUT.question] ?? '', 'The question', REASON_CHARACTERS_MAX),
});

export const brokenGlass: Written = (inputs) => ({
  act: 'break_glass',
  reason: typedWithin(inputs[INPUT.reason] ?? '', 'The reason', REASON_CHARACTERS_MAX),
});

export const signature: Written = (inputs) => ({
  act: 'sign',
  note: typedWithin(inputs[INPUT.note] ?? '', 'What you looked at', REASON_CHARACTERS_MAX),
});

export const settlement: Written = (inputs, applied) => ({
  act: 'settle',
  applied,
  note: typedWithin(inputs[INPUT.note] ?? '', 'What you looked at', REASON_CHARACTERS_MAX),
});

export const boxSettlement: Written = (inputs) => ({
  act: 'settle_box',
  note: typedWithin(inputs[INPUT.note] ?? '', 'How you know', REASON_CHARACTERS_MAX),
});

/** In place of the answer, a form to go on with; null: there is none. */
type AskAgain = (
  deps: HandlerDeps,
  form: { readonly seen: CarriedPress; readonly inputs: Sent['inputs'] },
  decided: Decided,
) => Promise<ModalView | null>;

/**
 * Somebody's look at what was done, and it has changed under their hands: a run ended, a verification came. What is
 * signed is what was seen, so they see it as it is now, with what they have written.
 */
export const signAgain: AskAgain = async ({ approvals }, { seen, inputs }, decided) => {
  if (decided.outcome !== 'refused' || decided.code !== 'stale_card') return null;
  const approval = await approvals.find(seen.id);
  return signModal(seen, { approval, typed: typed(inputs[INPUT.note] ?? '') });
};

export const decisionSent =
  (written: Written, again: AskAgain = async () => null) =>
  (deps: HandlerDeps) =>
  async ({ ack, body, view, context, client }: SentArgs): Promise<void> => {
    const { approvals, log } = deps;
    const { inputs, metadata, viewId } = sent(view);
    const seen = carriedPress(metadata);
    const decision = written(inputs, seen.applied);
    const { by, requestKey: key } = senderOf(context, body.user.id, viewId);
    // A view that asks again is the same view, and is sent for another state.
    const requestKey = `${key}/${seen.revision}`;
    const tell = async (notice: ModalView): Promise<void> => {
      // Closed by now is fine: the card shows what was decided.
      await client.views
        .update({ view_id: viewId, view: notice })
        .catch((error: unknown) => log.info({ err: error }, 'A modal was closed before its answer'));
    };
    await ack({
      response_action: 'update',
      view: noticeModal(seen.id, 'Asking Slack whether you may decide this…'),
    });
    const decided = await approvals
      .decide(seen.id, pressOf(decision.act, by, seen), decision, requestKey)
      .catch(async (error: unknown) => {
        await tell(
          noticeModal(
            seen.id,
            'It could not be decided now, and nothing was changed. Try again from the card.',
          ),
        );
        throw error;
      });
    const form = await again(deps, { seen, inputs }, decided);
    await tell(form ?? noticeModal(seen.id, decisionWords(decided) ?? 'Done. The card shows it.'));
  };

/** Approve is for who has read it: the modal was opened for one person, and says so itself. */
export const reviewSent = (deps: HandlerDeps) => {
  const decide = decisionSent(approval)(deps);
  return async (args: SentArgs): Promise<void> => {
    const { reader } = carriedPress(sent(args.view).metadata);
    if (reader !== args.body.user.id)
      throw new AppError(
        'refused',
        'This review was opened for somebody else, so nothing was decided. Open your own with Review.',
      );
    await decide(args);
  };
};
