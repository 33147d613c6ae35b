/** What the steps of a procedure ask for in words: why one is left out, why all of it is given up, what a field holds. */
import type { ModalView } from '@slack/types';
import { INPUT, VIEW } from './action-ids.ts';
import { input, line, paragraph, words } from './kit.ts';
import { FIELD_CHARACTERS_MAX, REASON_CHARACTERS_MAX } from './limits.ts';
import { modal, textInput } from './modals.ts';

export function skipStepModal(procedure: string, step: string, text: string): ModalView {
  return modal(
    {
      callback: VIEW.skipStep,
      title: `Skip a step of ${procedure}`,
      submit: 'Skip',
      metadata: { procedure, step },
    },
    [paragraph(line(words(text))), reason('Why is it left out?')],
  );
}

export function fillStepModal(procedure: string, step: string, label: string): ModalView {
  return modal(
    {
      callback: VIEW.fillStep,
      title: `Fill in, ${procedure}`,
      submit: 'Fill in',
      metadata: { procedure, step },
    },
    [input(INPUT.note, label, textInput(INPUT.note, FIELD_CHARACTERS_MAX, false))],
  );
}

export function abortModal(procedure: string, title: string): ModalView {
  return modal(
    { callback: VIEW.abort, title: `Abort ${procedure}`, submit: 'Abort', metadata: { procedure } },
    [
      paragraph(line(words(`${title} stops here. What was changed stays as it is; Roll back leads back.`))),
      reason('Why?'),
    ],
  );
}

export function rollBackModal(procedure: string, title: string): ModalView {
  return modal(
    {
      callback: VIEW.rollBack,
      title: `Roll back ${procedure}`,
      submit: 'Roll back',
      metadata: { procedure },
    },
    [
      paragraph(line(words(`${title} goes no further. The card leads through the way back, step by step.`))),
      reason('Why?'),
    ],
  );
}

function reason(label: string) {
  return input(INPUT.reason, label, textInput(INPUT.reason, REASON_CHARACTERS_MAX, true));
}
