/** Add note: the form, and the form sent. */
import { INPUT } from '../blocks/action-ids.ts';
import { NOTE_CHARACTERS_MAX } from '../blocks/limits.ts';
import { noteModal } from '../blocks/note-modal.ts';
import { INCIDENT_REFUSALS } from '../blocks/refusals.ts';
import type { NoteAnswer } from '../src/incident/note.ts';
import type { PressArgs, SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { pressedByMember } from './member-modal.ts';
import { senderOf } from './request.ts';
import { metadataOf, sent } from './sent.ts';
import { typed, typedWithin } from './typed.ts';
import { closeOrTell } from './view-incident.ts';

export const openNote =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident, open } = await pressedByMember(deps, args);
    const { id, title } = await deps.incidents.find(incident);
    await open(noteModal(id, title));
  };

/** What is wrong with the time is told beside it, and nothing is lost. */
export const noteSent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const { incident } = metadataOf(metadata);
    const when = typed(inputs[INPUT.when] ?? '');
    const answer = await incidents.note(senderOf(context, body.user.id, viewId), incident, {
      text: typedWithin(inputs[INPUT.note] ?? '', 'What happened', NOTE_CHARACTERS_MAX),
      when: when === '' ? null : when,
      isInThread: false,
    });
    const error = timeError(answer);
    if (error !== null) return ack({ response_action: 'errors', errors: { [INPUT.when]: error } });
    if (answer.outcome !== 'invalid') await closeOrTell(ack, answer);
  };

function timeError(answer: NoteAnswer): string | null {
  if (answer.outcome === 'invalid') return answer.error;
  const isAboutTime = answer.outcome === 'refused' && ['in_the_future', 'too_long_ago'].includes(answer.code);
  return isAboutTime ? INCIDENT_REFUSALS[answer.code] : null;
}
