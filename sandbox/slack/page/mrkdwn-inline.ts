/** One stretch of Slack's mrkdwn without block structure: bold, italic, strike, code, tokens, emoji, bare addresses. */
import { isEmojiName } from './emoji.ts';
import { decodeEntities, parseToken } from './mrkdwn-token.ts';
import { type Inline, joinText, plainOf, type Style } from './text.ts';

export type InlineOptions = {
  /** Slack's `verbatim`: bare addresses stay text. */
  readonly verbatim: boolean;
};

const STYLES: { readonly [mark: string]: Style } = { '*': 'bold', _: 'italic', '~': 'strike' };
const WORD = /[\p{L}\p{N}]/u;
const BARE_URL = /https?:\/\/[^\s<>|]+/y;
const EMOJI = /:([a-z0-9_+'-]+):/y;
const ENTITY = /&(?:lt|gt|amp);/y;

type Found = { readonly node: Inline; readonly end: number };

/** `open` holds the marks that are already open around this text: bold in bold is a star. */
export function parseInline(text: string, options: InlineOptions, open = ''): readonly Inline[] {
  const parts: Inline[] = [];
  /** Marks without an end later on this line: one failed search is enough, or hostile text costs n². */
  const hopeless = new Set<string>();
  let at = 0;
  while (at < text.length) {
    if (text[at] === '\n') hopeless.clear();
    const found = findAt(text, at, options, open, hopeless);
    parts.push(found?.node ?? { type: 'text', text: text[at] as string });
    at = found?.end ?? at + 1;
  }
  return joinText(parts);
}

function findAt(
  text: string,
  at: number,
  options: InlineOptions,
  open: string,
  hopeless: Set<string>,
): Found | null {
  switch (text[at]) {
    case '<':
      return findToken(text, at);
    case '`':
      return findCode(text, at, hopeless);
    case '*':
    case '_':
    case '~':
      return findStyled(text, at, options, open, hopeless);
    case ':':
      return findEmoji(text, at);
    case '&':
      return findEntity(text, at);
    case 'h':
      return options.verbatim ? null : findBareUrl(text, at);
    default:
      return null;
  }
}

function findToken(text: string, at: number): Found | null {
  const end = tokenEnd(text, at);
  const node = end === null ? null : parseToken(text.slice(at + 1, end - 1));
  return node === null || end === null ? null : { node, end };
}

/** The index after `>`; a token holds neither `<` nor a line end. */
function tokenEnd(text: string, at: number): number | null {
  const length = text.slice(at + 1).search(/[<>\n]/);
  return length > 0 && text[at + 1 + length] === '>' ? at + length + 2 : null;
}

function findCode(text: string, at: number, hopeless: Set<string>): Found | null {
  if (hopeless.has('`')) return null;
  const length = text.slice(at + 1).search(/[`\n]/);
  if (length < 0 || text[at + 1 + length] !== '`') hopeless.add('`');
  if (length <= 0 || text[at + 1 + length] !== '`') return null;
  const inner = text.slice(at + 1, at + 1 + length);
  return {
    node: { type: 'styled', style: 'code', children: codeText(inner) },
    end: at + length + 2,
  };
}

/** Inside code only links and entities are resolved, and a link shows its label. */
export function codeText(inner: string): readonly Inline[] {
  const text = inner.replace(/<([^<>\n]+)>/g, (whole, body: string) => {
    const node = parseToken(body);
    return node?.type === 'link' ? plainOf(node.children).replace(/&/g, '&amp;') : whole;
  });
  return [{ type: 'text', text: decodeEntities(text) }];
}

function findStyled(
  text: string,
  at: number,
  options: InlineOptions,
  open: string,
  hopeless: Set<string>,
): Found | null {
  const mark = text[at] as string;
  const style = STYLES[mark];
  if (style === undefined || open.includes(mark) || hopeless.has(mark)) return null;
  const before = text[at - 1] ?? ' ';
  const after = text[at + 1] ?? ' ';
  if (WORD.test(before) || before === mark || /\s/.test(after) || after === mark) return null;
  const end = closingMark(text, at + 1, mark);
  if (end === null) {
    hopeless.add(mark);
    return null;
  }
  const children = parseInline(text.slice(at + 1, end), options, open + mark);
  return { node: { type: 'styled', style, children }, end: end + 1 };
}

/** Marks in code and in tokens do not count; a word may hold a mark (snake_case); a style ends on its own line. */
function closingMark(text: string, from: number, mark: string): number | null {
  let at = from;
  while (at < text.length && text[at] !== '\n') {
    const token = text[at] === '<' ? tokenEnd(text, at) : null;
    const code = text[at] === '`' ? findCode(text, at, new Set()) : null;
    if (token !== null || code !== null) {
      at = token ?? (code as Found).end;
      continue;
    }
    const closes = text[at] === mark && at > from && !/\s/.test(text[at - 1] as string);
    if (closes && !WORD.test(text[at + 1] ?? ' ')) return at;
    at += 1;
  }
  return null;
}

function findEmoji(text: string, at: number): Found | null {
  EMOJI.lastIndex = at;
  const name = EMOJI.exec(text)?.[1];
  if (name === undefined || !isEmojiName(name)) return null;
  return { node: { type: 'emoji', name }, end: at + name.length + 2 };
}

function findEntity(text: string, at: number): Found | null {
  ENTITY.lastIndex = at;
  const entity = ENTITY.exec(text)?.[0];
  return entity === undefined
    ? null
    : { node: { type: 'text', text: decodeEntities(entity) }, end: at + entity.length };
}

function findBareUrl(text: string, at: number): Found | null {
  if (WORD.test(text[at - 1] ?? ' ')) return null;
  BARE_URL.lastIndex = at;
  const raw = BARE_URL.exec(text)?.[0].replace(/[.,;:!?)'"*_~`]+$/, '');
  if (raw === undefined || raw.length <= 'https://'.length) return null;
  const url = decodeEntities(raw);
  return { node: { type: 'link', url, children: [{ type: 'text', text: url }] }, end: at + raw.length };
}
