/** The form that declares, sent. Where it looks like one that is open, the form asks, with what was filled in. */
import { z } from 'zod';
import { INPUT } from '../blocks/action-ids.ts';
import { declareModal } from '../blocks/declare-modal.ts';
import { AFFECTED_CHARACTERS_MAX, TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import type { Declaration } from '../src/incident/declare.ts';
import type { SentArgs } from './args.ts';
import { declareFormOf } from './declare-form.ts';
import type { HandlerDeps } from './deps.ts';
import { senderOf } from './request.ts';
import { type Sent, sent } from './sent.ts';
import { typed, typedWithin } from './typed.ts';
import { messageIn } from './view-add-message.ts';
import { closeOrTell, severityIn } from './view-incident.ts';

export const declareSent =
  (deps: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const message = messageIn(view, metadata);
    const wish = { ...wishIn(inputs), ...(message === null ? {} : { message }), anyway: isAnyway(metadata) };
    const answer = await deps.incidents.declare(senderOf(context, body.user.id, viewId), wish);
    if (answer.outcome !== 'looks_like') return closeOrTell(ack, answer);
    const { area, anyway: _asked, ...given } = wish;
    const form = declareFormOf(deps, { ...given, ...(area === null ? {} : { area }), like: answer.like });
    await ack({ response_action: 'update', view: declareModal(form) });
  };

function wishIn(inputs: Sent['inputs']): Declaration {
  const affected = inputs[INPUT.affected] ?? '';
  const area = inputs[INPUT.area] ?? '';
  return {
    title: typedWithin(inputs[INPUT.title] ?? '', 'What is wrong', TITLE_CHARACTERS_MAX),
    severity: severityIn(inputs),
    area: area === '' ? null : area,
    ...(inputs[INPUT.drill] === INPUT.drill ? { drill: true } : {}),
    ...(typed(affected) === ''
      ? {}
      : { affected: typedWithin(affected, 'What is affected', AFFECTED_CHARACTERS_MAX) }),
  };
}

const metadataSchema = z.object({ anyway: z.literal(true) });

function isAnyway(metadata: string): boolean {
  try {
    return metadataSchema.safeParse(JSON.parse(metadata)).success;
  } catch {
    return false;
  }
}
