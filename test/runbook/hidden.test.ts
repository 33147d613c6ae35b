import { describe, expect, it } from 'vitest';
import {
  describeCodePoint,
  foreignCharacters,
  hiddenCharacters,
  showHidden,
} from '../../src/runbook/hidden.ts';

/** One of each way to be invisible, or to turn the order of what is seen. */
const HIDDEN = [
  0x00, 0x07, 0x0b, 0x1b, 0x7f, 0x85, 0xa0, 0xad, 0x34f, 0x61c, 0x115f, 0x1680, 0x17b4, 0x180e, 0x2003,
  0x200b, 0x200d, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x202f, 0x205f, 0x2060, 0x2066, 0x2069, 0x2800,
  0x3000, 0x3164, 0xe000, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xe0041, 0xe0100, 0xd800,
];

describe('a character that cannot be seen', () => {
  it.each(HIDDEN.map((codePoint) => [codePoint.toString(16), codePoint] as const))(
    '%s is found',
    (hex, codePoint) => {
      expect(hiddenCharacters(`ab${String.fromCodePoint(codePoint)}c`)).toEqual([{ index: 2, codePoint }]);
      expect(showHidden(`a${String.fromCodePoint(codePoint)}`)).toBe(
        `a<U+${hex.toUpperCase().padStart(4, '0')}>`,
      );
    },
  );

  it('is not an ordinary one, in whatever script', () => {
    expect(hiddenCharacters('a b\tc\r\nd — “é” ß Ωж 漢字 🦉 ≥ ½ ´')).toEqual([]);
  });

  it('is described by code point, and by its look where it has one', () => {
    expect(describeCodePoint(0x202e)).toBe('U+202E RIGHT-TO-LEFT OVERRIDE');
    expect(describeCodePoint(0xe0041)).toBe('U+E0041');
    expect(foreignCharacters('pаypаl').map(describeCodePoint)).toEqual(['U+0430 “а”']);
  });
});
