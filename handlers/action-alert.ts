/** Calling in a contact: chosen in a form from the card, or the one that a report’s causes name. */

import type { ModalView } from '@slack/types';
import { INPUT } from '../blocks/action-ids.ts';
import { alertModal } from '../blocks/alert-modal.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { AppError } from '../src/errors.ts';
import { answerPress, incidentWords } from './answer.ts';
import { waitInModal } from './answer-modal.ts';
import { type PressArgs, type SentArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { pressedByMember, replacerFor } from './member-modal.ts';
import { incidentIn, numberIn, pressed } from './pressed.ts';
import { askerOf, senderOf } from './request.ts';
import { metadataOf, sent } from './sent.ts';
import { typed, typedWithin } from './typed.ts';

export const openAlert =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident, open } = await pressedByMember(deps, args);
    await open(await formFor(deps, incident));
  };

/** In the place of the form in which it was pressed. */
export const alertInstead =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action } = args;
    await ack();
    const open = await replacerFor(deps, args);
    await open(await formFor(deps, incidentIn(pressed(body, action).value.at(-1))));
  };

async function formFor({ incidents, runbook }: HandlerDeps, incident: string): Promise<ModalView> {
  const { id } = await incidents.find(incident);
  const contacts = Object.values(runbook.contacts);
  if (contacts.length === 0) throw new AppError('not_found', 'The runbook has no contacts.');
  return alertModal(id, contacts);
}

/** Slack may take its time to say who is in a group, so the modal tells what came of it. */
export const alertSent =
  ({ incidents, log }: HandlerDeps) =>
  async ({ ack, body, view, context, client }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const { incident } = metadataOf(metadata);
    const note = inputs[INPUT.note] ?? '';
    const words =
      typed(note) === '' ? null : typedWithin(note, 'What they should know', REASON_CHARACTERS_MAX);
    const asker = senderOf(context, body.user.id, viewId);
    await ack({ response_action: 'update', view: noticeModal(incident, 'One moment…') });
    const show = waitInModal({ client, context, viewId }, log);
    const answer = await incidents.alert(asker, incident, inputs[INPUT.contact] ?? '', words);
    await show(
      noticeModal(
        incident,
        incidentWords(answer) ?? 'Done. The thread calls them in, or says how they are reached.',
      ),
    );
  };

/** In the words of the report: at night nobody types them again. */
export const alertFromReport =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    const { userId, value } = pressed(body, action);
    const incident = incidentIn(value[0]);
    const { alert, title, sentence } = await incidents.report(incident, numberIn(value[1]));
    if (alert === undefined) throw new AppError('not_found', 'This button leads nowhere any more.');
    const words = `${title}: ${sentence}`.slice(0, REASON_CHARACTERS_MAX);
    const answer = await incidents.alert(askerOf(context, userId), incident, alert, words);
    await answerPress(respond, threadOf(body), incidentWords(answer));
  };
