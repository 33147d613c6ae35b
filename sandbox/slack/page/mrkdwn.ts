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
      const quoted = [line.replace(QUOTE_REST, ''), ...lines.slice(at + 1)];
      blocks.push({ type: 'quote', children: unquotedBlocks(quoted, options) });
      return;
    }
    const isQuote = QUOTE.test(line);
    const end = endOfRun(lines, at, (each) => QUOTE.test(each) === isQuote && !QUOTE_REST.test(each));
    const run = lines.slice(at, end);
    if (isQuote) {
      const inner = run.map((each) => each.replace(QUOTE, ''));
      blocks.push({ type: 'quote', children: unquotedBlocks(inner, options) });
    } else {
      blocks.push(...unquotedBlocks(run, options));
    }
    at = end;
  }
}

/** Items and paragraphs. Quotes do not nest in mrkdwn: a second mark is a character. */
function unquotedBlocks(lines: readonly string[], options: InlineOptions): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as string;
    const marker = ITEM.exec(line)?.[1];
    const end = marker === undefined ? endOfRun(lines, at, (each) => !ITEM.test(each)) : at + 1;
    blocks.push(
      marker === undefined
        ? { type: 'paragraph', children: parseInline(lines.slice(at, end).join('\n'), options) }
        : { type: 'item', marker, children: parseInline(line.replace(ITEM, ''), options) },
    );
    at = end;
  }
  return blocks;
}

function endOfRun(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from + 1;
  while (end < lines.length && belongs(lines[end] as string)) end += 1;
  return end;
}
