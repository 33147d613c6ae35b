/** The modals of an incident, sent: resolve, change the severity. */
import { INPUT } from '../blocks/action-ids.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { AppError } from '../src/errors.ts';
import type { IncidentAnswer } from '../src/incident/service.ts';
import { incidentWords } from './answer.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { asSeverity } from './incident-sev.ts';
import { senderOf } from './request.ts';
import { metadataOf, sent } from './sent.ts';
import { typedWithin } from './typed.ts';

export const resolveSent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const summary = typedWithin(inputs[INPUT.summary] ?? '', 'What was done', REASON_CHARACTERS_MAX);
    const { incident } = metadataOf(metadata);
    await closeOrTell(
      ack,
      await incidents.resolve(senderOf(context, body.user.id, viewId), incident, summary),
    );
  };

export const severitySent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const { incident } = metadataOf(metadata);
    const answer = await incidents.changeSeverity(
      senderOf(context, body.user.id, viewId),
      incident,
      severityIn(inputs),
    );
    await closeOrTell(ack, answer);
  };

/** The area that was missing when somebody pressed Run checks. */
export const areaSent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const { incident } = metadataOf(metadata);
    const answer = await incidents.runChecks(
      senderOf(context, body.user.id, viewId),
      incident,
      inputs[INPUT.area] ?? null,
    );
    await closeOrTell(ack, answer);
  };

export function severityIn(inputs: { readonly [name: string]: string }) {
  const severity = asSeverity(inputs[INPUT.severity] ?? '');
  if (severity === null) throw new AppError('invalid', 'Choose a severity.');
  return severity;
}

export async function closeOrTell(ack: SentArgs['ack'], answer: IncidentAnswer): Promise<void> {
  const text = incidentWords(answer);
  await (text === null ? ack() : ack({ response_action: 'update', view: noticeModal('Not done', text) }));
}
