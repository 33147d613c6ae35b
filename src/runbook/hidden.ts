/**
 * Characters that a reader cannot see, or that change the order of what they see (CVE-2021-42574). They are refused in
 * the runbook and in parameters, and made visible where they come from data.
 */
export type HiddenCharacter = { readonly index: number; readonly codePoint: number };

// What Unicode itself says is not to be drawn (zero-width, fillers, variation selectors), format and private-use characters,
// unpaired surrogates, every space but the plain one, every control but tab and line ends, and the empty Braille cell.
const HIDDEN =
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?![\t\n\r])\p{Cc}|(?! )\p{Zs}/gu;

const NAMES: { readonly [codePoint: number]: string } = {
  0: 'NULL',
  27: 'ESCAPE',
  160: 'NO-BREAK SPACE',
  173: 'SOFT HYPHEN',
  8203: 'ZERO WIDTH SPACE',
  8204: 'ZERO WIDTH NON-JOINER',
  8205: 'ZERO WIDTH JOINER',
  8206: 'LEFT-TO-RIGHT MARK',
  8207: 'RIGHT-TO-LEFT MARK',
  8234: 'LEFT-TO-RIGHT EMBEDDING',
  8235: 'RIGHT-TO-LEFT EMBEDDING',
  8237: 'LEFT-TO-RIGHT OVERRIDE',
  8238: 'RIGHT-TO-LEFT OVERRIDE',
  8239: 'NARROW NO-BREAK SPACE',
  8288: 'WORD JOINER',
  8294: 'LEFT-TO-RIGHT ISOLATE',
  8295: 'RIGHT-TO-LEFT ISOLATE',
  65279: 'BYTE ORDER MARK',
};

export function hiddenCharacters(text: string): readonly HiddenCharacter[] {
  return [...text.matchAll(HIDDEN)].map((match) => ({
    index: match.index,
    codePoint: match[0].codePointAt(0) ?? 0,
  }));
}

/** Data on its way to a reader: hidden characters are written out as their code points. */
export function showHidden(text: string): string {
  return text.replace(HIDDEN, (character) => `<${codePointName(character.codePointAt(0) ?? 0)}>`);
}

/** The characters of an identifier that are not ASCII, each once: look-alikes are found by what they are not. */
export function foreignCharacters(text: string): readonly number[] {
  const found = [...text].map((character) => character.codePointAt(0) ?? 0).filter((point) => point > 126);
  return [...new Set(found)];
}

/** `U+202E RIGHT-TO-LEFT OVERRIDE`, or `U+0430 “а”` where the character can be seen. */
export function describeCodePoint(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  const name = NAMES[codePoint];
  if (name !== undefined) return `${codePointName(codePoint)} ${name}`;
  return hiddenCharacters(character).length > 0
    ? codePointName(codePoint)
    : `${codePointName(codePoint)} “${character}”`;
}

function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}
