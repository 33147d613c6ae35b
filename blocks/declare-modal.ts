/** The form that declares; and the question whether it is one that was declared a moment ago. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { SaidMessage } from '../src/incident/said.ts';
import type { Incident, Severity } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION, INPUT, VIEW } from './action-ids.ts';
import { SEVERITY_MARKS } from './incident-card.ts';
import {
  actions,
  blocks,
  bold,
  button,
  clip,
  fallback,
  input,
  line,
  moment,
  option,
  paragraph,
  person,
  plain,
  small,
  words,
} from './kit.ts';
import { AFFECTED_CHARACTERS_MAX, TITLE_CHARACTERS_MAX } from './limits.ts';
import { carriedMessage, previewBlocks } from './message-preview.ts';
import { type AreaChoice, modal, type SeverityChoice, severityOptions, textInput } from './modals.ts';

export type DeclareForm = {
  readonly severities: readonly SeverityChoice[];
  readonly areas: readonly AreaChoice[];
  readonly title?: string;
  readonly severity?: Severity;
  readonly area?: string;
  readonly affected?: string;
  readonly drill?: boolean;
  /** It is declared from something that was said. */
  readonly message?: SaidMessage;
  /** What it looks like. */
  readonly like?: Incident;
  /** What is open, told beside it. */
  readonly open?: readonly Incident[];
};

/** Of what is open, as much as is read at a glance. */
const OPEN_SHOWN = 3;
const TITLE_SHOWN_CHARACTERS = 60;

export function declareModal(form: DeclareForm): ModalView {
  const { title, severity, area, affected, drill = false, message, like, open = [] } = form;
  const severities = severityOptions(form.severities);
  const chosen = severities.find(({ value }) => value === (severity ?? 'P2')) ?? severities[0];
  const areas = form.areas.map(({ id, title: label }) => option({ label, value: id }));
  const chosenArea = areas.find(({ value }) => value === area);
  const metadata = {
    ...(like === undefined ? {} : { anyway: true }),
    ...(message === undefined ? {} : { message: carriedMessage(message) }),
  };
  const submit = like === undefined ? 'Declare' : 'Declare anyway';
  return modal({ callback: VIEW.declare, title: 'Declare an incident', submit, metadata }, [
    ...(like === undefined ? [] : looksLike(like)),
    ...(message === undefined ? [] : previewBlocks(message)),
    ...blocks(
      input(INPUT.title, 'What is wrong?', textInput(INPUT.title, TITLE_CHARACTERS_MAX, false, title)),
      input(INPUT.severity, 'Severity', {
        type: 'radio_buttons',
        action_id: INPUT.severity,
        options: severities,
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      }),
      areas.length === 0
        ? null
        : {
            ...input(INPUT.area, 'Area', {
              type: 'static_select',
              action_id: INPUT.area,
              placeholder: plain('Found from the title'),
              options: areas,
              ...(chosenArea === undefined ? {} : { initial_option: chosenArea }),
            }),
            optional: true,
          },
      {
        ...input(
          INPUT.affected,
          'What is affected?',
          textInput(INPUT.affected, AFFECTED_CHARACTERS_MAX, false, affected),
          'Tables, services, customers.',
        ),
        optional: true,
      },
      drillChoice(drill),
      open.length === 0 ? null : small(openLine(open)),
    ),
  ]);
}

function drillChoice(isChosen: boolean): KnownBlock {
  const choice = option({ label: 'Nobody is paged, nothing runs, it is not counted', value: INPUT.drill });
  return {
    ...input(INPUT.drill, 'Is it a drill?', {
      type: 'checkboxes',
      action_id: INPUT.drill,
      options: [choice],
      ...(isChosen ? { initial_options: [choice] } : {}),
    }),
    optional: true,
  };
}

function openLine(open: readonly Incident[]): string {
  const shown = open
    .slice(0, OPEN_SHOWN)
    .map(({ id, severity, title }) => `${id} ${severity} ${clip(title, TITLE_SHOWN_CHARACTERS)}`);
  const more = open.length > OPEN_SHOWN ? ' · and more' : '';
  return `Open now: ${shown.join(' · ')}${more}`;
}

function looksLike(like: Incident): KnownBlock[] {
  return [
    paragraph(line(bold('Is it this one?')), line(...likeElements(like))),
    actions(button(`Join ${like.id}`, ACTION.join, { value: like.id, style: 'primary' })),
  ];
}

function likeElements({ id, severity, title, declaredBy, declaredAtMs }: Incident) {
  return [
    words(`${SEVERITY_MARKS[severity]} ${severity} `),
    bold(id),
    words(` ${title}, declared by `),
    person(declaredBy),
    words(' '),
    moment(declaredAtMs, '{time}'),
  ];
}

/** Where no form can be opened. `said`: the message that asked for it, which is read again when it is to be declared. */
export function looksLikeAnswer(
  like: Incident,
  said: { readonly channel: string; readonly ts: string },
): Message {
  return {
    text: fallback(`Nothing was declared: is it ${like.id}?`),
    blocks: blocks(
      paragraph(line(bold('Nothing was declared yet. Is it this one?')), line(...likeElements(like))),
      actions(
        button(`Join ${like.id}`, ACTION.join, { value: like.id, style: 'primary' }),
        button('Declare anyway', ACTION.declareAnyway, { value: `${said.channel}|${said.ts}` }),
      ),
    ),
  };
}
