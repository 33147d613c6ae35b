/** rich_text → the tree of text.ts: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
import type { RichTextBlock, RichTextElement } from '@slack/types';
import { isSafeUrl } from './mrkdwn-token.ts';
import type { Inline, Style, TextBlock } from './text.ts';

type Part = RichTextBlock['elements'][number];

/** Outermost first: code stands innermost, so that bold code is code in bold. */
const STYLES: readonly Style[] = ['bold', 'italic', 'strike', 'underline', 'highlight', 'code'];

export function fromRichText(block: RichTextBlock): readonly TextBlock[] {
  return block.elements.map(blockOf);
}

function blockOf(part: Part): TextBlock {
  switch (part.type) {
    case 'rich_text_section':
      return { type: 'paragraph', children: part.elements.map(inlineOf) };
    case 'rich_text_quote':
      return { type: 'quote', children: [{ type: 'paragraph', children: part.elements.map(inlineOf) }] };
    case 'rich_text_preformatted':
      return { type: 'pre', children: part.elements.map(inlineOf) };
    case 'rich_text_list':
      return {
        type: 'list',
        ordered: part.style === 'ordered',
        start: 1 + ((part as { readonly offset?: number }).offset ?? 0),
        indent: part.indent ?? 0,
        items: part.elements.map((item) => item.elements.map(inlineOf)),
      };
    default:
      return unsupported((part as { readonly type: string }).type);
  }
}

function unsupported(type: string): TextBlock {
  return { type: 'paragraph', children: [{ type: 'unsupported', what: `rich text element: ${type}` }] };
}

function inlineOf(element: RichTextElement): Inline {
  // `highlight` is documented and missing from @slack/types.
  const style: { readonly [name in Style]?: boolean } | undefined = element.style;
  return STYLES.toReversed().reduce<Inline>(
    (inner, name) => (style?.[name] === true ? { type: 'styled', style: name, children: [inner] } : inner),
    bareInline(element),
  );
}

function bareInline(element: RichTextElement): Inline {
  switch (element.type) {
    case 'text':
      return { type: 'text', text: element.text };
    case 'link': {
      const children: readonly Inline[] = [{ type: 'text', text: element.text ?? element.url }];
      return isSafeUrl(element.url) ? { type: 'link', url: element.url, children } : (children[0] as Inline);
    }
    case 'user':
      return { type: 'user', id: element.user_id };
    case 'usergroup':
      return { type: 'group', id: element.usergroup_id };
    case 'channel':
      return { type: 'channel', id: element.channel_id };
    case 'broadcast':
      return { type: 'broadcast', range: element.range };
    case 'emoji':
      return emojiOf(element.name, element.unicode);
    case 'color':
      return { type: 'color', value: element.value };
    case 'date': {
      const url = element.url !== undefined && isSafeUrl(element.url) ? { url: element.url } : {};
      const { timestamp: timestampSeconds, format, fallback = '' } = element;
      return { type: 'date', date: { timestampSeconds, format, fallback, ...url } };
    }
    default:
      return {
        type: 'unsupported',
        what: `rich text element: ${(element as { readonly type: string }).type}`,
      };
  }
}

function emojiOf(name: string, unicode: string | undefined): Inline {
  const points = unicode?.split('-').map((point) => Number.parseInt(point, 16)) ?? [];
  const drawable = points.length > 0 && points.every((point) => point > 0 && point <= 0x10ffff);
  return drawable ? { type: 'text', text: String.fromCodePoint(...points) } : { type: 'emoji', name };
}
