/** Inputs that are typed into: plain text, number, e-mail, address. What is allowed in them the app's side decides. */
import type { DispatchActionConfig, PlainTextElement } from '@slack/types';
import { el } from './dom.ts';
import { plainText } from './draw-text.ts';
import { controlAttributes, heldState, keep, press, type Spot } from './surface.ts';
import { type Loose, textOf } from './values.ts';

const INPUT_MODES: { readonly [type: string]: string } = {
  number_input: 'decimal',
  email_text_input: 'email',
  url_text_input: 'url',
};

export function drawTextInput(element: Loose, spot: Spot): HTMLElement {
  const placeholder = element['placeholder'] as PlainTextElement | undefined;
  const attributes = {
    class: 'field',
    placeholder: placeholder === undefined ? undefined : plainText(placeholder),
    autocomplete: 'off',
    ...controlAttributes(spot, element),
  };
  const multiline = element['multiline'] === true;
  const field = multiline
    ? el('textarea', { ...attributes, rows: 4 })
    : el('input', { ...attributes, type: 'text', inputmode: INPUT_MODES[element.type] });
  field.value = textOf(heldState(spot, element)['value']);
  const counter = drawCounter(element);
  counter?.show(field.value);
  field.addEventListener('input', () => {
    // Slack reports an emptied field as null, not as an empty text.
    keep(spot, element, { type: element.type, value: field.value === '' ? null : field.value });
    counter?.show(field.value);
    if (triggersOf(element).includes('on_character_entered') && spot.dispatches) press(spot, element);
  });
  field.addEventListener('keydown', (event) => {
    const enters =
      event instanceof KeyboardEvent && event.key === 'Enter' && !event.isComposing && !multiline;
    if (enters && spot.dispatches && triggersOf(element).includes('on_enter_pressed')) {
      event.preventDefault();
      press(spot, element);
    }
  });
  return counter === null ? field : el('span', { class: 'counted' }, field, counter.node);
}

function triggersOf(element: Loose): readonly string[] {
  const config = element['dispatch_action_config'] as DispatchActionConfig | undefined;
  return config?.trigger_actions_on ?? ['on_enter_pressed'];
}

type Counter = { readonly node: HTMLElement; readonly show: (text: string) => void };

/** Characters left, as Slack shows them near the limit; too many can be typed, and are then refused with a reason. */
function drawCounter(element: Loose): Counter | null {
  const max = element['max_length'];
  if (typeof max !== 'number') return null;
  const node = el('small', { class: 'counter', 'aria-live': 'polite' });
  return {
    node,
    show: (text) => {
      const left = max - text.length;
      node.textContent = left <= max / 4 ? String(left) : '';
      node.classList.toggle('over', left < 0);
    },
  };
}
