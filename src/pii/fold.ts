/**
 * Text as the rules look at it: every digit and letter in its plain form, what cannot be seen left out, what was encoded
 * decoded, and from each character the way back to where it stood.
 */
export type Folded = {
  /** ASCII where there is such a form; any space is ' ', any line end '\n'. */
  readonly text: string;
  /** Where the character of `text` at this index begins in the original, and where it ends. */
  readonly from: (index: number) => number;
  readonly to: (index: number) => number;
};

const PLAIN = /^[\x20-\x24\x27-\x5b\x5d-\x7e]*$/;

/** `%40`, `%2540`, `\u0040`, `\n` as JSON writes it, `&#64;`, `&#x40;`: one character each, if it is one that rules look at. */
const ENCODED = /%(?:25)*([0-9a-f]{2})|\\u([0-9a-f]{4})|\\([nrt])|&#(?:([0-9]{1,7})|x([0-9a-f]{1,6}));/iy;
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u;
const DIGIT = /\p{Nd}/u;

export function fold(original: string): Folded {
  if (PLAIN.test(original)) return { text: original, from: (index) => index, to: (index) => index + 1 };
  const pieces: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < original.length; ) {
    const { point, length } = decodedAt(original, at);
    for (const unit of formOf(point).split('')) {
      pieces.push(unit);
      starts.push(at);
      ends.push(at + length);
    }
    at += length;
  }
  return {
    text: pieces.join(''),
    from: (index) => starts[index] ?? original.length,
    to: (index) => ends[index] ?? original.length,
  };
}

function decodedAt(text: string, at: number): { readonly point: number; readonly length: number } {
  const first = text[at] ?? '';
  if (first === '%' || first === '\\' || first === '&') {
    ENCODED.lastIndex = at;
    const found = ENCODED.exec(text);
    const point = found === null ? null : encodedPoint(found);
    if (found !== null && point !== null) return { point, length: found[0].length };
  }
  const point = text.codePointAt(at) ?? 0;
  return { point, length: point > 0xffff ? 2 : 1 };
}

/** Null for bytes of UTF-8 beyond ASCII, which are no characters by themselves. */
function encodedPoint([, percent, unicode, letter, decimal, hex]: RegExpExecArray): number | null {
  if (letter !== undefined) return letter.toLowerCase() === 't' ? 0x20 : 0x0a;
  if (decimal !== undefined) return within(Number(decimal), 0x10ffff);
  const byte = percent === undefined ? null : within(Number.parseInt(percent, 16), 0x7e);
  return byte ?? (percent === undefined ? within(Number.parseInt(unicode ?? hex ?? '', 16), 0x10ffff) : null);
}

const within = (point: number, max: number): number | null => (point <= max ? point : null);

const SPACE = /[\p{Zs}\t]/u;
const DASHES = new Set('‐‑‒–—−﹣');
const DOTS = new Set('․。｡﹒');

function formOf(point: number): string {
  if (point >= 0x21 && point <= 0x7e) return String.fromCharCode(point);
  if (point === 0x0a || point === 0x0d || point === 0x2028 || point === 0x2029) return '\n';
  // Full-width forms stand in the order of ASCII.
  if (point >= 0xff01 && point <= 0xff5e) return String.fromCharCode(point - 0xfee0);
  const character = String.fromCodePoint(point);
  if (point < 0x80 || SPACE.test(character)) return ' ';
  if (HIDDEN.test(character)) return '';
  if (DIGIT.test(character)) return String(digitOf(point));
  if (DASHES.has(character)) return '-';
  if (DOTS.has(character)) return '.';
  if (character === '﹫') return '@';
  return character;
}

/** Unicode's digits stand in blocks of ten, each from zero to nine. */
function digitOf(point: number): number {
  let zero = point;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (point - zero) % 10;
}
