/**
 * What stands in each input, in the shape of Slack's `view.state.values`:
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 * Every stateful element is there, touched or not; buttons and overflow menus never are.
 */
import type { Values } from '../page-api.ts';

export type InputState = Readonly<Record<string, unknown>> & { readonly type: string };

/** An element or block as it came over the wire: which fields it has depends on its type. */
export type Loose = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly block_id?: string;
  readonly action_id?: string;
};

/** What every interactive element of @slack/types has in common. */
export type Actionable = { readonly type: string; readonly action_id?: string };

export type Inputs = {
  readonly get: (place: string, blockId: string, element: Actionable) => InputState | null;
  readonly set: (place: string, blockId: string, actionId: string, state: InputState) => void;
};

type Field = { readonly holds: string; readonly initial: string; readonly empty: unknown };

const FIELDS: { readonly [type: string]: Field } = {
  plain_text_input: { holds: 'value', initial: 'initial_value', empty: null },
  email_text_input: { holds: 'value', initial: 'initial_value', empty: null },
  url_text_input: { holds: 'value', initial: 'initial_value', empty: null },
  number_input: { holds: 'value', initial: 'initial_value', empty: null },
  static_select: { holds: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { holds: 'selected_option', initial: 'initial_option', empty: null },
  checkboxes: { holds: 'selected_options', initial: 'initial_options', empty: [] },
  multi_static_select: { holds: 'selected_options', initial: 'initial_options', empty: [] },
  users_select: { holds: 'selected_user', initial: 'initial_user', empty: null },
  multi_users_select: { holds: 'selected_users', initial: 'initial_users', empty: [] },
  channels_select: { holds: 'selected_channel', initial: 'initial_channel', empty: null },
  multi_channels_select: { holds: 'selected_channels', initial: 'initial_channels', empty: [] },
  conversations_select: { holds: 'selected_conversation', initial: 'initial_conversation', empty: null },
  multi_conversations_select: {
    holds: 'selected_conversations',
    initial: 'initial_conversations',
    empty: [],
  },
  datepicker: { holds: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { holds: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { holds: 'selected_date_time', initial: 'initial_date_time', empty: null },
};

/** The field of an input's state that holds its value; null for elements that hold none. */
export function heldField(type: string): string | null {
  return FIELDS[type]?.holds ?? null;
}

export function createInputs(): Inputs {
  const places = new Map<string, Map<string, InputState>>();
  const keyOf = (blockId: string, actionId: string) => JSON.stringify([blockId, actionId]);
  return {
    get: (place, blockId, actionable) => {
      const element = actionable as Loose;
      const kept = places.get(place)?.get(keyOf(blockId, actionable.action_id ?? ''));
      return kept?.type === element.type && isOffered(element, kept) ? kept : initialState(element);
    },
    set: (place, blockId, actionId, state) => {
      const here = places.get(place) ?? new Map<string, InputState>();
      here.set(keyOf(blockId, actionId), state);
      places.set(place, here);
    },
  };
}

function initialState(element: Loose): InputState | null {
  const field = FIELDS[element.type];
  if (field === undefined) return null;
  return { type: element.type, [field.holds]: element[field.initial] ?? field.empty };
}

/** The text of a field that should hold one. */
export function textOf(held: unknown): string {
  return typeof held === 'string' ? held : '';
}

/** A choice that an update of the view no longer offers is not kept. */
function isOffered(element: Loose, state: InputState): boolean {
  const groups = (element['option_groups'] as readonly { readonly options: readonly Loose[] }[]) ?? [];
  const own = (element['options'] as readonly Loose[] | undefined) ?? [];
  const offered = [...own, ...groups.flatMap((group) => group.options)].map((option) => option['value']);
  const chosen = [state['selected_option'], ...((state['selected_options'] as readonly unknown[]) ?? [])];
  return chosen
    .filter((option): option is Loose => option !== null && option !== undefined)
    .every((option) => offered.includes(option['value']));
}

/** All inputs of a message or modal as they stand; null when it has none. */
export function collectValues(blocks: readonly Loose[], place: string, inputs: Inputs): Values | null {
  const values: Record<string, Record<string, InputState>> = {};
  for (const block of blocks) {
    const blockId = block.block_id ?? '';
    for (const element of elementsOf(block)) {
      const state = inputs.get(place, blockId, element);
      if (state === null) continue;
      values[blockId] = { ...values[blockId], [element.action_id ?? '']: state };
    }
    const children = block['child_blocks'] as readonly Loose[] | undefined;
    if (children !== undefined) Object.assign(values, collectValues(children, place, inputs));
  }
  return Object.keys(values).length === 0 ? null : values;
}

function elementsOf(block: Loose): readonly Loose[] {
  if (block.type === 'input') return [block['element'] as Loose];
  if (block.type === 'actions') return block['elements'] as readonly Loose[];
  return block.type === 'section' && block['accessory'] !== undefined ? [block['accessory'] as Loose] : [];
}
