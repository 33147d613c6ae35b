/** The inputs of typed parameters, for the form of an action and of a check alike. Nothing that is typed here is SQL. */
import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Parameter, Parameters } from '../src/runbook/schema-parameters.ts';
import { INPUT } from './action-ids.ts';
import { input, line, option, plain, small, words } from './kit.ts';
import { OPTION_VALUE_CHARACTERS_MAX, OPTIONS_MAX } from './limits.ts';

type Texts = { readonly [parameter: string]: string };

/** What stands in the inputs when the form opens. */
export type Filled = {
  /** Filled in by the bot, and marked so; the person confirms by sending. */
  readonly filled: Texts;
  /** The title of the check whose result the values come from. */
  readonly from?: string;
  /** What could not be filled in, and why, by parameter. */
  readonly leftOut?: Texts;
  /** What is taken where nothing is typed, for those that follow another parameter. */
  readonly usual?: Texts;
};

/** The input of a parameter is named after it, so that an error finds its way back to it. */
export function parameterInput(id: string): string {
  return `${INPUT.parameterPrefix}${id}`;
}

/** That the bot filled something in, from where, and what it could not. */
export function filledLines({ filled, from, leftOut = {} }: Filled) {
  const source = from === undefined ? 'Filled in for you' : `Filled in by the bot from the check “${from}”`;
  const marked = Object.keys(filled).length === 0 ? [] : [line(words(`${source}: check every value.`))];
  const why =
    from === undefined || Object.keys(leftOut).length === 0
      ? []
      : [`The result of “${from}” has more to fill in, but:`];
  return [...marked, ...[...why, ...Object.values(leftOut)].map((text) => line(words(text)))];
}

export function parameterBlocks(parameters: Parameters, filled: Filled): readonly KnownBlock[] {
  return Object.values(parameters).map((parameter) => parameterBlock(parameter, filled));
}

function parameterBlock(
  parameter: Parameter,
  { filled, from, leftOut = {}, usual = {} }: Filled,
): KnownBlock {
  const id = parameterInput(parameter.id);
  const given = filled[parameter.id];
  const isLeftOut = Object.hasOwn(leftOut, parameter.id);
  const follows = isLeftOut ? undefined : usual[parameter.id];
  const own =
    'default' in parameter && parameter.default !== undefined && !isLeftOut && follows === undefined
      ? String(parameter.default)
      : undefined;
  const element = elementOf(parameter, id, given ?? own);
  const hint = given === undefined || from === undefined ? [] : [`Filled in from “${from}”.`];
  const hints = [...hint, ...(parameter.hint === undefined ? [] : [parameter.hint])].join(' ');
  const block = {
    ...input(id, parameter.label, withPlaceholder(element, follows), hints === '' ? undefined : hints),
    // An empty input stands for what follows from the others, whatever is chosen there.
    ...(follows === undefined && parameter.type !== 'order_columns' ? {} : { optional: true }),
  };
  // What other inputs offer depends on the table that is chosen, so the choice is told at once.
  return parameter.type === 'table' ? { ...block, dispatch_action: true } : block;
}

function withPlaceholder<Element extends InputBlock['element']>(
  element: Element,
  usual: string | undefined,
): Element {
  return usual === undefined
    ? element
    : { ...element, placeholder: plain(`${usual}, as the runbook says`, 150) };
}

/** Another value was chosen in the form: what stands for an empty input is another one. */
export function withUsual(view: ModalView, usual: Texts): ModalView {
  const blocks = view.blocks.map((block) => {
    const id = (block.block_id ?? '').slice(INPUT.parameterPrefix.length);
    const { element, optional } = block as InputBlock;
    const follows = block.block_id === parameterInput(id) && optional === true && Object.hasOwn(usual, id);
    return follows ? { ...block, element: withPlaceholder(element, usual[id]) } : block;
  });
  return { ...view, blocks };
}

/**
 * What there is to choose from, by parameter, under all inputs: on a phone a list between two of them would push the
 * second out of sight. What stood there before is replaced.
 */
export function withRecent(
  view: ModalView,
  recent: { readonly [parameter: string]: readonly string[] },
): ModalView {
  const inputs = view.blocks.filter((block) => !(block.block_id ?? '').startsWith(INPUT.recentPrefix));
  const lists = inputs.flatMap((block) => {
    const id = (block.block_id ?? '').slice(INPUT.parameterPrefix.length);
    const lines = block.block_id === parameterInput(id) ? recent[id] : undefined;
    if (lines === undefined || !('label' in block)) return [];
    const text = [`${block.label.text}:`, ...lines].join('\n');
    return [{ ...small(text), block_id: `${INPUT.recentPrefix}${id}` }];
  });
  return { ...view, blocks: [...inputs, ...lists] };
}

function elementOf(parameter: Parameter, id: string, initial: string | undefined): InputBlock['element'] {
  if (parameter.type === 'privilege') return several(parameter.of, id, initial);
  if (parameter.type === 'tables' && fitting(namesOf(parameter)))
    return several(namesOf(parameter), id, initial);
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
  // A clause that was left away is asked for again as an empty input.
  const start = initial === undefined || initial === '' ? {} : { initial_value: initial };
  switch (parameter.type) {
    case 'version':
      // A time has letters, which an input for numbers does not take.
      if (parameter.at_time !== undefined) return { type: 'plain_text_input', action_id: id, ...start };
      return { type: 'number_input', action_id: id, is_decimal_allowed: false, min_value: '0', ...start };
    case 'job':
      return { type: 'number_input', action_id: id, is_decimal_allowed: false, min_value: '0', ...start };
    case 'number':
      return { type: 'number_input', action_id: id, is_decimal_allowed: parameter.whole !== true, ...start };
    default:
      return { type: 'plain_text_input', action_id: id, ...start };
  }
}

/** Several of a list. What is filled in and not among them is shown as text, to be refused by name, never left out. */
function several(offered: readonly string[], id: string, initial: string | undefined): InputBlock['element'] {
  const filled = initial === undefined ? [] : initial.split(', ');
  if (!filled.every((value) => offered.includes(value))) {
    return { type: 'plain_text_input', action_id: id, initial_value: filled.join(', ') };
  }
  const named = (all: readonly string[]) => all.map((value) => option({ label: shortName(value), value }));
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
      : namesAmong(parameter).map(({ name }) => ({ label: shortName(name), value: name }));
  return fitting(named.map(({ value }) => value)) ? named.map(option) : null;
}

function fitting(values: readonly string[]): boolean {
  const isShort = values.every((value) => value.length <= OPTION_VALUE_CHARACTERS_MAX);
  return values.length > 0 && values.length <= OPTIONS_MAX && isShort;
}

function namesOf(parameter: Parameter): readonly string[] {
  return (parameter.among ?? []).map(({ name }) => name);
}

function namesAmong(parameter: Parameter): readonly { readonly name: string }[] {
  if (parameter.type === 'function') return parameter.masks ?? [];
  return parameter.type === 'table' ? (parameter.among ?? []) : [];
}

/** A menu shows 75 characters: of a long name the end tells more than the beginning. */
function shortName(name: string): string {
  return name.length <= 75 ? name : `…${name.slice(-74)}`;
}
