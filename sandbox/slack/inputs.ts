/** What stands in the inputs of a message or view, and what a press on an element tells the app. */
import { isRecord } from './blocks-check.ts';
import { optionsOf } from './blocks-composition.ts';
import type { Values } from './page-api.ts';

export type Element = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly action_id: string;
};

export type Placed = {
  readonly blockId: string;
  readonly element: Element;
  /** The input block that the element stands in. */
  readonly input?: { readonly label: string; readonly optional: boolean };
};

/** Every interactive element of the blocks, in reading order. */
export function elementsOf(blocks: readonly unknown[]): readonly Placed[] {
  return blocks.filter(isRecord).flatMap((block) => {
    const blockId = String(block.block_id);
    if (Array.isArray(block.child_blocks)) return elementsOf(block.child_blocks);
    const input = block.type === 'input' ? { input: inputOf(block) } : {};
    const candidates = [block.accessory, block.element, ...listOf(block.elements), ...listOf(block.actions)];
    return candidates.filter(isElement).map((element) => ({ blockId, element, ...input }));
  });
}

function inputOf(block: Readonly<Record<string, unknown>>): { label: string; optional: boolean } {
  const label = isRecord(block.label) ? String(block.label.text) : '';
  return { label, optional: block.optional === true };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isElement(value: unknown): value is Element {
  return isRecord(value) && typeof value.action_id === 'string' && typeof value.type === 'string';
}

type Value = Readonly<Record<string, unknown>>;

/**
 * `state.values`: one entry for every element that holds a value, in Slack's own shape. Options are taken from the
 * element, so that a browser cannot make one up; what was not sent stands as it stood before.
 */
export function statefulValues(blocks: readonly unknown[], sent: Values, before: Values): Values {
  const values: Record<string, Record<string, Value>> = {};
  for (const { blockId, element } of elementsOf(blocks)) {
    const given = sent[blockId]?.[element.action_id];
    const kept = before[blockId]?.[element.action_id];
    const value = valueOf(element, given ?? kept ?? initialOf(element));
    if (value === null) continue;
    values[blockId] = { ...values[blockId], [element.action_id]: { type: element.type, ...value } };
  }
  return values;
}

/** The member under which an element holds its value; null for those that hold none. */
function valueOf(element: Element, given: Value): Value | null {
  const options = optionsOf(element);
  const pick = (chosen: unknown): unknown =>
    options.find((option) => isRecord(option) && isRecord(chosen) && option.value === chosen.value) ?? null;
  switch (element.type) {
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return { value: typeof given.value === 'string' && given.value !== '' ? given.value : null };
    case 'static_select':
    case 'radio_buttons':
      return { selected_option: pick(given.selected_option) };
    case 'checkboxes':
    case 'multi_static_select':
      return {
        selected_options: listOf(given.selected_options)
          .map(pick)
          .filter((option) => option !== null),
      };
    case 'users_select':
      return { selected_user: given.selected_user ?? null };
    case 'multi_users_select':
      return { selected_users: listOf(given.selected_users) };
    case 'conversations_select':
      return { selected_conversation: given.selected_conversation ?? null };
    case 'channels_select':
      return { selected_channel: given.selected_channel ?? null };
    case 'datepicker':
      return { selected_date: given.selected_date ?? null };
    case 'timepicker':
      return { selected_time: given.selected_time ?? null };
    case 'datetimepicker':
      return { selected_date_time: given.selected_date_time ?? null };
    default:
      return null;
  }
}

function initialOf(element: Element): Value {
  return {
    value: element.initial_value,
    selected_option: element.initial_option,
    selected_options: element.initial_options,
    selected_user: element.initial_user,
    selected_users: element.initial_users,
    selected_conversation: element.initial_conversation,
    selected_channel: element.initial_channel,
    selected_date: element.initial_date,
    selected_time: element.initial_time,
    selected_date_time: element.initial_date_time,
  };
}

/** One chosen value, as the page sends it, put where the element's type keeps it. */
export function selectedValue(element: Element, selected: string): Value {
  const option = { value: selected };
  return {
    value: selected,
    selected_option: option,
    selected_options: [option],
    selected_user: selected,
    selected_users: [selected],
    selected_conversation: selected,
    selected_channel: selected,
    selected_date: selected,
    selected_time: selected,
    selected_date_time: element.type === 'datetimepicker' ? Number(selected) : undefined,
  };
}

/** The entry of `actions` in a block_actions payload; null when a chosen option is not on offer. */
export function actionOf(
  placed: Placed,
  values: Values,
  selected: string | undefined,
  ts: string,
): Value | null {
  const { element, blockId } = placed;
  const base = { action_id: element.action_id, block_id: blockId, type: element.type, action_ts: ts };
  if (element.type === 'button' || element.type === 'icon_button') {
    const value = element.value === undefined ? {} : { value: element.value };
    return { ...base, text: element.text, ...value };
  }
  if (element.type === 'overflow') {
    const option = optionsOf(element).find((each) => isRecord(each) && each.value === selected);
    return option === undefined ? null : { ...base, selected_option: option };
  }
  const value = values[blockId]?.[element.action_id] ?? {};
  if (selected !== undefined && value.selected_option === null) return null;
  const placeholder = element.placeholder === undefined ? {} : { placeholder: element.placeholder };
  return { ...base, ...value, ...placeholder };
}
