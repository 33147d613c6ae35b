/**
 * Personal data and secrets in text that is about to leave: cards keep their first six and last four digits, IBANs country
 * and last four, e-mail addresses a letter and the domain, national numbers and secrets nothing.
 */
import type { Json } from '../journal/json.ts';
import { cardShown, isCard } from './card.ts';
import { emails } from './email.ts';
import { type Folded, fold } from './fold.ts';
import type { Finder, Found } from './found.ts';
import { ibans, lettered } from './letters.ts';
import { NATIONAL_SHOWN, namesNational } from './national.ts';
import { cards, nationals } from './numbers.ts';
import { secrets } from './secrets.ts';

/** Addresses that may be shown, in lower case: of those whom a report is about. */
export type Keep = ReadonlySet<string>;

export const NOBODY: Keep = new Set();

/** Whatever is shorter holds none of it. */
const CHARACTERS_MIN = 5;
/** `tax_id_count` may well be called so: so few digits are nobody's. */
const DIGITS_NAMED_MIN = 8;

/**
 * One after the other, each on what the one before has left: where two lay claim to the same characters, what remains of
 * the second is still looked at.
 */
const FINDERS: readonly Finder[] = [secrets, ibans, cards, lettered, nationals, emails];

/** `name` is what the text is called where it comes from, such as its column: `ssn` says what nine digits are. */
export function maskText(text: string, keep: Keep = NOBODY, name = ''): string {
  if (text.length < CHARACTERS_MIN) return text;
  const label = name === '' ? '' : `${name}: `;
  let whole = label + text;
  let folded = fold(whole);
  for (const find of FINDERS) {
    // Only an address tells whom a report is about: a card number in that place is still one.
    const kept = find === emails ? keep : NOBODY;
    const masked = replaced(whole, folded, find(folded.text), label.length, kept);
    if (masked === whole) continue;
    whole = masked;
    folded = fold(whole);
  }
  return whole.slice(label.length);
}

function replaced(
  whole: string,
  { from, to }: Folded,
  all: readonly Found[],
  begin: number,
  keep: Keep,
): string {
  let masked = '';
  let at = 0;
  for (const found of all.toSorted((one, other) => one.from - other.from)) {
    const [start, end] = [from(found.from), to(found.to - 1)];
    if (end <= at || start < begin || keep.has(whole.slice(start, end).toLowerCase())) continue;
    // Of two of one kind that overlap, what the second has beyond the first is hidden with it.
    masked += start < at ? '' : whole.slice(at, start) + found.shown;
    at = end;
  }
  return masked + whole.slice(at);
}

/** Text and whole numbers at any depth; the names of members are what their values are called. */
export function maskJson(value: Json, keep: Keep = NOBODY, name = ''): Json {
  if (typeof value === 'string') return maskText(value, keep, name);
  if (typeof value === 'number') return maskNumber(value, name);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => maskJson(item as Json, keep, name));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [maskText(key, keep), maskJson(member as Json, keep, key)]),
  );
}

/** A number stays one, so that it can be counted with, unless it is a card's or is called what people are told by. */
function maskNumber(value: number, name: string): Json {
  const digits = String(value);
  if (!Number.isSafeInteger(value) || value < 0) return value;
  if (isCard(digits, String(digits.length))) return cardShown(digits);
  return digits.length >= DIGITS_NAMED_MIN && namesNational(`${name}: `) ? NATIONAL_SHOWN : value;
}
