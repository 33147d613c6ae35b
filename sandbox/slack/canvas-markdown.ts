/**
 * What Slack does not take as a canvas's Markdown. Documented: h1 to h3 alone, and as an example of a refusal
 * `line 28: Unsupported block type (List) within block quote` (https://docs.slack.dev/reference/methods/canvases.create);
 * a change of up to 1 MiB, counted in characters (canvases.edit). Reported by who uses it, and not documented: the words
 * about a heading's depth, and 300 cells for a table.
 */
export const CANVAS_CHARACTERS_MAX = 1_048_576;
const TABLE_CELLS_MAX = 300;
const HEADING_MAX = 3;

const FENCE = /^ {0,3}(?:`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?:\s|$)/;
const LIST_IN_QUOTE = /^ {0,3}>\s*(?:[-*+]|\d{1,9}[.)])\s/;
const TABLE_LINE = /^\s*\|.*\|\s*$/;

/** In Slack's words, or null: it is taken. */
export function canvasProblem(markdown: string): string | null {
  let isFenced = false;
  let cells = 0;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (FENCE.test(line)) isFenced = !isFenced;
    if (isFenced) continue;
    cells = TABLE_LINE.test(line) ? cells + cellsOf(line) : 0;
    const problem = problemOf(line, cells);
    if (problem !== null) return `'content' error: line ${index + 1}: ${problem}`;
  }
  return null;
}

function problemOf(line: string, cells: number): string | null {
  const depth = HEADING.exec(line)?.[1]?.length ?? 0;
  if (depth > HEADING_MAX) return `Unsupported heading depth (${depth})`;
  if (LIST_IN_QUOTE.test(line)) return 'Unsupported block type (List) within block quote';
  return cells > TABLE_CELLS_MAX ? `Table has more than ${TABLE_CELLS_MAX} cells` : null;
}

function cellsOf(line: string): number {
  if (/^[\s|:-]+$/.test(line)) return 0;
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/).length;
}
