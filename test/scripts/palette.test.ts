/** Screenshots lose bytes and nothing else that an eye would miss. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { toPalette } from '../../scripts/pictures/palette.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Three channels; each row as it is filtered, with the filter's number in front. */
function png(width: number, rows: readonly (readonly number[])[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(rows.length, 4);
  head.set([8, 2], 8);
  const data = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function bodyOf(file: Buffer, wanted: string): Buffer {
  for (let at = SIGNATURE.length; at < file.length; at += file.readUInt32BE(at) + 12) {
    const body = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    const sum = crc32(file.subarray(at + 4, at + 8 + body.length));
    expect(file.readUInt32BE(at + 8 + body.length)).toBe(sum);
    if (file.toString('latin1', at + 4, at + 8) === wanted) return body;
  }
  throw new Error(`There is no ${wanted}.`);
}

/** The colours as they are seen, row by row. */
function seen(file: Buffer, width: number): readonly string[][] {
  const palette = bodyOf(file, 'PLTE').toString('hex').match(/.{6}/g) ?? [];
  const raw = inflateSync(bodyOf(file, 'IDAT'));
  return Array.from({ length: raw.length / (width + 1) }, (_, y) =>
    [...raw.subarray(y * (width + 1) + 1, (y + 1) * (width + 1))].map((index) => palette[index] ?? '?'),
  );
}

test('what has few colours keeps each of them, whichever way its rows are filtered', () => {
  const [first, second] = [
    [10, 20, 30],
    [12, 22, 32],
  ] as const;
  const asThey = [...first, ...second];
  const bySide = [...first, 2, 2, 2];
  const rows = [
    [0, ...asThey],
    [1, ...bySide],
    [2, 0, 0, 0, 0, 0, 0],
    // Half of what is above and, for the second, of what is beside it.
    [3, 5, 10, 15, 1, 1, 1],
    [4, 0, 0, 0, 0, 0, 0],
  ];
  const expected = Array.from({ length: 5 }, () => ['0a141e', '0c1620']);
  expect(seen(toPalette(png(2, rows)), 2)).toEqual(expected);
});

test('of many colours those that cover most stay exact, however alike they are, and the others come close', () => {
  const width = 64;
  const ground = Array.from({ length: 20 }, (_, y) => [
    0,
    ...Array.from({ length: width }, () => (y % 2 === 0 ? [255, 255, 255] : [244, 246, 246])).flat(),
  ]);
  const many = Array.from({ length: 20 }, (_, y) => [
    0,
    ...Array.from({ length: width }, (__, x) => [x * 4, y * 12, (x + y) * 3]).flat(),
  ]);
  const drawn = seen(toPalette(png(width, [...ground, ...many])), width);
  expect(new Set(drawn.flat()).size).toBeLessThanOrEqual(256);
  expect([drawn[0]?.[0], drawn[1]?.[0]]).toEqual(['ffffff', 'f4f6f6']);
  const far = drawn
    .slice(20)
    .flatMap((row, y) =>
      row.flatMap((colour, x) =>
        [x * 4, y * 12, (x + y) * 3].map((value, part) =>
          Math.abs(value - Number.parseInt(colour.slice(part * 2, part * 2 + 2), 16)),
        ),
      ),
    );
  expect(Math.max(...far)).toBeLessThan(64);
});

test('what is no PNG of that kind is refused', () => {
  const other = png(1, [[0, 1, 2, 3]]);
  other[24] = 16;
  expect(() => toPalette(other)).toThrow('Not a PNG as Chromium writes it.');
});
