/** Finds addresses from their @ outwards, so that no text can make it look at the same characters again and again. */
import type { Found } from './found.ts';

const LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;
/** RFC 5321: 64 before the @, 255 behind it. */
const LOCAL_MAX = 64;
const DOMAIN_MAX = 255;
const WHOLE_DOMAIN = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:\p{L}{2,63}|xn--[a-z0-9-]{2,59})$/iu;

export function emails(text: string): readonly Found[] {
  const found: Found[] = [];
  let free = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const from = localFrom(text, at, free);
    const to = domainTo(text, at);
    if (from === null || to === null) continue;
    const domain = withoutLineEnds(text.slice(at + 1, to));
    found.push({ from, to, shown: shownFor(withoutLineEnds(text.slice(from, at)), domain) });
    free = to;
  }
  return found;
}

/** One letter of who it is, where there are more, and the whole of where: staff and customers are told apart by it. */
function shownFor(local: string, domain: string): string {
  const first = [...local][0] ?? '';
  return local.length < 3 ? `…@${domain}` : `${first}…@${domain}`;
}

const withoutLineEnds = (text: string): string => text.replaceAll('\n', '');

/** A line may end before the @, or behind a dot or hyphen: nothing else tells it from a line of its own. */
function localFrom(text: string, at: number, free: number): number | null {
  let from = at;
  while (text[from - 1] === '\n' && from > free) from -= 1;
  const end = from;
  for (; from > free && at - from < LOCAL_MAX; from -= 1) {
    const character = text[from - 1] ?? '';
    const joined = character === '\n' && /[._+-]/.test(text[from - 2] ?? '');
    if (!LOCAL.test(character) && !joined) break;
  }
  // What can stand in an address but begins none: a quote of JSON that was left open, a path, a query.
  while (from < end && /[^\p{L}\p{N}_]/u.test(text[from] ?? '')) from += 1;
  const named = text.slice(from, end).search(/[=/?&|][^=/?&|]*$/);
  if (named >= 0) from += named + 1;
  return from < end ? from : null;
}

function domainTo(text: string, at: number): number | null {
  let to = at + 1;
  while (text[to] === '\n') to += 1;
  for (; to < text.length && to - at < DOMAIN_MAX; to += 1) {
    const character = text[to] ?? '';
    if (DOMAIN.test(character)) continue;
    const soFar = withoutLineEnds(text.slice(at + 1, to));
    const joined = character === '\n' && (/[.-]$/.test(soFar) || !WHOLE_DOMAIN.test(soFar)) && soFar !== '';
    if (!joined || !DOMAIN.test(text[to + 1] ?? '')) break;
  }
  while (to > at && /[.\n-]/.test(text[to - 1] ?? '')) to -= 1;
  // The sentence after `a@b.test.` may be all that is behind the last dot that ends it.
  return WHOLE_DOMAIN.test(withoutLineEnds(text.slice(at + 1, to))) ? to : null;
}
