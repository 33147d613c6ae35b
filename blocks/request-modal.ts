/** What a person fills in to ask for a change. Nothing that is typed here is SQL. */
import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Action } from '../src/runbook/schema-actions.ts';
import type { Parameter } from '../src/runbook/schema-parameters.ts';
import { ACTION, INPUT, VIEW } from './action-ids.ts';
import { blocks, bold, input, line, option, paragraph, plain, small, words } from './kit.ts';
import {
  OPTION_VALUE_CHARACTERS_MAX,
  OPTIONS_MAX,
  REASON_CHARACTERS_MAX,
  VIEW_TITLE_CHARACTERS_MAX,
} from './limits.ts';
import { modal } from './modals.ts';

export type RequestForm = {
  readonly incident: string;
  readonly action: Action;
  /** Filled in by the bot, and marked so; the person confirms by sending. */
  readonly filled: { readonly [parameter: string]: string };
  readonly why: string | null;
  readonly undoOf: string | null;
};

/** The input of a parameter is named after it, so that an error finds its way back to it. */
export function parameterInput(id: string): string {
  return `${INPUT.parameterPrefix}${id}`;
}

export function requestModal({ incident, action, filled, why, undoOf }: RequestForm): ModalView {
  const { groups, people } = action.approvers;
  const who = `${people === 1 ? 'One other person' : `${people} other people`} of @${groups.join(', @')}`;
  const metadata = { incident, action: action.id, undoOf };
  const hasFilled = Object.keys(filled).length > 0;
  return modal({ callback: VIEW.request, title: `Request for ${incident}`, submit: 'Request', metadata }, [
    ...blocks(
      paragraph(
        line(bold(action.title), words(action.risk === 'destructive' ? ' · destructive' : ' · change')),
        line(words(`${who} must approve the exact statement. Nothing runs before that.`)),
        ...(why === null ? [] : [line(words(why))]),
        ...(hasFilled ? [line(words('Filled in for you: check every value.'))] : []),
      ),
    ),
    ...Object.values(action.parameters).map((parameter) => parameterBlock(parameter, filled[parameter.id])),
    input(INPUT.reason, 'Why? The approver decides on this.', {
      type: 'plain_text_input',
      action_id: INPUT.reason,
      multiline: true,
      min_length: 3,
      max_length: REASON_CHARACTERS_MAX,
    }),
  ]);
}

/** What there is to choose from, by parameter, drawn under its input; what stood there before is replaced. */
export function withRecent(
  view: ModalView,
  recent: { readonly [parameter: string]: readonly string[] },
): ModalView {
  const drawn = view.blocks
    .filter((block) => !(block.block_id ?? '').startsWith(INPUT.recentPrefix))
    .flatMap((block) => {
      const id = (block.block_id ?? '').slice(INPUT.parameterPrefix.length);
      const lines = block.block_id === parameterInput(id) ? recent[id] : undefined;
      return lines === undefined
        ? [block]
        : [block, { ...small(lines.join('\n')), block_id: `${INPUT.recentPrefix}${id}` }];
    });
  return { ...view, blocks: drawn };
}

function parameterBlock(parameter: Parameter, filled: string | undefined): KnownBlock {
  const id = parameterInput(parameter.id);
  const initial =
    filled ??
    ('default' in parameter && parameter.default !== undefined ? String(parameter.default) : undefined);
  const block = input(id, parameter.label, elementOf(parameter, id, initial), parameter.hint);
  // What other inputs offer depends on the table that is chosen, so the choice is told at once.
  return parameter.type === 'table' ? { ...block, dispatch_action: true } : block;
}

function elementOf(parameter: Parameter, id: string, initial: string | undefined): InputBlock['element'] {
  if (parameter.type === 'privilege') return privileges(parameter.of, id, initial);
  const options = choices(parameter);
  if (options !== null) {
    const chosen = options.find((candidate) => candidate.value === initial);
    return {
      type: 'static_select',
      action_id: id,
      options,
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    };
  }
  const start = initial === undefined ? {} : { initial_value: initial };
  switch (parameter.type) {
    case 'version':
      // A time has letters, which an input for numbers does not take.
      if (parameter.at_time !== undefined) return { type: 'plain_text_input', action_id: id, ...start };
      return { type: 'number_input', action_id: id, is_decimal_allowed: false, min_value: '0', ...start };
    case 'job':
      return { type: 'number_input', action_id: id, is_decimal_allowed: false, min_value: '0', ...start };
    case 'number':
      return { type: 'number_input', action_id: id, is_decimal_allowed: true, ...start };
    default:
      return { type: 'plain_text_input', action_id: id, ...start };
  }
}

/** Several of a list. What is filled in and not among them is shown as text, to be refused by name, never left out. */
function privileges(
  offered: readonly string[],
  id: string,
  initial: string | undefined,
): InputBlock['element'] {
  const filled = initial === undefined ? [] : initial.split(', ');
  if (!filled.every((privilege) => offered.includes(privilege))) {
    return { type: 'plain_text_input', action_id: id, initial_value: filled.join(', ') };
  }
  const named = (all: readonly string[]) => all.map((value) => option({ label: value, value }));
  return {
    type: 'multi_static_select',
    action_id: id,
    options: named(offered),
    ...(filled.length === 0 ? {} : { initial_options: named(filled) }),
  };
}

/** Null where a value is typed: free choice, or a list that Slack's menu cannot hold. */
function choices(parameter: Parameter) {
  const named =
    parameter.type === 'choice'
      ? parameter.of.map((value) => ({ label: value, value }))
      : parameter.type === 'table' && parameter.among !== undefined
        ? parameter.among.map(({ name }) => ({ label: shortName(name), value: name }))
        : [];
  const fits =
    named.length <= OPTIONS_MAX && named.every(({ value }) => value.length <= OPTION_VALUE_CHARACTERS_MAX);
  return named.length > 0 && fits ? named.map(option) : null;
}

/** A menu shows 75 characters: of a long name the end tells more than the beginning. */
function shortName(name: string): string {
  return name.length <= 75 ? name : `…${name.slice(-74)}`;
}

/** Which action? Asked only where there is more than one. */
export function chooseActionModal(incident: string, offered: readonly Action[]): ModalView {
  return {
    type: 'modal',
    callback_id: VIEW.request,
    private_metadata: JSON.stringify({ incident, action: null, undoOf: null }),
    title: plain(`Request for ${incident}`, VIEW_TITLE_CHARACTERS_MAX),
    close: plain('Not now', VIEW_TITLE_CHARACTERS_MAX),
    blocks: [
      {
        type: 'actions',
        block_id: 'choose',
        elements: [
          {
            type: 'static_select',
            action_id: ACTION.requestActionChoice,
            placeholder: plain('What should be done?', 150),
            options: offered
              .slice(0, OPTIONS_MAX)
              .map(({ id, title }) => option({ label: title, value: id })),
          },
        ],
      },
    ],
  };
}

/** An answer in a modal: while it is worked on, and when there is nothing more to fill in. */
export function noticeModal(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: plain(title, VIEW_TITLE_CHARACTERS_MAX),
    close: plain('Close', VIEW_TITLE_CHARACTERS_MAX),
    blocks: [paragraph(line(words(text)))],
  };
}
