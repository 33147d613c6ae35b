import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { senderOf } from './request.ts';
import { metadataOf, rawParameters, sent } from './sent.ts';
import { closeOrTell } from './view-incident.ts';
import { byInput } from './view-request.ts';

/** A check with its values: what is wrong with one is told beside its input, and nothing is lost. */
export const checkSent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const { incident, check = '' } = metadataOf(metadata);
    const wish = { check, raw: rawParameters(inputs) };
    const answer = await incidents.runCheck(senderOf(context, body.user.id, viewId), incident, wish);
    await (answer.outcome === 'invalid'
      ? ack({ response_action: 'errors', errors: byInput(answer.errors) })
      : closeOrTell(ack, answer));
  };
