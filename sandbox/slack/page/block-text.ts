/** Blocks that are read: header, section, context, divider, image, markdown, rich_text, alert. */
import type {
  AlertBlock,
  ContextBlock,
  HeaderBlock,
  ImageBlock,
  MarkdownBlock,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { el } from './dom.ts';
import { drawTextBlocks, drawTextObject, plainText } from './draw-text.ts';
import { drawImage } from './element-image.ts';
import { drawElement } from './elements.ts';
import { parseMarkdown } from './markdown.ts';
import { fromRichText } from './rich-text.ts';
import type { Surface } from './surface.ts';
import type { Loose } from './values.ts';

export function drawHeader(block: HeaderBlock): HTMLElement {
  return el('div', { class: 'block header', role: 'heading', 'aria-level': 3 }, plainText(block.text));
}

export function drawSection(block: SectionBlock, surface: Surface): HTMLElement {
  const { directory } = surface;
  const spot = { surface, blockId: block.block_id ?? '', dispatches: true, labels: {} };
  const accessory =
    block.accessory === undefined ? null : drawElement(block.accessory as unknown as Loose, spot);
  const fields = block.fields?.map((field) =>
    el('div', { class: 'section-field' }, drawTextObject(field, directory)),
  );
  return el(
    'div',
    { class: accessory === null ? 'block section' : 'block section with-accessory' },
    el(
      'div',
      { class: 'section-body' },
      block.text !== undefined && drawTextObject(block.text, directory),
      fields !== undefined && el('div', { class: 'section-fields' }, fields),
    ),
    accessory !== null && el('div', { class: 'accessory' }, accessory),
  );
}

export function drawContext(block: ContextBlock, surface: Surface): HTMLElement {
  const parts = block.elements.map((part) =>
    part.type === 'image' ? drawImage(part, 'context') : drawTextObject(part, surface.directory),
  );
  return el('div', { class: 'block context' }, parts);
}

export function drawDivider(): HTMLElement {
  return el('hr', { class: 'block divider' });
}

export function drawImageBlock(block: ImageBlock): HTMLElement {
  const title = block.title === undefined ? false : el('figcaption', {}, plainText(block.title));
  return el('figure', { class: 'block image' }, title, drawImage(block, 'block'));
}

export function drawMarkdown(block: MarkdownBlock, surface: Surface): HTMLElement {
  return el('div', { class: 'block markdown' }, drawTextBlocks(parseMarkdown(block.text), surface.directory));
}

export function drawRichText(block: RichTextBlock, surface: Surface): HTMLElement {
  return el('div', { class: 'block rich-text' }, drawTextBlocks(fromRichText(block), surface.directory));
}

const ALERT_LEVELS = ['default', 'info', 'warning', 'error', 'success'];
const ALERT_SIGNS: { readonly [level: string]: string } = {
  default: 'i',
  info: 'i',
  warning: '!',
  error: '!',
  success: '✓',
};

export function drawAlert(block: AlertBlock, surface: Surface): HTMLElement {
  const level = ALERT_LEVELS.includes(block.level ?? '') ? (block.level as string) : 'default';
  return el(
    'div',
    { class: `block alert ${level}`, role: level === 'error' ? 'alert' : 'status' },
    el('span', { class: 'alert-sign', 'aria-hidden': 'true' }, ALERT_SIGNS[level] as string),
    drawTextObject(block.text, surface.directory),
  );
}
