/** The modals of a procedure, sent: a step left out, a field filled in, all of it given up or turned back. */
import { INPUT } from '../blocks/action-ids.ts';
import { FIELD_CHARACTERS_MAX, REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import type { Asker } from '../src/incident/service.ts';
import type { ProcedureAnswer, ProcedureService } from '../src/procedure/service.ts';
import { procedureWords } from './answer.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { senderOf } from './request.ts';
import { carriedStep, type Sent, sent } from './sent.ts';
import { typedWithin } from './typed.ts';

type Carried = ReturnType<typeof carriedStep>;
type Change = (
  service: ProcedureService,
  asker: Asker,
  carried: Carried,
  text: string,
) => Promise<ProcedureAnswer>;

const sending =
  (textOf: (inputs: Sent['inputs']) => string, change: Change) =>
  ({ procedures }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const asker = senderOf(context, body.user.id, viewId);
    const answer = await change(procedures, asker, carriedStep(metadata), textOf(inputs));
    const text = procedureWords(answer);
    await (text === null ? ack() : ack({ response_action: 'update', view: noticeModal('Not done', text) }));
  };

const reason = (inputs: Sent['inputs']): string =>
  typedWithin(inputs[INPUT.reason] ?? '', 'The reason', REASON_CHARACTERS_MAX);
const value = (inputs: Sent['inputs']): string =>
  typedWithin(inputs[INPUT.note] ?? '', 'What is filled in', FIELD_CHARACTERS_MAX);

export const skipStepSent = sending(reason, (service, asker, { procedure, step }, why) =>
  service.skip(asker, procedure, step, why),
);
export const fillStepSent = sending(value, (service, asker, { procedure, step }, text) =>
  service.fill(asker, procedure, step, text),
);
export const abortSent = sending(reason, (service, asker, { procedure }, why) =>
  service.abort(asker, procedure, why),
);
export const rollBackSent = sending(reason, (service, asker, { procedure }, why) =>
  service.rollBack(asker, procedure, why),
);
