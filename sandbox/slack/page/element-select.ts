/** Menus to choose from: static_select, users_select, channels_select, and their multi_ forms. */
import type { ConfirmationDialog, PlainTextElement, PlainTextOption } from '@slack/types';
import type { Directory } from './directory.ts';
import { el, replaceChildren } from './dom.ts';
import { plainText } from './draw-text.ts';
import { isConfirmed } from './element-button.ts';
import { controlAttributes, heldState, hold, type Spot } from './surface.ts';
import { heldField, type Loose, textOf } from './values.ts';

/** `held` is what stands in the state when it is chosen: the option itself, or the id of a person or channel. */
type Choice = {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly held: unknown;
};
type ChoiceGroup = { readonly label: string | null; readonly choices: readonly Choice[] };

/** The browser's own select: on a phone it is the system's picker, and every screen reader knows it. */
export function drawSelect(element: Loose, spot: Spot): HTMLElement {
  const groups = choicesOf(element, spot.surface.directory);
  const choices = groups.flatMap((group) => group.choices);
  const field = heldField(element.type) as string;
  const placeholder = element['placeholder'] as PlainTextElement | undefined;
  const empty = el('option', { value: '' }, placeholder === undefined ? 'Choose…' : plainText(placeholder));
  const select = el(
    'select',
    { class: 'field', ...controlAttributes(spot, element) },
    empty,
    groups.map(drawGroup),
  );
  if (select.getAttribute('aria-labelledby') === null)
    select.setAttribute('aria-label', empty.textContent ?? '');
  const description = el('small', { class: 'choice-description' });
  const show = () => {
    const current = valueOf(heldState(spot, element)[field]);
    select.value = current ?? '';
    replaceChildren(description, choices.find((choice) => choice.value === current)?.description ?? '');
  };
  show();
  const choose = async () => {
    const chosen = choices.find((choice) => choice.value === select.value);
    const confirm = chosen === undefined ? undefined : (element['confirm'] as ConfirmationDialog | undefined);
    if (await isConfirmed(confirm, spot)) {
      hold(spot, element, { type: element.type, [field]: chosen?.held ?? null }, chosen?.value);
    }
    show();
  };
  select.addEventListener('change', () => void choose());
  return el('span', { class: 'select' }, select, description);
}

function drawGroup(group: ChoiceGroup): HTMLElement | readonly HTMLElement[] {
  const options = group.choices.map((choice) => el('option', { value: choice.value }, choice.label));
  return group.label === null ? options : el('optgroup', { label: group.label }, options);
}

/** Several at once, as a box of ticks that scrolls when it is long. */
export function drawMultiSelect(element: Loose, spot: Spot): HTMLElement {
  const field = heldField(element.type) as string;
  const held = () => (heldState(spot, element)[field] as readonly unknown[]) ?? [];
  const choices = choicesOf(element, spot.surface.directory).flatMap((group) => group.choices);
  const box = el('div', { class: 'choices boxed', role: 'group', ...spot.labels });
  for (const choice of choices) {
    const tick = el('input', {
      type: 'checkbox',
      ...controlAttributes({ ...spot, labels: {} }, element, choice.value),
    });
    tick.checked = held().some((each) => valueOf(each) === choice.value);
    tick.addEventListener('change', () => {
      const others = held().filter((each) => valueOf(each) !== choice.value);
      const max = Number(element['max_selected_items'] ?? Number.POSITIVE_INFINITY);
      if (tick.checked && others.length >= max) tick.checked = false;
      else
        hold(spot, element, {
          type: element.type,
          [field]: tick.checked ? [...others, choice.held] : others,
        });
    });
    box.append(el('label', { class: 'choice' }, tick, el('span', {}, choice.label)));
  }
  return box;
}

function valueOf(held: unknown): string | null {
  if (typeof held === 'string') return held;
  return held === null || held === undefined ? null : textOf((held as Loose)['value']);
}

function choicesOf(element: Loose, directory: Directory): readonly ChoiceGroup[] {
  if (element.type.endsWith('users_select')) {
    const people = directory.people.map((person) => ({
      value: person.id,
      label: person.name,
      held: person.id,
    }));
    return [{ label: null, choices: people }];
  }
  if (element.type.endsWith('channels_select') || element.type.endsWith('conversations_select')) {
    const channels = directory.channels.map(({ id, name }) => ({ value: id, label: `#${name}`, held: id }));
    return [{ label: null, choices: channels }];
  }
  const groups = element['option_groups'] as
    | readonly { readonly label: PlainTextElement; readonly options: readonly PlainTextOption[] }[]
    | undefined;
  if (groups !== undefined) {
    return groups.map((group) => ({ label: plainText(group.label), choices: group.options.map(choiceOf) }));
  }
  return [{ label: null, choices: ((element['options'] as readonly PlainTextOption[]) ?? []).map(choiceOf) }];
}

function choiceOf(option: PlainTextOption): Choice {
  const description = option.description === undefined ? {} : { description: plainText(option.description) };
  return { value: option.value ?? '', label: plainText(option.text), held: option, ...description };
}
