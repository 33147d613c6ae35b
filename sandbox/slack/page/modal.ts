/** The modal on top, as the server says it is: what was typed survives an update of the view where ids stay equal. */
import type { ModalView } from '@slack/types';
import type { Modal } from '../page-api.ts';
import type { Actions } from './actions.ts';
import { drawBlocks } from './blocks.ts';
import { openDialog } from './dialog.ts';
import { el, replaceChildren, uniqueId } from './dom.ts';
import { drawTextBlocks, plainText } from './draw-text.ts';
import { icon } from './icon.ts';
import { caretIn, restoreCaret } from './keyed.ts';
import { parseMrkdwn } from './mrkdwn.ts';
import type { PageState } from './store.ts';

type Shown = {
  readonly viewId: string;
  readonly update: (state: PageState, modal: Modal) => void;
  readonly close: () => void;
};

export function createModalHost(actions: Actions): { readonly update: (state: PageState) => void } {
  let shown: Shown | null = null;
  return {
    update: (state) => {
      const modal = state.snapshot?.modal ?? null;
      if (shown !== null && shown.viewId !== modal?.viewId) {
        shown.close();
        shown = null;
      }
      if (modal === null) return;
      shown ??= openModal(modal.viewId, actions);
      shown.update(state, modal);
    },
  };
}

function openModal(viewId: string, actions: Actions): Shown {
  const titleId = uniqueId('modal-title');
  const form = el('form', { class: 'modal', novalidate: true });
  const dialog = el('dialog', { class: 'dialog', 'aria-labelledby': titleId }, form);
  const leave = () => void actions.closeModal(viewId);
  const close = openDialog(dialog, leave);
  let blocks: ModalView['blocks'] = [];
  let signature = '';
  let isSubmitting = false;
  const submit = async () => {
    if (form.getAttribute('aria-busy') === 'true') return;
    isSubmitting = true;
    setBusy(form, true);
    await actions.submit(viewId, blocks);
    isSubmitting = false;
    setBusy(form, false);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  const update = (state: PageState, modal: Modal) => {
    const notices = state.notices.filter(({ where }) => 'viewId' in where && where.viewId === viewId);
    const next = JSON.stringify([modal, notices.length, state.directory?.version]);
    if (next === signature || state.directory === null) return;
    const isFirst = signature === '';
    signature = next;
    const view = modal.view as ModalView;
    ({ blocks } = view);
    const surface = actions.surfaceOf({ place: { viewId }, blocks, where: { viewId } });
    const said = notices.at(-1)?.text;
    const scroll = form.querySelector('.dialog-body')?.scrollTop ?? 0;
    const caret = caretIn(form);
    const body = el(
      'div',
      { class: 'dialog-body' },
      said !== undefined &&
        el(
          'div',
          { class: 'block alert error', role: 'alert' },
          drawTextBlocks(parseMrkdwn(said), surface.directory),
        ),
      drawBlocks(blocks, surface, modal.errors),
    );
    replaceChildren(form, drawHead(view, titleId, leave), body, drawFoot(view, leave));
    setBusy(form, modal.busy || isSubmitting);
    body.scrollTop = scroll;
    placeFocus(form, caret, modal, isFirst);
  };
  return { viewId, update, close };
}

function drawHead(view: ModalView, id: string, leave: () => void): HTMLElement {
  const close = el('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close' }, icon('close'));
  close.addEventListener('click', leave);
  return el('div', { class: 'dialog-head' }, el('h2', { id }, plainText(view.title)), close);
}

function drawFoot(view: ModalView, leave: () => void): HTMLElement {
  const cancel = el(
    'button',
    { type: 'button', class: 'button', 'data-key': 'modal/close' },
    view.close === undefined ? 'Cancel' : plainText(view.close),
  );
  cancel.addEventListener('click', leave);
  const submit =
    view.submit === undefined
      ? null
      : el(
          'button',
          { type: 'submit', class: 'button primary', 'data-key': 'modal/submit' },
          el('span', {}, plainText(view.submit)),
        );
  return el('div', { class: 'dialog-foot' }, cancel, submit);
}

function setBusy(form: HTMLElement, isBusy: boolean): void {
  form.setAttribute('aria-busy', String(isBusy));
  const submit = form.querySelector('[type="submit"]');
  if (isBusy) submit?.setAttribute('aria-busy', 'true');
  else submit?.removeAttribute('aria-busy');
}

/** Where the person was; else at the first error, the input that asks for it, the first one, the way on. */
function placeFocus(
  form: HTMLElement,
  caret: ReturnType<typeof caretIn>,
  modal: Modal,
  isFirst: boolean,
): void {
  if (Object.keys(modal.errors).length > 0) {
    form.querySelector<HTMLElement>('.input.invalid [data-key]')?.focus();
    return;
  }
  if (caret !== null) restoreCaret(form, caret);
  if (!isFirst && form.contains(document.activeElement)) return;
  const asked = (
    modal.view.blocks as readonly { readonly element?: { focus_on_load?: boolean; action_id?: string } }[]
  )
    .map((block) => block.element)
    .find((element) => element?.focus_on_load === true);
  const wanted =
    asked === undefined
      ? null
      : form.querySelector<HTMLElement>(`[data-action-id="${CSS.escape(asked.action_id ?? '')}"]`);
  const first = form.querySelector<HTMLElement>('.input [data-key]');
  const place = wanted ?? first ?? form.querySelector<HTMLElement>('.dialog-foot .button:last-child');
  // What is to be read stands above the first input: it is not scrolled out of sight.
  place?.focus({ preventScroll: true });
}
