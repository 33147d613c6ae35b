/** The modals of an incident that is over, sent: reopen, post-mortem. */
import { INPUT } from '../blocks/action-ids.ts';
import {
  FACTORS_CHARACTERS_MAX,
  IMPACT_CHARACTERS_MAX,
  REASON_CHARACTERS_MAX,
  TODO_CHARACTERS_MAX,
} from '../blocks/limits.ts';
import { INCIDENT_REFUSALS } from '../blocks/refusals.ts';
import type { ItemWish } from '../src/incident/document-it.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { senderOf } from './request.ts';
import { metadataOf, type Sent, sent } from './sent.ts';
import { typed, typedWithin } from './typed.ts';
import { closeOrTell } from './view-incident.ts';

export const reopenSent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const reason = typedWithin(inputs[INPUT.reason] ?? '', 'The reason', REASON_CHARACTERS_MAX);
    const { incident } = metadataOf(metadata);
    const asker = senderOf(context, body.user.id, viewId);
    await closeOrTell(ack, await incidents.reopen(asker, incident, reason));
  };

/** A thing to do is somebody's, and for a day: what is missing is told beside its input. */
export const postmortemSent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const { incident, seen } = metadataOf(metadata);
    const item = todoIn(inputs);
    if (item?.errors !== undefined) return ack({ response_action: 'errors', errors: item.errors });
    const answer = await incidents.writePostmortem(senderOf(context, body.user.id, viewId), incident, {
      impact: typedWithin(inputs[INPUT.impact] ?? '', 'What it meant', IMPACT_CHARACTERS_MAX),
      factors: typedWithin(inputs[INPUT.factors] ?? '', 'What led to it', FACTORS_CHARACTERS_MAX),
      item,
      ...(seen === undefined ? {} : { seen }),
    });
    // What was typed stays: it is theirs to bring together.
    if (answer.outcome === 'refused' && answer.code === 'written_meanwhile')
      return ack({
        response_action: 'errors',
        errors: { [INPUT.impact]: INCIDENT_REFUSALS.written_meanwhile },
      });
    await closeOrTell(ack, answer);
  };

type Todo = ItemWish & { readonly errors?: undefined };

function todoIn(inputs: Sent['inputs']): Todo | null | { readonly errors: Record<string, string> } {
  const [todo, owner, due] = [INPUT.todo, INPUT.owner, INPUT.due].map((name) => inputs[name] ?? '');
  if (typed(todo ?? '') === '') return null;
  const errors = {
    ...(owner === '' ? { [INPUT.owner]: 'Who does it?' } : {}),
    ...(due === '' ? { [INPUT.due]: 'By when?' } : {}),
  };
  if (Object.keys(errors).length > 0) return { errors };
  return {
    text: typedWithin(todo ?? '', 'What is to be done', TODO_CHARACTERS_MAX),
    owner: owner ?? '',
    due: due ?? '',
  };
}
