/** Canvases: the card under the message that links one, and the document itself over the page. */
import type { Canvas } from '../page-api.ts';
import type { Actions } from './actions.ts';
import { openDialog } from './dialog.ts';
import { el, replaceChildren, uniqueId } from './dom.ts';
import { drawTextBlocks } from './draw-text.ts';
import { icon } from './icon.ts';
import { parseMarkdown } from './markdown.ts';
import type { PageState } from './store.ts';

export function drawCanvasCard({ id, title }: Canvas, ts: string, actions: Actions): HTMLElement {
  const open = el(
    'button',
    { type: 'button', class: 'file canvas-card', 'data-key': `canvas/${ts}/${id}` },
    icon('page'),
    el('span', {}, el('span', { class: 'canvas-title' }, title), el('span', { class: 'quiet' }, 'Canvas')),
  );
  open.addEventListener('click', () => actions.openCanvas(id));
  return open;
}

type Shown = { readonly id: string; readonly update: (state: PageState) => void; readonly close: () => void };

export function createCanvasHost(actions: Actions): { readonly update: (state: PageState) => void } {
  let shown: Shown | null = null;
  return {
    update: (state) => {
      if (shown !== null && shown.id !== state.canvas) {
        shown.close();
        shown = null;
      }
      if (state.canvas === null) return;
      shown ??= openCanvas(state.canvas, actions);
      shown.update(state);
    },
  };
}

function openCanvas(id: string, actions: Actions): Shown {
  const titleId = uniqueId('canvas-title');
  const dialog = el('dialog', { class: 'dialog canvas', 'aria-labelledby': titleId });
  const leave = () => actions.openCanvas(null);
  const close = openDialog(dialog, leave);
  let signature = '';
  const update = ({ snapshot, directory }: PageState) => {
    const canvas = snapshot?.messages.flatMap((each) => each.canvases).find((each) => each.id === id) ?? null;
    const next = JSON.stringify([canvas, directory?.version]);
    if (directory === null || next === signature) return;
    signature = next;
    const body =
      canvas === null
        ? el('p', {}, 'This canvas is not there any more, or you may not open it.')
        : drawTextBlocks(parseMarkdown(canvas.markdown), directory);
    replaceChildren(
      dialog,
      drawHead(canvas?.title ?? 'Canvas', titleId, leave),
      el('div', { class: 'dialog-body', tabindex: 0 }, body),
    );
  };
  return { id, update, close };
}

function drawHead(title: string, id: string, leave: () => void): HTMLElement {
  const close = el('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close' }, icon('close'));
  close.addEventListener('click', leave);
  return el('div', { class: 'dialog-head' }, el('h2', { id }, title), close);
}
