/** Private answers to a press: beside the message, in its thread; on Home, where there is no message, in a modal. */
import type { RespondFn } from '@slack/bolt';
import { sentence } from '../blocks/incident-list.ts';
import {
  APPROVAL_REFUSALS,
  CHECKLIST_REFUSALS,
  INCIDENT_REFUSALS,
  PROCEDURE_REFUSALS,
} from '../blocks/refusals.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import type { Decided } from '../src/approval/decide.ts';
import type { ChecklistAnswer } from '../src/checklist/service.ts';
import type { IncidentAnswer } from '../src/incident/service.ts';
import type { Applied } from '../src/journal/document.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { ProcedureAnswer } from '../src/procedure/service.ts';
import { inModal } from './answer-modal.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { homePressIn } from './home-press.ts';
import { replaceModal } from './open-modal.ts';

/** Only what the card and the thread do not show by themselves. */
export async function answerPress(
  /** Absent for a press in a modal, where no button of ours ends here. */
  respond: RespondFn | undefined,
  threadTs: string | undefined,
  text: string | null,
): Promise<void> {
  if (text !== null) await answerBeside(respond, threadTs, sentence(text));
}

/** A private message of its own, in the thread of the one that was pressed. */
export async function answerBeside(
  respond: RespondFn | undefined,
  threadTs: string | undefined,
  { text, blocks }: Message,
): Promise<void> {
  await respond?.({
    response_type: 'ephemeral',
    replace_original: false,
    text,
    blocks: [...blocks],
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
}

/** In the place of the private message that was pressed. */
export async function answerInPlace(
  respond: RespondFn | undefined,
  { text, blocks }: Message,
): Promise<void> {
  await respond?.({ response_type: 'ephemeral', replace_original: true, text, blocks: [...blocks] });
}

/** Where this press stands in a modal of ours: its answer takes the modal's place. */
function pressedModal(body: PressArgs['body']): string | null {
  return body.view?.type === 'modal' ? body.view.id : null;
}

/**
 * Where this press is answered. In a modal, there. On Home the modal opens before anything is done: its trigger lasts three seconds, and what
 * is done may take longer. A press there is always answered, also where a card would show it by itself.
 */
export async function answering(
  { body, respond, client, context }: PressArgs,
  log: HandlerDeps['log'],
  about: string,
): Promise<(text: string | null) => Promise<void>> {
  const viewId = pressedModal(body);
  if (viewId !== null) {
    return async (text) =>
      void (await replaceModal(client, viewId, noticeModal(about, text ?? 'Done. The card shows it.')));
  }
  const press = homePressIn(body);
  if (press === null) return (text) => answerPress(respond, threadOf(body), text);
  const { triggerId } = press;
  const show = await inModal({ client, context, triggerId }, log, noticeModal(about, 'One moment…'));
  return (text) => show(noticeModal(about, text ?? 'Done. Home shows it in a moment, and so does its card.'));
}

export function incidentWords(answer: IncidentAnswer): string | null {
  return wordsOf(answer, INCIDENT_REFUSALS);
}

export function checklistWords(answer: ChecklistAnswer): string | null {
  return wordsOf(answer, CHECKLIST_REFUSALS);
}

export function procedureWords(answer: ProcedureAnswer): string | null {
  return wordsOf(answer, PROCEDURE_REFUSALS);
}

function wordsOf<Code extends string>(
  answer: Applied<unknown, Code>,
  refusals: { readonly [code in Code]: string },
): string | null {
  switch (answer.outcome) {
    case 'committed':
    case 'duplicate':
      return null;
    case 'refused':
      return refusals[answer.code];
    case 'too_late':
    case 'not_durable':
      return 'The store did not take it. Try again in a moment.';
  }
}

export function decisionWords(decided: Decided): string | null {
  return decided.outcome === 'decided' ? null : APPROVAL_REFUSALS[decided.code];
}
