/** What a person typed, as text: Slack's own escapes undone, marks that would mislead a reader made visible. */
import { AppError } from '../src/errors.ts';

/** Characters that change the order of what is read, or are not drawn at all. Joiners and selectors of emoji stay. */
const MISLEADING =
  /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

export function typed(text: string): string {
  return unescaped(text)
    .replaceAll(
      MISLEADING,
      (mark) => `<U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
    )
    .trim();
}

/**
 * For values: as they were typed, marks and all, since their types refuse what misleads and name it. What Slack took for
 * a link has what was typed as its label.
 */
export function typedValues(text: string): string {
  return unescaped(
    text.replaceAll(/<(?:https?:|mailto:)[^>|]*\|([^>]*)>/g, '$1').replaceAll(/<mailto:([^>|]*)>/g, '$1'),
  );
}

function unescaped(text: string): string {
  return text
    .replaceAll(/<[@#!]([^>|]*)\|([^>]*)>/g, '$2')
    .replaceAll(/<([@#!])([^>|]*)>/g, '$1$2')
    .replaceAll(/<((?:https?|mailto):[^>|]*)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

const QUOTED = [
  [/^\s*["“”„«](.*)["“”»]\s*$/su, /["“”„«»]/u],
  [/^\s*['‘’‚‹](.*)['‘’›]\s*$/su, /['‘’‚‹›]/u],
] as const;

/** What stands in quotes as a whole, without them: phones and Slack itself turn them round. Quotes within stay. */
export function unquoted(text: string): string {
  for (const [whole, quote] of QUOTED) {
    const [, inside] = whole.exec(text) ?? [];
    if (inside !== undefined && !quote.test(inside)) return inside;
  }
  return text;
}

/** In quotes or not. `example`: the whole line, told where there is nothing. */
export function quotedWithin(text: string, what: string, charactersMax: number, example: string): string {
  const inside = unquoted(text);
  if (typed(inside) === '')
    throw new AppError('invalid', `${what} is missing. Type it behind the word, as in: ${example}.`);
  return typedWithin(inside, what, charactersMax);
}

/** Throws AppError('invalid') with what to do, for a text that is empty or longer than `charactersMax`. */
export function typedWithin(text: string, what: string, charactersMax: number): string {
  const clean = typed(text);
  if (clean === '') throw new AppError('invalid', `${what} is missing.`);
  const over = [...clean].length - charactersMax;
  if (over > 0)
    throw new AppError(
      'invalid',
      `${what} is ${over} characters too long; ${charactersMax} fit. The rest belongs in the thread.`,
    );
  return clean;
}
