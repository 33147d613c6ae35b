/** Numbers that hold letters: IBANs, and national numbers whose letters check them. */
import { type Found, isDigit, isWord } from './found.ts';
import { NATIONAL_SHOWN } from './national.ts';

/** Of the IBAN registry: country and length. */
const IBAN_LENGTHS =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30';
const LENGTH_OF: ReadonlyMap<string, number> = new Map(
  IBAN_LENGTHS.split(' ').map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const IBAN_START = /[A-Z]{2}[ -]?\d[ -]?\d/gi;
const SEPARATORS_MAX = 2;

export function ibans(text: string): readonly Found[] {
  return [...text.matchAll(IBAN_START)].flatMap(({ index }) => {
    const preceding = text.slice(Math.max(0, index - 4), index);
    if (isWord(preceding.at(-1)) && !/iban$/i.test(preceding)) return [];
    const length = LENGTH_OF.get(text.slice(index, index + 2).toUpperCase());
    const taken = length === undefined ? null : take(text, index, length);
    if (taken === null || isDigit(text[taken.to]) || !passesMod97(taken.characters)) return [];
    const shown = `${taken.characters.slice(0, 2)}…${taken.characters.slice(-4)}`;
    return [{ from: index, to: taken.to, shown }];
  });
}

/** So many letters and digits, with at most two separators between two of them. */
function take(
  text: string,
  from: number,
  count: number,
): { readonly characters: string; readonly to: number } | null {
  let characters = '';
  let separators = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (/[A-Za-z0-9]/.test(character)) {
      characters += character.toUpperCase();
      separators = 0;
      if (characters.length === count) return { characters, to: at + 1 };
    } else if (!/[ \n.-]/.test(character) || (separators += 1) > SEPARATORS_MAX) return null;
  }
  return null;
}

function passesMod97(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const SHAPES: readonly { readonly shape: RegExp; readonly isOne: (bare: string) => boolean }[] = [
  // UK National Insurance number: no check digit, but few pairs of letters, six digits and one of four letters.
  {
    shape: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]/gi,
    isOne: (bare) => !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/.test(bare),
  },
  // Spanish DNI and NIE: the letter is the rest by 23.
  {
    shape: /(?:\d{2}[ .]?\d{3}[ .]?\d{3}|[XYZ][ -]?\d{7})[ -]?[A-HJ-NP-TV-Z]/gi,
    isOne: (bare) =>
      'TRWAGMYFPDXBNJZSQVHLCKE'[
        Number(bare.slice(0, -1).replace(/^[XYZ]/, (first) => String('XYZ'.indexOf(first)))) % 23
      ] === bare.at(-1),
  },
  // Italian codice fiscale; digits may stand as letters where two people would have the same.
  {
    shape: /[A-Z]{6}[ -]?[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[ -]?[A-Z][\dLMNP-V]{3}[A-Z]/gi,
    isOne: isCodiceFiscale,
  },
  // French NIR of Corsica: 2A counts as 19, 2B as 18.
  {
    shape: /[12][ ]?\d\d[ ]?\d\d[ ]?2[AB][ ]?\d{3}[ ]?\d{3}[ ]?\d\d/gi,
    isOne: (bare) => {
      const number = bare.slice(0, 13).replace('2A', '19').replace('2B', '18');
      return 97n - (BigInt(number) % 97n) === BigInt(bare.slice(13));
    },
  },
  // Finnish henkilötunnus: the last character is the rest by 31.
  {
    shape: /(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]/gi,
    isOne: (bare) =>
      '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(bare.replaceAll(/\D/g, '').slice(0, 9)) % 31] === bare.at(-1),
  },
];

export function lettered(text: string): readonly Found[] {
  return SHAPES.flatMap(({ shape, isOne }) =>
    [...text.matchAll(shape)].flatMap(({ index, 0: { length } }) => {
      const [from, to] = [index, index + length];
      if (isWord(text[from - 1]) || isWord(text[to])) return [];
      const bare = text.slice(from, to).replaceAll(/[ .-]/g, '').toUpperCase();
      return isOne(bare) ? [{ from, to, shown: NATIONAL_SHOWN }] : [];
    }),
  );
}

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function isCodiceFiscale(bare: string): boolean {
  let sum = 0;
  for (const [index, character] of bare.slice(0, 15).split('').entries()) {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
    // Counted from one, the characters at odd places have values of their own.
    sum += index % 2 === 0 ? (ODD[value] ?? 0) : value;
  }
  return String.fromCharCode(65 + (sum % 26)) === bare[15];
}
