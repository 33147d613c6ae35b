/** Where one writes: a message, a reply, a slash command. Enter sends, Shift+Enter starts a line. */
import type { Actions } from './actions.ts';
import { createSuggestions } from './composer-suggestions.ts';
import type { Directory } from './directory.ts';
import { el, uniqueId } from './dom.ts';
import { icon } from './icon.ts';
import type { PageState } from './store.ts';

export type ComposerProps = {
  readonly state: PageState;
  readonly directory: Directory;
  /** Person and channel or thread: each has its own draft. */
  readonly key: string;
  readonly label: string;
  readonly thread: string | null;
};

export type Composer = {
  readonly element: HTMLElement;
  readonly update: (props: ComposerProps) => void;
  readonly focus: () => void;
  readonly fill: (text: string) => void;
};

export function createComposer(actions: Actions, name: string): Composer {
  const listId = uniqueId('suggestions');
  const field = el('textarea', {
    rows: 1,
    'data-key': `composer/${name}`,
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    spellcheck: 'false',
  });
  const send = el(
    'button',
    { type: 'button', class: 'send', 'aria-label': 'Send', disabled: true },
    icon('send'),
  );
  const suggestions = createSuggestions(field, listId);
  const element = el(
    'div',
    { class: 'composer' },
    suggestions.element,
    el('div', { class: 'composer-box' }, field, send),
  );
  const drafts = new Map<string, string>();
  let props: ComposerProps | null = null;

  const fit = () => {
    send.disabled = field.value.trim() === '';
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  };
  const put = (text: string) => {
    field.value = text;
    fit();
  };
  const submit = async () => {
    const text = field.value.trim();
    if (text === '' || props === null) return;
    const { key, thread } = props;
    put('');
    suggestions.close();
    const isSent = await actions.say(text, thread);
    // What was refused comes back, unless the person has begun something else.
    if (isSent) return;
    if (props?.key === key && field.value === '') put(text);
    else if (props?.key !== key) drafts.set(key, text);
  };
  field.addEventListener('input', () => {
    fit();
    if (props !== null) suggestions.show(props.state.snapshot?.commands ?? [], props.directory);
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || suggestions.handleKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    }
  });
  suggestions.onChosen(fit);
  send.addEventListener('click', () => {
    void submit();
    field.focus();
  });

  return {
    element,
    update: (next) => {
      if (props?.key !== next.key) {
        if (props !== null) drafts.set(props.key, field.value);
        put(drafts.get(next.key) ?? '');
        suggestions.close();
      }
      props = next;
      field.placeholder = next.label;
      field.setAttribute('aria-label', next.label);
    },
    focus: () => field.focus({ preventScroll: true }),
    fill: (text) => {
      put(text);
      field.focus();
    },
  };
}
