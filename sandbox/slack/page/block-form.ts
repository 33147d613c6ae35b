/** Blocks that are used: actions, context_actions, input. */
import type { ActionsBlock, ContextActionsBlock, InputBlock } from '@slack/types';
import { el, uniqueId } from './dom.ts';
import { plainText } from './draw-text.ts';
import { drawElement } from './elements.ts';
import type { Spot, Surface } from './surface.ts';
import type { Loose } from './values.ts';

export function drawActions(block: ActionsBlock | ContextActionsBlock, surface: Surface): HTMLElement {
  const spot: Spot = { surface, blockId: block.block_id ?? '', dispatches: true, labels: {} };
  const elements = block.elements.map((element) => drawElement(element as unknown as Loose, spot));
  return el('div', { class: 'block actions' }, elements);
}

/** `error`: why the last submit was refused for this input. */
export function drawInput(block: InputBlock, surface: Surface, error: string | undefined): HTMLElement {
  const labelId = uniqueId('label');
  const hintId = uniqueId('hint');
  const errorId = uniqueId('error');
  const describedBy = [block.hint === undefined ? null : hintId, error === undefined ? null : errorId].filter(
    (id) => id !== null,
  );
  const spot: Spot = {
    surface,
    blockId: block.block_id ?? '',
    dispatches: block.dispatch_action === true,
    labels: {
      'aria-labelledby': labelId,
      'aria-describedby': describedBy.length === 0 ? undefined : describedBy.join(' '),
      'aria-invalid': error === undefined ? undefined : 'true',
      'aria-required': block.optional === true ? undefined : 'true',
    },
  };
  const label = el('div', { class: 'input-label', id: labelId }, plainText(block.label));
  if (block.optional === true) label.append(el('span', { class: 'optional' }, ' (optional)'));
  const element = drawElement(block.element as unknown as Loose, spot);
  // A click on the label goes to the first thing that can take it, as in any form.
  label.addEventListener('click', () =>
    element?.parentElement?.querySelector<HTMLElement>('[data-key]')?.focus(),
  );
  return el(
    'div',
    { class: error === undefined ? 'block input' : 'block input invalid', 'data-block-id': block.block_id },
    label,
    element,
    error !== undefined && el('div', { class: 'input-error', id: errorId, role: 'alert' }, error),
    block.hint !== undefined && el('div', { class: 'input-hint', id: hintId }, plainText(block.hint)),
  );
}
