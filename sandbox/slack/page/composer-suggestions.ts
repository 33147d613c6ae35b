/** The list above the composer: arrows move, Tab or Enter takes, Esc puts it away. */
import type { Command } from '../page-api.ts';
import { type Completion, completionAt } from './completion.ts';
import type { Directory } from './directory.ts';
import { el, replaceChildren } from './dom.ts';

export type Suggestions = {
  readonly element: HTMLElement;
  readonly show: (commands: readonly Command[], directory: Directory) => void;
  readonly close: () => void;
  /** True when the key was for the list. */
  readonly handleKey: (event: KeyboardEvent) => boolean;
  readonly onChosen: (listener: () => void) => void;
};

export function createSuggestions(field: HTMLTextAreaElement, id: string): Suggestions {
  const element = el('div', {
    class: 'suggestions',
    role: 'listbox',
    id,
    'aria-label': 'Suggestions',
    hidden: true,
  });
  let completion: Completion | null = null;
  let current = 0;
  let chosen = () => {};

  const close = () => {
    completion = null;
    element.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };
  const mark = (index: number) => {
    current = index;
    for (const [at, node] of [...element.children].entries()) {
      node.setAttribute('aria-selected', String(at === current));
      if (at === current) node.scrollIntoView({ block: 'nearest' });
    }
    field.setAttribute('aria-activedescendant', `${id}-${current}`);
  };
  const take = (index: number) => {
    const suggestion = completion?.suggestions[index];
    if (completion === null || suggestion === undefined) return;
    field.setRangeText(suggestion.insert, completion.from, completion.to, 'end');
    close();
    field.focus();
    chosen();
  };
  const show = (commands: readonly Command[], directory: Directory) => {
    completion = completionAt(field.value, field.selectionStart, commands, directory);
    if (completion === null) return close();
    const nodes = completion.suggestions.map(({ label, detail }, index) => {
      const node = el(
        'div',
        { role: 'option', id: `${id}-${index}` },
        el('span', {}, label),
        el('small', {}, detail),
      );
      // Before the field loses the focus.
      node.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        take(index);
      });
      return node;
    });
    replaceChildren(element, nodes);
    element.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    mark(0);
  };
  field.addEventListener('blur', close);

  return {
    element,
    show,
    close,
    handleKey: (event) => {
      if (completion === null) return false;
      const count = completion.suggestions.length;
      const typed = field.value.slice(completion.from, completion.to);
      // A command that stands there in full is sent by Enter; only what is unfinished is completed by it.
      const isWhole = completion.suggestions[current]?.insert.trim() === typed;
      if (event.key === 'ArrowDown') mark((current + 1) % count);
      else if (event.key === 'ArrowUp') mark((current - 1 + count) % count);
      else if (event.key === 'Escape') close();
      else if (event.key === 'Tab' && !event.shiftKey) take(current);
      else if (event.key === 'Enter' && !isWhole) take(current);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    onChosen: (listener) => {
      chosen = listener;
    },
  };
}
