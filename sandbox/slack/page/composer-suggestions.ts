/** The list above the composer: arrows move, Tab or Enter takes, Esc puts it away. */
import type { Command } from '../page-api.ts';
import { type Completion, completionAt, type Suggestion } from './completion.ts';
import type { Directory } from './directory.ts';
import { el, replaceChildren, setAttributes } from './dom.ts';

export type Suggestions = {
  readonly element: HTMLElement;
  readonly show: (commands: readonly Command[], directory: Directory) => void;
  readonly close: () => void;
  /** True when the key was for the list. */
  readonly handleKey: (event: KeyboardEvent) => boolean;
};

/** `onTaken`: the field holds what was chosen. */
export function createSuggestions(field: HTMLTextAreaElement, id: string, onTaken: () => void): Suggestions {
  const element = el('div', {
    class: 'suggestions',
    role: 'listbox',
    id,
    'aria-label': 'Suggestions',
    hidden: true,
  });
  let completion: Completion | null = null;
  let current = 0;

  const close = () => {
    completion = null;
    element.hidden = true;
    setAttributes(field, { 'aria-expanded': 'false', 'aria-activedescendant': undefined });
  };
  const mark = (index: number) => {
    current = index;
    markOption(element, index);
    field.setAttribute('aria-activedescendant', `${id}-${index}`);
  };
  const take = (index: number) => {
    const suggestion = completion?.suggestions[index];
    if (completion === null || suggestion === undefined) return;
    field.setRangeText(suggestion.insert, completion.from, completion.to, 'end');
    close();
    field.focus();
    onTaken();
  };
  const show = (commands: readonly Command[], directory: Directory) => {
    completion = completionAt(field.value, field.selectionStart, commands, directory);
    if (completion === null) return close();
    const options = completion.suggestions.map((each, index) =>
      drawOption(each, `${id}-${index}`, () => take(index)),
    );
    replaceChildren(element, options);
    element.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    mark(0);
  };
  const handleKey = (event: KeyboardEvent): boolean => {
    if (completion === null) return false;
    const { suggestions, from, to } = completion;
    // A command that stands there in full is sent by Enter; only what is unfinished is completed by it.
    const isWhole = suggestions[current]?.insert.trim() === field.value.slice(from, to);
    if (event.key === 'ArrowDown') mark((current + 1) % suggestions.length);
    else if (event.key === 'ArrowUp') mark((current - 1 + suggestions.length) % suggestions.length);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab' && !event.shiftKey) take(current);
    else if (event.key === 'Enter' && !event.shiftKey && !isWhole) take(current);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  field.addEventListener('blur', close);
  return { element, show, close, handleKey };
}

function markOption(list: HTMLElement, current: number): void {
  for (const [at, node] of [...list.children].entries()) {
    node.setAttribute('aria-selected', String(at === current));
    if (at === current) node.scrollIntoView({ block: 'nearest' });
  }
}

function drawOption(suggestion: Suggestion, id: string, take: () => void): HTMLElement {
  const { label, detail } = suggestion;
  const node = el('div', { role: 'option', id }, el('span', {}, label), el('small', {}, detail));
  // Before the field loses the focus.
  node.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    take();
  });
  return node;
}
