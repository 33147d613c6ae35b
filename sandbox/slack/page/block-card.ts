/** Blocks that frame others: card, carousel, container, task_card, plan. */
import type { CardBlock, CarouselBlock, ContainerBlock, PlanBlock, TaskCardBlock } from '@slack/types';
import { drawActions } from './block-form.ts';
import { drawRichText } from './block-text.ts';
import { el } from './dom.ts';
import { drawTextObject, link, plainText } from './draw-text.ts';
import { drawImage } from './element-image.ts';
import { isSafeUrl } from './mrkdwn-token.ts';
import type { Surface } from './surface.ts';

export function drawCard(block: CardBlock, surface: Surface): HTMLElement {
  const { directory } = surface;
  const words = (name: string, text: CardBlock['title']) =>
    text !== undefined && el('div', { class: name }, drawTextObject(text, directory));
  const actions = { type: 'actions' as const, block_id: block.block_id ?? '', elements: block.actions ?? [] };
  return el(
    'div',
    { class: 'block card' },
    block.hero_image !== undefined && drawImage(block.hero_image, 'block'),
    el(
      'div',
      { class: 'card-head' },
      block.icon !== undefined && drawImage(block.icon, 'context'),
      el('div', {}, words('card-title', block.title), words('card-subtitle', block.subtitle)),
    ),
    words('card-body', block.body),
    block.actions !== undefined && drawActions(actions, surface),
  );
}

export function drawCarousel(block: CarouselBlock, surface: Surface): HTMLElement {
  const cards = block.elements.map((card) => drawCard(card, surface));
  return el('div', { class: 'block carousel', tabindex: 0, role: 'region', 'aria-label': 'Cards' }, cards);
}

/** `children`: the child blocks, drawn already; which drawing belongs to which type is not this file's to know. */
export function drawContainer(
  block: ContainerBlock,
  surface: Surface,
  children: readonly HTMLElement[],
): HTMLElement {
  const { directory } = surface;
  const title =
    block.rich_text_title !== undefined
      ? drawRichText(block.rich_text_title, surface)
      : el('span', {}, block.title === undefined ? '' : plainText(block.title));
  const head = [
    block.icon !== undefined && drawImage(block.icon, 'context'),
    el(
      'span',
      { class: 'container-title' },
      title,
      block.subtitle !== undefined && el('small', {}, drawTextObject(block.subtitle, directory)),
    ),
  ];
  const width = ['narrow', 'wide', 'full'].includes(block.width ?? '') ? (block.width as string) : 'standard';
  const body = el('div', { class: 'container-body' }, children);
  if (block.is_collapsible === true) {
    const open = block.default_collapsed !== true;
    return el('details', { class: `block container ${width}`, open }, el('summary', {}, head), body);
  }
  const headClass = block.has_header_divider === true ? 'container-head divided' : 'container-head';
  return el('div', { class: `block container ${width}` }, el('div', { class: headClass }, head), body);
}

const TASK_WORDS: { readonly [status: string]: string } = {
  pending: 'to do',
  in_progress: 'in progress',
  complete: 'done',
  error: 'failed',
};

export function drawTaskCard(block: TaskCardBlock, surface: Surface): HTMLElement {
  const status = TASK_WORDS[block.status];
  const sources = block.sources?.map((source) =>
    isSafeUrl(source.url) ? link(source.url, [source.text]) : el('span', {}, source.text),
  );
  return el(
    'div',
    { class: `block task ${status === undefined ? '' : block.status}` },
    el('div', { class: 'task-title' }, block.title, el('small', {}, ` ${status ?? block.status}`)),
    block.details !== undefined && drawRichText(block.details, surface),
    block.output !== undefined && drawRichText(block.output, surface),
    sources !== undefined && el('div', { class: 'context' }, sources),
  );
}

export function drawPlan(block: PlanBlock, surface: Surface): HTMLElement {
  const tasks = block.tasks?.map((task) => drawTaskCard(task as TaskCardBlock, surface));
  return el('div', { class: 'block plan' }, el('div', { class: 'container-head' }, block.title), tasks ?? []);
}
