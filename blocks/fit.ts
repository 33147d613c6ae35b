/** Slack refuses a message whose blocks hold too much text in all, however short each of them is. */
import type { KnownBlock } from '@slack/types';
import { MESSAGE_CHARACTERS_MAX } from './limits.ts';

/** What a person reads; ids and values do not count. */
const READ = new Set(['text', 'fallback']);
/** Cut last or never: the statement, what names the message, what is pressed. */
const WHOLE = new Set(['rich_text_preformatted', 'header', 'actions', 'input']);
/** The longest text is cut first: a table's cells and a list's lines are short of themselves. */
const TEXT_CHARACTERS_MAX = [1_500, 750, 375, 180, 90, 45, 20] as const;

/** The blocks as they are where they fit, else with every longer text cut to one length that makes them fit. */
export function fitted(
  blocks: readonly KnownBlock[],
  clip: (text: string, charactersMax: number) => string,
): KnownBlock[] {
  let fit = [...blocks];
  for (const charactersMax of TEXT_CHARACTERS_MAX) {
    if (lengthOf(fit) <= MESSAGE_CHARACTERS_MAX) return fit;
    fit = blocks.map((block) => cut(block, (text) => clip(text, charactersMax)));
  }
  return fit;
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + lengthOf(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, member]) =>
      sum + (typeof member === 'string' ? (READ.has(name) ? member.length : 0) : lengthOf(member)),
    0,
  );
}

function cut<Part>(part: Part, shorten: (text: string) => string): Part {
  if (Array.isArray(part)) return part.map((each: unknown) => cut(each, shorten)) as Part;
  if (typeof part !== 'object' || part === null) return part;
  if ('type' in part && WHOLE.has(String(part.type))) return part;
  const members = Object.entries(part).map(([name, member]: [string, unknown]) => [
    name,
    name === 'text' && typeof member === 'string' ? shorten(member) : cut(member, shorten),
  ]);
  return Object.fromEntries(members) as Part;
}
