/**
 * National numbers made of digits. Those whose check digits a number hardly has by chance are known by them; the others
 * only where they are printed in their own way, or said to be what they are just before.
 */
import { passesLuhn } from './card.ts';

/** `groups`: how many digits stand together, such as `3 2 4`; `isNamed`: the words just before say that it is one. */
export function isNational(digits: string, groups: string, isNamed: boolean): boolean {
  if (isNamed && digits.length >= DIGITS_MIN && digits.length <= DIGITS_MAX) return true;
  switch (digits.length) {
    case 9:
      return usSocialSecurity(digits, groups);
    case 10:
      return swedish(digits, groups);
    case 11:
      return german(digits) || belgian(digits) || polish(digits);
    case 13:
      return swiss(digits);
    case 15:
      return french(digits);
    default:
      return false;
  }
}

const DIGITS_MIN = 8;
const DIGITS_MAX = 15;

const NAMES =
  /(?<!\p{L})(?:ssn|social.?sec\w*|bsn|burgerservice\w*|sofi\w*|national.?(?:id|insurance)\w*|tax.?(?:id|number)|tin|steuer\w*|idnr|personnummer|pesel|cpr|nif|nir|svnr|ahv|passport)[^\p{L}\d]{0,6}(?:no|nr|number)?[^\p{L}\d]{0,6}$/iu;

export const NATIONAL_SHOWN = '[national id]';

/** What stands in the place of a number names no other: who masks twice would take what comes after it as well. */
const SHOWN_JUST_BEFORE = /\[national id\][^\p{L}\d]{0,6}$/u;

/** Whatever is called one is taken for one: Dutch, Danish, Portuguese, Austrian numbers pass for any other number. */
export const namesNational = (words: string): boolean => NAMES.test(words) && !SHOWN_JUST_BEFORE.test(words);

/** `123-45-6789`. Printed in one it is told from no other number, unless it is named. Tax numbers (9..) included. */
function usSocialSecurity(digits: string, groups: string): boolean {
  return groups === '3 2 4' && !/^(?:000|666)|^...00|0000$/.test(digits);
}

/** Steuer-Identifikationsnummer: ISO 7064 MOD 11,10, and one digit among the first ten stands there twice or thrice. */
function german(digits: string): boolean {
  if (digits.length !== 11 || digits.startsWith('0')) return false;
  const first = digits.slice(0, 10);
  const times = [...Map.groupBy(first, (digit) => digit).values()].map((same) => same.length);
  if (times.filter((count) => count > 1).length !== 1 || Math.max(...times) > 3) return false;
  let product = 10;
  for (const digit of first) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return (11 - product) % 10 === Number(digits[10]);
}

/** NIR: sex, year, month, département …, and 97 less the rest of all before. Corsica's letters are in letters.ts. */
function french(digits: string): boolean {
  if (digits.length !== 15 || !/^[1-478]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)/.test(digits)) return false;
  return 97n - (BigInt(digits.slice(0, 13)) % 97n) === BigInt(digits.slice(13));
}

/** Rijksregisternummer: born in 2000 or later, a 2 stands before the digits that are checked. */
function belgian(digits: string): boolean {
  if (digits.length !== 11 || !/^\d\d(?:[024][0-9]|[135][0-2])(?:[0-2]\d|3[01])/.test(digits)) return false;
  const [checked, key] = [Number(digits.slice(0, 9)), Number(digits.slice(9))];
  return [checked, checked + 2_000_000_000].some((number) => 97 - (number % 97) === key);
}

/** PESEL: a day of birth, whose month tells the century, and a check digit. */
function polish(digits: string): boolean {
  if (digits.length !== 11 || !/^\d\d(?:[02468][1-9]|[13579][0-2])(?:0[1-9]|[12]\d|3[01])/.test(digits))
    return false;
  return weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** AHV: 756 and an EAN-13. */
function swiss(digits: string): boolean {
  return (
    digits.length === 13 &&
    digits.startsWith('756') &&
    weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0
  );
}

/** Personnummer, as it is printed: `811218-9876`. */
function swedish(digits: string, groups: string): boolean {
  return (
    groups === '6 4' &&
    /^\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])/.test(digits) &&
    passesLuhn(digits)
  );
}

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}
