/** Modal dialogs on the browser's own <dialog>: what is behind is inert, and the focus goes back where it came from. */
import { el } from './dom.ts';
import { caretIn, restoreCaret } from './keyed.ts';

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

/** Shows the dialog; the answer puts it away and returns the focus. */
export function openDialog(dialog: HTMLDialogElement, onEscape: () => void): () => void {
  const from = document.activeElement;
  const caret = caretIn(document.body);
  let isOurs = false;
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') wrapFocus(dialog, event);
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onEscape();
  });
  // A phone's Back comes without a key, and a second one closes the dialog whether we like it or not.
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    onEscape();
  });
  dialog.addEventListener('close', () => {
    if (!isOurs) onEscape();
  });
  document.body.append(dialog);
  dialog.showModal();
  return () => {
    isOurs = true;
    dialog.close();
    dialog.remove();
    // The message under the dialog may have been drawn again meanwhile: then its successor is found by key.
    if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    else if (caret !== null) restoreCaret(document.body, caret);
  };
}

function wrapFocus(dialog: HTMLElement, event: KeyboardEvent): void {
  const stops = [...dialog.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (stop) => stop.offsetParent !== null,
  );
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}

export type Question = {
  readonly title: string;
  readonly body: Node;
  readonly confirm: string;
  readonly deny: string;
  readonly danger: boolean;
};

/** Block Kit's confirm object: nothing is sent before the yes. */
export function ask(question: Question): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const yes = el(
    'button',
    { type: 'button', class: question.danger ? 'button danger' : 'button primary' },
    question.confirm,
  );
  const no = el('button', { type: 'button', class: 'button' }, question.deny);
  const dialog = el(
    'dialog',
    { class: 'dialog confirm', 'aria-label': question.title },
    el('h2', {}, question.title),
    el('div', { class: 'dialog-body' }, question.body),
    el('div', { class: 'dialog-foot' }, no, yes),
  );
  const finish = (answer: boolean) => {
    close();
    resolve(answer);
  };
  const close = openDialog(dialog, () => finish(false));
  yes.addEventListener('click', () => finish(true));
  no.addEventListener('click', () => finish(false));
  yes.focus();
  return promise;
}
