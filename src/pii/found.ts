/** A place in the folded text, the end not included, and what is shown in its stead. */
export type Found = { readonly from: number; readonly to: number; readonly shown: string };

export type Finder = (text: string) => readonly Found[];

export const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';

export const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** How far before a number its name may stand: `"ssn": `, `Burgerservicenummer (BSN) ist`. */
export const LABEL_CHARACTERS_MAX = 40;

/** The words just before a place: what a number without check digits is said to be. */
export const before = (text: string, at: number): string =>
  text.slice(Math.max(0, at - LABEL_CHARACTERS_MAX), at);
