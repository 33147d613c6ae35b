/** Finds cards and national numbers among digits, in whatever groups they are printed. */
import { cardShown, isCard } from './card.ts';
import { before, type Found, isDigit } from './found.ts';
import { isNational, NATIONAL_SHOWN, namesNational } from './national.ts';

/** Digits with at most three separators between two of them, line ends among them. */
const RUN = /\d(?:[ \n./_-]{0,3}\d)+/g;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const DIGITS_MIN = 8;
const DIGITS_MAX = 19;

/** What is shown for these digits, null where they are nothing. `printed`: how many stand together, such as `4 4 4 4`. */
type Show = (digits: string, printed: string, isNamed: () => boolean) => string | null;

export const cards = (text: string): readonly Found[] =>
  among(text, (digits, printed) => (isCard(digits, printed) ? cardShown(digits) : null));

export const nationals = (text: string): readonly Found[] =>
  among(text, (digits, printed, isNamed) => (isNational(digits, printed, isNamed()) ? NATIONAL_SHOWN : null));

function among(text: string, show: Show): readonly Found[] {
  const uuids = [...text.matchAll(UUID)].map(({ index, 0: { length } }) => ({
    from: index,
    to: index + length,
  }));
  const found: Found[] = [];
  let next = 0;
  for (const { index, 0: run } of text.matchAll(RUN)) {
    const end = index + run.length;
    while (next < uuids.length && (uuids[next]?.to ?? 0) <= index) next += 1;
    // An id of groups of digits is no card, however its digits add up.
    if ((uuids[next]?.from ?? end) < end) continue;
    found.push(...inRun(text, groupsIn(text, index, end), show));
  }
  return found;
}

type Group = { readonly from: number; readonly digits: string };

function groupsIn(text: string, from: number, to: number): readonly Group[] {
  const groups: Group[] = [];
  for (let at = from; at < to; at += 1) {
    if (!isDigit(text[at])) continue;
    const start = at;
    while (at < to && isDigit(text[at])) at += 1;
    groups.push({ from: start, digits: text.slice(start, at) });
  }
  return groups;
}

/** From the left, the longest number first, each digit in one number only. */
function inRun(text: string, groups: readonly Group[], show: Show): readonly Found[] {
  const found: Found[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const hit = longestFrom(text, groups, first, show);
    if (hit === null) continue;
    found.push(hit.found);
    first = hit.last;
  }
  return found;
}

function longestFrom(
  text: string,
  groups: readonly Group[],
  first: number,
  show: Show,
): { readonly found: Found; readonly last: number } | null {
  let named: boolean | undefined;
  const isNamed = () => (named ??= namesNational(before(text, groups[first]?.from ?? 0)));
  let best: { readonly found: Found; readonly last: number } | null = null;
  let digits = '';
  let printed = '';
  for (let last = first; last < groups.length; last += 1) {
    const group = groups[last];
    if (group === undefined || digits.length + group.digits.length > DIGITS_MAX) break;
    digits += group.digits;
    printed += `${printed === '' ? '' : ' '}${group.digits.length}`;
    if (digits.length < DIGITS_MIN) continue;
    const shown = show(digits, printed, isNamed);
    const [from, to] = [groups[first]?.from ?? 0, group.from + group.digits.length];
    if (shown !== null) best = { found: { from, to, shown }, last };
  }
  return best;
}
