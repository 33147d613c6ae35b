/** Numbers of payment cards (ISO/IEC 7812): who issues them, how long they are, and their check digit. */

/** First digits and lengths, by network. A number that no network gives out is an id, check digit or not. */
const NETWORKS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:30[0-59]|36|3[89])/, [14, 16, 19]],
  [/^(?:6011|64[4-9]|65)/, [16, 17, 18, 19]],
  [/^(?:352[89]|35[3-8])/, [16, 17, 18, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|5[678]|6304|6390|67)/, [12, 13, 14, 15, 16, 17, 18, 19]],
  [/^(?:220[0-4]|508|60|81|82|9792)/, [16]],
];

/** How the digits of a card are printed: whatever network it is of. */
const PRINTED: ReadonlySet<string> = new Set([
  '4 4 4 4',
  '4 4 4 4 1',
  '4 4 4 4 2',
  '4 4 4 4 3',
  '4 6 5',
  '4 6 4',
]);

/** `groups`: how many digits stand together, such as `4 4 4 4`. */
export function isCard(digits: string, groups: string): boolean {
  if (digits.length < 12 || digits.length > 19) return false;
  const looksLikeOne =
    PRINTED.has(groups) ||
    NETWORKS.some(([first, lengths]) => lengths.includes(digits.length) && first.test(digits));
  return looksLikeOne && passesLuhn(digits) && !/^(\d)\1*$/.test(digits);
}

export const cardShown = (digits: string): string => `${digits.slice(0, 6)}…${digits.slice(-4)}`;

export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit : 2 * digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
