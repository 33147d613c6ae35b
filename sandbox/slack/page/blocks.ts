/** Which drawing belongs to which block type. */
import type { AnyBlock, ContainerBlock, InputBlock } from '@slack/types';
import { drawCard, drawCarousel, drawContainer, drawPlan, drawTaskCard } from './block-card.ts';
import { drawActions, drawInput } from './block-form.ts';
import { drawDataTable, drawTable } from './block-table.ts';
import {
  drawAlert,
  drawContext,
  drawDivider,
  drawHeader,
  drawImageBlock,
  drawMarkdown,
  drawRichText,
  drawSection,
} from './block-text.ts';
import { el } from './dom.ts';
import { unsupported } from './draw-text.ts';
import type { Surface } from './surface.ts';

/** Error texts by block_id: a modal's inputs have them, a message's none. */
export type Errors = { readonly [blockId: string]: string };

type Draw = (block: never, surface: Surface, errors: Errors) => HTMLElement;

const DRAWINGS: { readonly [type: string]: Draw } = {
  header: drawHeader,
  section: drawSection,
  context: drawContext,
  divider: drawDivider,
  image: drawImageBlock,
  markdown: drawMarkdown,
  rich_text: drawRichText,
  alert: drawAlert,
  actions: drawActions,
  context_actions: drawActions,
  input: (block: InputBlock, surface, errors) => drawInput(block, surface, errors[block.block_id ?? '']),
  table: drawTable,
  data_table: drawDataTable,
  card: drawCard,
  carousel: drawCarousel,
  container: (block: ContainerBlock, surface, errors) =>
    drawContainer(block, surface, drawBlocks(block.child_blocks, surface, errors)),
  task_card: drawTaskCard,
  plan: drawPlan,
};

export function drawBlocks(
  blocks: readonly AnyBlock[],
  surface: Surface,
  errors: Errors = {},
): readonly HTMLElement[] {
  return blocks.map((block) => drawBlock(block, surface, errors));
}

function drawBlock(block: AnyBlock, surface: Surface, errors: Errors): HTMLElement {
  const draw = Object.hasOwn(DRAWINGS, block.type) ? DRAWINGS[block.type] : undefined;
  if (draw === undefined) return el('div', { class: 'block' }, unsupported(`block: ${block.type}`));
  try {
    return draw(block as never, surface, errors);
  } catch (error) {
    // One malformed block must not take the rest of the message with it, nor vanish.
    const reason = error instanceof Error ? error.message : String(error);
    return el('div', { class: 'block' }, unsupported(`block: ${block.type} (${reason})`));
  }
}
