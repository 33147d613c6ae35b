/** One stretch of standard Markdown: emphasis, code, links, escapes, Slack's emoji names. */
import { isEmojiName } from './emoji.ts';
import { isSafeUrl } from './mrkdwn-token.ts';
import { type Inline, joinText, type Style } from './text.ts';

const ESCAPED = /\\([!-/:-@[-`{-~])/y;
const CODE = /(`+)([^`\n](?:[^\n]*?[^`\n])?)\1(?!`)/y;
/** Images are drawn as links, as Slack does. */
const LINK = /!?\[([^\]\n]*)\]\(\s*<?([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+"[^"\n]*")?\s*\)/y;
/** Calls somebody, or names a channel, in a canvas: a message’s Markdown knows no such thing, and nobody sends it any. */
const MENTION = /!\[\]\(([@#])([A-Z0-9]{2,})\)/y;
const BARE_URL = /https?:\/\/[^\s<>()]+/y;
const EMOJI = /:([a-z0-9_+'-]+):/y;
const EMPHASIS: readonly { readonly pattern: RegExp; readonly style: Style }[] = [
  { pattern: /\*\*(?=\S)([^\n]*?\S)\*\*/y, style: 'bold' },
  { pattern: /__(?=\S)([^\n]*?\S)__(?![\p{L}\p{N}])/uy, style: 'bold' },
  { pattern: /~~(?=\S)([^\n]*?\S)~~/y, style: 'strike' },
  { pattern: /\*(?=[^\s*])([^\n*]*?[^\s*])\*/y, style: 'italic' },
  { pattern: /_(?=[^\s_])([^\n_]*?[^\s_])_(?![\p{L}\p{N}])/uy, style: 'italic' },
];
const WORD = /[\p{L}\p{N}]/u;
const DEPTH_MAX = 6;

type Found = { readonly node: Inline; readonly length: number };

export function parseMarkdownInline(text: string, depth = 0): readonly Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  while (at < text.length) {
    const found = depth < DEPTH_MAX ? findAt(text, at, depth) : null;
    parts.push(found?.node ?? { type: 'text', text: text[at] as string });
    at += found?.length ?? 1;
  }
  return joinText(parts);
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function findAt(text: string, at: number, depth: number): Found | null {
  switch (text[at]) {
    case '\\': {
      const [whole, character] = match(ESCAPED, text, at) ?? [];
      return whole && character ? { node: { type: 'text', text: character }, length: whole.length } : null;
    }
    case '`': {
      const [whole, , code] = match(CODE, text, at) ?? [];
      if (!whole || code === undefined) return null;
      return {
        node: { type: 'styled', style: 'code', children: [{ type: 'text', text: code }] },
        length: whole.length,
      };
    }
    case '!':
      return findMention(text, at) ?? findLink(text, at, depth);
    case '[':
      return findLink(text, at, depth);
    case '*':
    case '_':
    case '~':
      return findEmphasis(text, at, depth);
    case ':': {
      const name = match(EMOJI, text, at)?.[1];
      if (name === undefined || !isEmojiName(name)) return null;
      return { node: { type: 'emoji', name }, length: name.length + 2 };
    }
    case 'h': {
      const url = match(BARE_URL, text, at)?.[0].replace(/[.,;:!?'"*_~]+$/, '');
      return url
        ? { node: { type: 'link', url, children: [{ type: 'text', text: url }] }, length: url.length }
        : null;
    }
    default:
      return null;
  }
}

function findMention(text: string, at: number): Found | null {
  const [whole, kind, id] = match(MENTION, text, at) ?? [];
  if (!whole || id === undefined) return null;
  return { node: { type: kind === '@' ? 'user' : 'channel', id }, length: whole.length };
}

function findLink(text: string, at: number, depth: number): Found | null {
  const [whole, label = '', url] = match(LINK, text, at) ?? [];
  if (!whole || url === undefined || !isSafeUrl(url)) return null;
  return {
    node: { type: 'link', url, children: parseMarkdownInline(label || url, depth + 1) },
    length: whole.length,
  };
}

function findEmphasis(text: string, at: number, depth: number): Found | null {
  if (text[at] === '_' && WORD.test(text[at - 1] ?? ' ')) return null;
  for (const { pattern, style } of EMPHASIS) {
    const [whole, inner] = match(pattern, text, at) ?? [];
    if (!whole || inner === undefined) continue;
    return {
      node: { type: 'styled', style, children: parseMarkdownInline(inner, depth + 1) },
      length: whole.length,
    };
  }
  return null;
}
