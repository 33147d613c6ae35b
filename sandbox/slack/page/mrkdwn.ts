/** Slack's mrkdwn, block by block: fences, quotes, lines that are list items, paragraphs. */
import { codeText, type InlineOptions, parseInline } from './mrkdwn-inline.ts';
import type { TextBlock } from './text.ts';

const FENCE = /```([\s\S]+?)```/g;
/** Text that a person typed is stored escaped, and Slack still draws its `&gt;` at the start of a line as a quote. */
const QUOTE = /^(?:>|&gt;)(?!(?:>|&gt;){2}) ?/;
const QUOTE_REST = /^(?:>|&gt;){3} ?/;
/** mrkdwn has no lists: Slack shows the line as written. The marker is kept, long lines hang behind it. */
const ITEM = /^\s*([•◦▪‣-]|\d{1,3}[.)])\s+/;

export function parseMrkdwn(
  text: string,
  options: InlineOptions = { verbatim: false },
): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    pushLines(text.slice(from, fence.index).replace(/\n$/, ''), options, blocks);
    blocks.push({ type: 'pre', children: codeText((fence[1] as string).replace(/^\n|\n$/g, '')) });
    from = fence.index + fence[0].length;
  }
  const rest = text.slice(from);
  pushLines(from > 0 ? rest.replace(/^\n/, '') : rest, options, blocks);
  return blocks;
}

function pushLines(text: string, options: InlineOptions, blocks: TextBlock[]): void {
  if (text === '') return;
  const lines = text.split('\n');
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as string;
    if (QUOTE_REST.test(line)) {
      const quoted = [line.replace(QUOTE_REST, ''), ...lines.slice(at + 1)].join('\n');
      blocks.push({
        type: 'quote',
        children: [{ type: 'paragraph', children: parseInline(quoted, options) }],
      });
      return;
    }
    const kind = kindOf(line);
    const end = kind === 'item' ? at + 1 : endOfRun(lines, at, kind);
    blocks.push(blockOf(kind, lines.slice(at, end), options));
    at = end;
  }
}

type LineKind = 'quote' | 'item' | 'plain';

function kindOf(line: string): LineKind {
  if (QUOTE.test(line)) return 'quote';
  return ITEM.test(line) ? 'item' : 'plain';
}

function endOfRun(lines: readonly string[], from: number, kind: LineKind): number {
  let end = from + 1;
  while (
    end < lines.length &&
    kindOf(lines[end] as string) === kind &&
    !QUOTE_REST.test(lines[end] as string)
  ) {
    end += 1;
  }
  return end;
}

function blockOf(kind: LineKind, lines: readonly string[], options: InlineOptions): TextBlock {
  if (kind === 'quote') {
    const inner: TextBlock[] = [];
    pushLines(lines.map((line) => line.replace(QUOTE, '')).join('\n'), options, inner);
    return { type: 'quote', children: inner };
  }
  if (kind === 'item') {
    const line = lines[0] as string;
    const marker = ITEM.exec(line)?.[1] ?? '';
    return { type: 'item', marker, children: parseInline(line.replace(ITEM, ''), options) };
  }
  return { type: 'paragraph', children: parseInline(lines.join('\n'), options) };
}
