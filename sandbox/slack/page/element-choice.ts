/** radio_buttons and checkboxes. */
import type { Checkboxes, Option, RadioButtons } from '@slack/types';
import { el, uniqueId } from './dom.ts';
import { drawTextObject } from './draw-text.ts';
import { isConfirmed } from './element-button.ts';
import { controlAttributes, heldState, hold, type Spot } from './surface.ts';

type Rules = {
  readonly role: 'radiogroup' | 'group';
  readonly type: 'radio' | 'checkbox';
  readonly chosen: () => readonly Option[];
  readonly choose: (option: Option, isOn: boolean) => void;
};

export function drawRadioButtons(element: RadioButtons, spot: Spot): HTMLElement {
  return drawChoices(element, spot, {
    role: 'radiogroup',
    type: 'radio',
    chosen: () => {
      const option = heldState(spot, element)['selected_option'] as Option | null;
      return option === null ? [] : [option];
    },
    choose: (option) =>
      hold(spot, element, { type: element.type, selected_option: option }, option.value ?? ''),
  });
}

export function drawCheckboxes(element: Checkboxes, spot: Spot): HTMLElement {
  const chosen = () => heldState(spot, element)['selected_options'] as readonly Option[];
  return drawChoices(element, spot, {
    role: 'group',
    type: 'checkbox',
    chosen,
    choose: (option, isOn) => {
      const others = chosen().filter((each) => each.value !== option.value);
      hold(spot, element, { type: element.type, selected_options: isOn ? [...others, option] : others });
    },
  });
}

function drawChoices(element: RadioButtons | Checkboxes, spot: Spot, rules: Rules): HTMLElement {
  const name = uniqueId('choice');
  const ticks = new Map<HTMLInputElement, Option>();
  const box = el('div', { class: 'choices', role: rules.role, ...spot.labels });
  const show = () => {
    const values = rules.chosen().map((option) => option.value);
    for (const [tick, option] of ticks) tick.checked = values.includes(option.value);
  };
  for (const option of element.options) {
    const own = controlAttributes({ ...spot, labels: {} }, element, option.value ?? '');
    const tick = el('input', { type: rules.type, name, ...own });
    ticks.set(tick, option);
    const choose = async () => {
      const isOn = tick.checked;
      if (await isConfirmed(element.confirm, spot)) rules.choose(option, isOn);
      show();
    };
    tick.addEventListener('change', () => void choose());
    box.append(el('label', { class: 'choice' }, tick, drawOption(option, spot)));
  }
  show();
  return box;
}

function drawOption(option: Option, spot: Spot): HTMLElement {
  const { directory } = spot.surface;
  const description = option.description;
  return el(
    'span',
    { class: 'choice-text' },
    drawTextObject(option.text, directory),
    description !== undefined && el('small', {}, drawTextObject(description, directory)),
  );
}
