/** Text that must be read whole, over as many pieces as it takes: nothing is cut, and the pieces make up the text. */
import type { RichTextElement } from '@slack/types';
import { PAGE_CHARACTERS_MAX } from './limits.ts';

/** How far back from the end of a piece a place is looked for where a reader expects a break. */
const BREAK_WITHIN_CHARACTERS = 400;

/** Joined, they are the text again, to the byte; each is at most as long as a page, and none ends inside a character. */
export function pagesOf(text: string): string[] {
  const pages: string[] = [];
  let rest = text;
  while (rest.length > PAGE_CHARACTERS_MAX) {
    const at = breakIn(rest);
    pages.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...pages, rest];
}

/** Behind the last line's end near the end of the page, else behind the last space, else where the page is full. */
function breakIn(text: string): number {
  const from = PAGE_CHARACTERS_MAX - BREAK_WITHIN_CHARACTERS;
  const near = text.slice(from, PAGE_CHARACTERS_MAX);
  const lineEnd = near.lastIndexOf('\n');
  const at = lineEnd >= 0 ? lineEnd : near.lastIndexOf(' ');
  if (at >= 0) return from + at + 1;
  const code = text.charCodeAt(PAGE_CHARACTERS_MAX - 1);
  return code >= 0xd800 && code <= 0xdbff ? PAGE_CHARACTERS_MAX - 1 : PAGE_CHARACTERS_MAX;
}

export type ReadLine = readonly RichTextElement[];

/** Lines gathered into blocks, each at most as long as a page. A line of its own is never longer. */
export function gathered(lines: readonly ReadLine[]): ReadLine[][] {
  const groups: ReadLine[][] = [];
  let length = 0;
  for (const line of lines) {
    const more = line.reduce(
      (sum, element) => sum + ('text' in element ? (element.text ?? '').length : 0),
      1,
    );
    const last = groups.at(-1);
    if (last === undefined || length + more > PAGE_CHARACTERS_MAX) {
      groups.push([line]);
      length = more;
    } else {
      last.push(line);
      length += more;
    }
  }
  return groups;
}
