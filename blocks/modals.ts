/** The modals that ask for one or two things. They carry ids and versions, never secrets. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Severity } from '../src/incident/state.ts';
import { INPUT, VIEW } from './action-ids.ts';
import { input, line, option, paragraph, plain, words } from './kit.ts';
import {
  PRIVATE_METADATA_CHARACTERS_MAX,
  REASON_CHARACTERS_MAX,
  VIEW_TITLE_CHARACTERS_MAX,
} from './limits.ts';

type Frame = {
  readonly title: string;
  readonly metadata: object;
  /** What is sent, and what the button says; absent where nothing is filled in. */
  readonly callback?: string;
  readonly submit?: string;
};

export function modal({ callback, title, submit, metadata }: Frame, body: readonly KnownBlock[]): ModalView {
  const carried = JSON.stringify(metadata);
  if (carried.length > PRIVATE_METADATA_CHARACTERS_MAX)
    throw new Error(`${callback ?? title} carries ${carried.length} characters`);
  return {
    type: 'modal',
    ...(callback === undefined ? {} : { callback_id: callback }),
    private_metadata: carried,
    title: plain(title, VIEW_TITLE_CHARACTERS_MAX),
    ...(submit === undefined ? {} : { submit: plain(submit, VIEW_TITLE_CHARACTERS_MAX) }),
    close: plain('Not now', VIEW_TITLE_CHARACTERS_MAX),
    blocks: [...body],
  };
}

export type SeverityChoice = {
  readonly id: Severity;
  readonly name: string;
  readonly meaning: string;
  readonly respond: string;
};
export type AreaChoice = { readonly id: string; readonly title: string };

export function severityOptions(choices: readonly SeverityChoice[]) {
  return choices.map(({ id, name, respond }) =>
    option({ label: `${id} ${name} · respond within ${respond}`, value: id }),
  );
}

export function textInput(id: string, charactersMax: number, multiline: boolean, initial?: string) {
  return {
    type: 'plain_text_input' as const,
    action_id: id,
    multiline,
    max_length: charactersMax,
    min_length: 1,
    ...(initial === undefined || initial === '' ? {} : { initial_value: initial.slice(0, charactersMax) }),
  };
}

export function severityModal(
  incident: string,
  current: Severity,
  severities: readonly SeverityChoice[],
): ModalView {
  const options = severityOptions(severities);
  const initial = options.find((choice) => choice.value === current);
  return modal(
    { callback: VIEW.severity, title: `Severity of ${incident}`, submit: 'Change', metadata: { incident } },
    [
      input(INPUT.severity, 'Severity', {
        type: 'radio_buttons',
        action_id: INPUT.severity,
        options,
        ...(initial === undefined ? {} : { initial_option: initial }),
      }),
    ],
  );
}

/** Which checks are run depends on it, and neither the title nor anybody has told. */
export function areaModal(incident: string, areas: readonly AreaChoice[]): ModalView {
  const options = areas.map(({ id, title }) => option({ label: title, value: id }));
  return modal(
    { callback: VIEW.area, title: `Checks for ${incident}`, submit: 'Run checks', metadata: { incident } },
    [input(INPUT.area, 'What is it about?', { type: 'radio_buttons', action_id: INPUT.area, options })],
  );
}

export function resolveModal(incident: string, title: string): ModalView {
  return modal(
    { callback: VIEW.resolve, title: `Resolve ${incident}`, submit: 'Resolve', metadata: { incident } },
    [
      paragraph(line(words(title))),
      input(
        INPUT.summary,
        'What was done, and how do you know it is over?',
        textInput(INPUT.summary, REASON_CHARACTERS_MAX, true),
      ),
    ],
  );
}

export function reopenModal(incident: string, title: string): ModalView {
  return modal(
    { callback: VIEW.reopen, title: `Reopen ${incident}`, submit: 'Reopen', metadata: { incident } },
    [
      paragraph(line(words(title))),
      input(INPUT.reason, 'Why is it not over?', textInput(INPUT.reason, REASON_CHARACTERS_MAX, true)),
    ],
  );
}

/** What is left out is somebody's decision: the card names them, and their reason. */
export function skipModal(checklist: string, item: string, text: string): ModalView {
  return modal(
    { callback: VIEW.skip, title: `Skip in ${checklist}`, submit: 'Skip', metadata: { checklist, item } },
    [
      paragraph(line(words(text))),
      input(INPUT.reason, 'Why is it left out?', textInput(INPUT.reason, REASON_CHARACTERS_MAX, true)),
    ],
  );
}

/** What the pressed button carried, handed on to the modal that it opened, with the message that it stood on. */
export type CarriedPress = {
  readonly id: string;
  readonly revision: number;
  readonly fingerprint: string;
  readonly channel: string;
  readonly ts: string;
  /** Whom the modal was opened for, where only they may send it. */
  readonly reader?: string;
};

export function rejectModal(press: CarriedPress): ModalView {
  return modal({ callback: VIEW.reject, title: `Reject ${press.id}`, submit: 'Reject', metadata: press }, [
    input(
      INPUT.reason,
      'Why? The requester reads this.',
      textInput(INPUT.reason, REASON_CHARACTERS_MAX, true),
    ),
  ]);
}

export function settleModal(press: CarriedPress, applied: boolean, found: string): ModalView {
  const title = applied ? 'It was applied' : 'It was not applied';
  return modal({ callback: VIEW.settle, title, submit: title, metadata: { ...press, applied } }, [
    paragraph(line(words(`What the engine shows of ${press.id}: ${found}`))),
    input(INPUT.note, 'What did you look at yourself?', textInput(INPUT.note, REASON_CHARACTERS_MAX, true)),
  ]);
}
