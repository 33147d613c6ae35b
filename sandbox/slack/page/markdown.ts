/** The markdown block: standard Markdown as far as Slack draws it (headings, lists, tasks, quotes, fences, tables, rules). */
import { parseMarkdownInline } from './markdown-inline.ts';
import type { Align, Inline, TextBlock } from './text.ts';

const FENCE = /^\s{0,3}(`{3,}|~{3,})/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const QUOTE = /^\s{0,3}> ?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_LINE = /^\s*\|?(?:\s*:?-{1,}:?\s*\|)+\s*:?-*:?\s*\|?\s*$/;
/** Quotes in quotes deeper than this stay text. */
const DEPTH_MAX = 5;

type Taken = { readonly block: TextBlock; readonly next: number };

export function parseMarkdown(text: string, depth = 0): readonly TextBlock[] {
  const lines = text.split('\n');
  const blocks: TextBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    if ((lines[at] as string).trim() === '') {
      at += 1;
      continue;
    }
    const taken = takeBlock(lines, at, depth);
    blocks.push(taken.block);
    at = taken.next;
  }
  return blocks;
}

function takeBlock(lines: readonly string[], at: number, depth: number): Taken {
  return takeLeaf(lines, at, depth) ?? takeParagraph(lines, at, depth);
}

function takeLeaf(lines: readonly string[], at: number, depth: number): Taken | null {
  const line = lines[at] as string;
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return takeFence(lines, at, fence);
  const heading = HEADING.exec(line);
  if (heading !== null) {
    const [, marks = '#', title = ''] = heading;
    const block = { type: 'heading', level: marks.length, children: parseMarkdownInline(title) } as const;
    return { block, next: at + 1 };
  }
  if (RULE.test(line)) return { block: { type: 'rule' }, next: at + 1 };
  if (QUOTE.test(line) && depth < DEPTH_MAX) return takeQuote(lines, at, depth);
  if (ITEM.test(line)) return takeList(lines, at);
  const isTable = line.includes('|') && TABLE_LINE.test(lines[at + 1] ?? '');
  return isTable ? takeTable(lines, at) : null;
}

function takeFence(lines: readonly string[], at: number, fence: string): Taken {
  let end = at + 1;
  while (end < lines.length && !(lines[end] as string).trim().startsWith(fence)) end += 1;
  const text = lines.slice(at + 1, end).join('\n');
  return { block: { type: 'pre', children: [{ type: 'text', text }] }, next: end + 1 };
}

function takeQuote(lines: readonly string[], at: number, depth: number): Taken {
  const next = endWhile(lines, at, (line) => QUOTE.test(line));
  const inner = lines.slice(at, next).map((line) => line.replace(QUOTE, ''));
  return { block: { type: 'quote', children: parseMarkdown(inner.join('\n'), depth + 1) }, next };
}

function takeList(lines: readonly string[], at: number): Taken {
  const [, space = '', marker = ''] = ITEM.exec(lines[at] as string) ?? [];
  const ordered = /\d/.test(marker);
  const sameList = (line: string) => {
    const [, ownSpace = '', ownMarker] = ITEM.exec(line) ?? [];
    return ownMarker !== undefined && ownSpace.length === space.length && /\d/.test(ownMarker) === ordered;
  };
  const next = endWhile(lines, at, sameList);
  const items = lines.slice(at, next).map((line) => itemOf(ITEM.exec(line)?.[3] ?? ''));
  const indent = Math.floor(space.length / 2);
  return { block: { type: 'list', ordered, start: Number.parseInt(marker, 10) || 1, indent, items }, next };
}

function itemOf(text: string): readonly Inline[] {
  const task = /^\[([ xX])\]\s+/.exec(text);
  if (task === null) return parseMarkdownInline(text);
  const box = task[1] === ' ' ? '☐ ' : '☑ ';
  return [{ type: 'text', text: box }, ...parseMarkdownInline(text.slice(task[0].length))];
}

function takeTable(lines: readonly string[], at: number): Taken {
  const next = endWhile(lines, at + 2, (line) => line.includes('|'));
  const aligns = cellsOf(lines[at + 1] as string).map(alignOf);
  const rows = [lines[at] as string, ...lines.slice(at + 2, next)].map((line) =>
    cellsOf(line).map((cell) => parseMarkdownInline(cell)),
  );
  return { block: { type: 'grid', aligns, rows }, next };
}

function cellsOf(line: string): readonly string[] {
  const inner = line.trim().replace(/^\||(?<!\\)\|$/g, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function alignOf(rule: string): Align {
  if (rule.endsWith(':')) return rule.startsWith(':') ? 'center' : 'right';
  return 'left';
}

function takeParagraph(lines: readonly string[], at: number, depth: number): Taken {
  let next = at + 1;
  while (
    next < lines.length &&
    (lines[next] as string).trim() !== '' &&
    takeLeaf(lines, next, depth) === null
  )
    next += 1;
  return {
    block: { type: 'paragraph', children: parseMarkdownInline(lines.slice(at, next).join('\n')) },
    next,
  };
}

function endWhile(lines: readonly string[], from: number, holds: (line: string) => boolean): number {
  let end = from;
  while (end < lines.length && holds(lines[end] as string)) end += 1;
  return end;
}
