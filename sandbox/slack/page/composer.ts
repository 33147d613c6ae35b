/** Where one writes: a message, a reply, a slash command. Enter sends, Shift+Enter starts a line. */
import type { Actions } from './actions.ts';
import { createSuggestions } from './composer-suggestions.ts';
import type { Directory } from './directory.ts';
import { el, setAttributes, uniqueId } from './dom.ts';
import { icon } from './icon.ts';
import { drawShortcutsButton } from './message-menu.ts';
import { currentChannel, type PageState } from './store.ts';

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
  const field = drawField(name, listId);
  const send = el(
    'button',
    { type: 'button', class: 'send', 'aria-label': 'Send', disabled: true },
    icon('send'),
  );
  const suggestions = createSuggestions(field, listId, () => fit(field, send));
  const begin = el('span', { class: 'begin' });
  const box = el('div', { class: 'composer-box' }, begin, field, send);
  const element = el('div', { class: 'composer' }, suggestions.element, box);
  const drafts = new Map<string, string>();
  let props: ComposerProps | null = null;

  const put = (text: string) => {
    field.value = text;
    fit(field, send);
  };
  const submit = async () => {
    const text = field.value.trim();
    if (text === '' || props === null) return;
    const { key, thread } = props;
    put('');
    suggestions.close();
    if (await actions.say(text, thread)) return;
    // What was refused comes back, unless the person has begun something else.
    if (props.key !== key) drafts.set(key, text);
    else if (field.value === '') put(text);
  };
  field.addEventListener('input', () => {
    fit(field, send);
    if (props !== null) suggestions.show(props.state.snapshot?.commands ?? [], props.directory);
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || suggestions.handleKey(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void submit();
  });
  send.addEventListener('click', () => {
    void submit();
    field.focus();
  });
  const update = (next: ComposerProps) => {
    if (props?.key !== next.key) {
      if (props !== null) drafts.set(props.key, field.value);
      put(drafts.get(next.key) ?? '');
      suggestions.close();
    }
    props = next;
    drawBegin(begin, actions, next);
    setAttributes(field, { placeholder: next.label, 'aria-label': next.label });
  };
  const fill = (text: string) => {
    put(text);
    field.focus();
  };
  return { element, update, fill, focus: () => field.focus({ preventScroll: true }) };
}

/** The app's shortcuts that belong to no message; in a thread there are none, as in Slack. */
function drawBegin(begin: HTMLElement, actions: Actions, { state, thread }: ComposerProps): void {
  const shortcuts = actions.shortcuts('global');
  const signature = thread === null ? JSON.stringify(shortcuts) : '';
  if (begin.dataset['drawn'] === signature) return;
  begin.dataset['drawn'] = signature;
  const button = drawShortcutsButton({
    label: 'Shortcuts',
    key: 'shortcuts',
    sign: 'bolt',
    shortcuts: thread === null ? shortcuts : [],
    onChoose: (callbackId) =>
      void actions.runShortcut(callbackId, null, { channel: currentChannel(state) ?? '', thread: null }),
  });
  begin.replaceChildren(...(button === null ? [] : [button]));
}

function drawField(name: string, listId: string): HTMLTextAreaElement {
  return el('textarea', {
    rows: 1,
    'data-key': `composer/${name}`,
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    spellcheck: 'false',
  });
}

/** As high as what is in it; the style sheet says where that ends. */
function fit(field: HTMLTextAreaElement, send: HTMLButtonElement): void {
  send.disabled = field.value.trim() === '';
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
