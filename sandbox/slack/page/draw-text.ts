/** The tree of text.ts as nodes. */
import type { TextObject } from '@slack/types';
import { formatDate, type Reader } from './date-token.ts';
import type { Directory } from './directory.ts';
import { el } from './dom.ts';
import { emojiCharacter, withEmoji } from './emoji.ts';
import { parseMrkdwn } from './mrkdwn.ts';
import type { DateToken, Inline, Style, TextBlock } from './text.ts';

const TAGS: { readonly [style in Style]: 'strong' | 'em' | 's' | 'u' | 'mark' | 'code' } = {
  bold: 'strong',
  italic: 'em',
  strike: 's',
  underline: 'u',
  highlight: 'mark',
  code: 'code',
};

/** The browser's own zone and clock: the page shows times as this reader's Slack would. */
export function reader(): Reader {
  const { timeZone, hour12 } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
  return { nowMs: Date.now(), timeZone, hour12: hour12 ?? false };
}

export function drawTextObject(text: TextObject, directory: Directory): HTMLElement {
  if (text.type === 'plain_text') return el('span', { class: 'plain' }, plainText(text));
  return drawTextBlocks(parseMrkdwn(text.text, { verbatim: text.verbatim === true }), directory);
}

/** Short names become characters unless `emoji` says no. */
export function plainText(text: { readonly text: string; readonly emoji?: boolean }): string {
  return text.emoji === false ? text.text : withEmoji(text.text);
}

export function drawTextBlocks(blocks: readonly TextBlock[], directory: Directory): HTMLElement {
  return el(
    'div',
    { class: 'text' },
    blocks.map((block) => drawTextBlock(block, directory)),
  );
}

function drawTextBlock(block: TextBlock, directory: Directory): HTMLElement {
  switch (block.type) {
    case 'paragraph':
      return el('p', {}, drawInline(block.children, directory));
    case 'item':
      return el(
        'p',
        { class: 'item' },
        el('span', { class: 'marker' }, `${block.marker} `),
        el('span', {}, drawInline(block.children, directory)),
      );
    case 'quote':
      return el(
        'blockquote',
        {},
        block.children.map((child) => drawTextBlock(child, directory)),
      );
    case 'pre':
      return el('pre', { tabindex: 0 }, drawInline(block.children, directory));
    case 'heading':
      return el(
        'p',
        { class: `heading level-${block.level}`, role: 'heading', 'aria-level': block.level + 2 },
        drawInline(block.children, directory),
      );
    case 'rule':
      return el('hr');
    case 'list':
      return el(
        block.ordered ? 'ol' : 'ul',
        { class: `indent-${Math.min(block.indent, 8)}`, start: block.ordered ? block.start : undefined },
        block.items.map((item) => el('li', {}, drawInline(item, directory))),
      );
    case 'grid':
      return drawGrid(block, directory);
  }
}

function drawGrid(block: Extract<TextBlock, { type: 'grid' }>, directory: Directory): HTMLElement {
  const [head = [], ...body] = block.rows;
  const cell = (tag: 'th' | 'td') => (children: readonly Inline[], column: number) =>
    el(tag, { class: `align-${block.aligns[column] ?? 'left'}` }, drawInline(children, directory));
  return el(
    'div',
    { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, head.map(cell('th')))),
      el(
        'tbody',
        {},
        body.map((row) => el('tr', {}, row.map(cell('td')))),
      ),
    ),
  );
}

export function drawInline(parts: readonly Inline[], directory: Directory): readonly (Node | string)[] {
  return parts.map((part) => drawPart(part, directory));
}

function drawPart(part: Inline, directory: Directory): Node | string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'styled':
      return el(TAGS[part.style], {}, drawInline(part.children, directory));
    case 'link':
      return link(part.url, drawInline(part.children, directory));
    case 'user':
      return mention(
        `@${directory.person(part.id)?.name ?? part.label ?? part.id}`,
        part.id === directory.me.id,
      );
    case 'group': {
      const group = directory.group(part.id);
      const label = group?.handle ?? part.label ?? part.id;
      return mention(`@${label.replace(/^@/, '')}`, group?.members.includes(directory.me.id) === true);
    }
    case 'channel':
      return mention(`#${directory.channel(part.id)?.name ?? part.label ?? part.id}`, false);
    case 'broadcast':
      return mention(`@${part.range}`, true);
    case 'emoji':
      return el(
        'span',
        { class: 'emoji', role: 'img', 'aria-label': part.name, title: `:${part.name}:` },
        emojiCharacter(part.name),
      );
    case 'date':
      return drawDate(part.date);
    case 'color':
      return drawColor(part.value);
    case 'unsupported':
      return unsupported(part.what);
  }
}

/** `isMine`: it calls the reader, alone or in a group. */
function mention(label: string, isMine: boolean): HTMLElement {
  return el('span', { class: isMine ? 'mention mine' : 'mention' }, label);
}

/** In a tab of its own, which learns nothing of this one. */
export function link(url: string, children: readonly (Node | string)[]): HTMLElement {
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, children);
}

function drawDate(date: DateToken): HTMLElement {
  const at = new Date(date.timestampSeconds * 1000);
  const text = formatDate(date.timestampSeconds, date.format, reader());
  if (text === '') return el('span', {}, date.fallback);
  const node = el(
    'time',
    { datetime: at.toISOString(), title: fullDate(at), 'data-format': date.format },
    text,
  );
  return date.url === undefined ? node : link(date.url, [node]);
}

/** "today" and "5 minutes ago" grow old on a page that stays open. */
export function refreshDates(): void {
  const now = reader();
  for (const node of document.querySelectorAll<HTMLTimeElement>('time[data-format]')) {
    const text = formatDate(Date.parse(node.dateTime) / 1000, node.dataset['format'] ?? '', now);
    if (node.textContent !== text) node.textContent = text;
  }
}

export function fullDate(at: Date): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }).format(at);
}

function drawColor(value: string): HTMLElement {
  const swatch = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  swatch.style.backgroundColor = value;
  return el('code', {}, swatch, value);
}

/** Never silent: what the page cannot draw is seen at once, and by the test that looks for it. */
export function unsupported(what: string): HTMLElement {
  return el('span', { class: 'unsupported', role: 'note' }, `unsupported ${what}`);
}
