import { INPUT } from '../blocks/action-ids.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { parameterInput } from '../blocks/parameter-inputs.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { senderOf } from './request.ts';
import { rawParameters, requestIn, sent } from './sent.ts';
import { typedWithin } from './typed.ts';

/** A request for an action: what is wrong with a value is told beside its input, and nothing is lost. */
export const requestSent =
  ({ approvals }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const { origin, action, undoOf } = requestIn(metadata);
    const reason = typedWithin(inputs[INPUT.reason] ?? '', 'The reason', REASON_CHARACTERS_MAX);
    const wish = { origin, action, raw: rawParameters(inputs), reason, undoOf };
    const { by, requestKey } = senderOf(context, body.user.id, viewId);
    const requested = await approvals.request(by, requestKey, wish);
    await (requested.outcome === 'requested'
      ? ack()
      : ack({ response_action: 'errors', errors: byInput(requested.errors) }));
  };

export function byInput(errors: { readonly [parameter: string]: string }): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([id, text]) => [parameterInput(id), text]));
}
