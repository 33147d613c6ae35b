/** The picture that people get: its pixels, against the numbers that it is of. */
import { expect, test } from 'vitest';
import { statisticsChart } from '../../blocks/statistics-chart.ts';
import { decode, type Picture } from '../../scripts/pictures/palette.ts';
import { resvgPaint } from '../../src/adapters/resvg.ts';
import { NONE, numbers, row, times } from '../blocks/numbers.ts';

const SCALE = 3;
const INK = '1d2433';
const RULE = 'dfe3e8';
const WAY = '3d4b63';
const MOMENTS = { acknowledged: '0072b2', mitigated: 'd55e00', resolved: '00795a' } as const;
/** Title, legend and the heads of the first section end above it. */
const FIRST_ROW_Y = 130 * SCALE;
const ROW_HEIGHT = 30 * SCALE;

function colorAt({ width, channels, pixels }: Picture, x: number, y: number): string {
  const at = (y * width + x) * channels;
  return pixels.toString('hex', at, at + 3);
}

/** All places of exactly that colour in these rows. */
function places(
  picture: Picture,
  color: string,
  fromY: number,
  toY: number,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let y = fromY; y < toY; y += 1)
    for (let x = 0; x < picture.width; x += 1) if (colorAt(picture, x, y) === color) found.push([x, y]);
  return found;
}

const middleX = (found: readonly (readonly [number, number])[]): number =>
  found.reduce((sum, [x]) => sum + x + 0.5, 0) / found.length;

/** Of the lines that are drawn at the ticks, on white between two rows. */
function rulesAt(picture: Picture, y: number): readonly number[] {
  const xs = places(picture, RULE, y, y + 1).map(([x]) => x);
  return xs.filter((x, index) => x - (xs[index - 1] ?? -10) > 2).map((x) => x + 1);
}

const one = {
  ...row(10, 7),
  acknowledged: times(4, 11),
  mitigated: times(45, 200),
  resolved: times(300, 3_000),
};
const statistics = numbers({ total: one, bySeverity: [{ key: 'P1', row: one }], byMonth: [], byArea: [] });
const svg = statisticsChart({ statistics, titleOf: () => null, respondWithinMs: () => null });

test('every mark stands where its number says, and the bar is as long as the share that was in time', async () => {
  const picture = decode(Buffer.from(await resvgPaint()(svg)));
  expect([picture.width, picture.channels]).toEqual([360 * SCALE, 4]);
  expect(picture.height).toBe(Number(/ height="(\d+)"/.exec(svg)?.[1]) * SCALE);
  const rules = rulesAt(picture, FIRST_ROW_Y + 1);
  // 1 min, 10 min, 1 h, 6 h, 1 d, 1 wk: 3,000 minutes are two days.
  expect(rules).toHaveLength(6);
  const [left = 0, right = 0] = [rules[0], rules.at(-1)];
  const expectedX = (minutes: number) => left + ((right - left) * Math.log(minutes)) / Math.log(7 * 24 * 60);
  for (const [moment, minutes] of Object.entries({
    acknowledged: [4, 11],
    mitigated: [45, 200],
    resolved: [300, 3_000],
  })) {
    const color = MOMENTS[moment as keyof typeof MOMENTS];
    const half = FIRST_ROW_Y + ROW_HEIGHT / 2;
    const [median = 0, p90 = 0] = minutes;
    expect(middleX(places(picture, color, FIRST_ROW_Y, half))).toBeCloseTo(expectedX(median), -0.5);
    expect(middleX(places(picture, color, half, FIRST_ROW_Y + ROW_HEIGHT))).toBeCloseTo(expectedX(p90), -0.5);
    // Filled, and an outline.
    const isFilled = (x: number, y: number) => colorAt(picture, Math.round(x), y) === color;
    expect(isFilled(expectedX(median), FIRST_ROW_Y + 9 * SCALE)).toBe(true);
    expect(isFilled(expectedX(p90), FIRST_ROW_Y + 21 * SCALE)).toBe(false);
  }
  const barY = FIRST_ROW_Y + 22 * SCALE;
  const after = (color: string) =>
    places(picture, color, barY, barY + 1).filter(([x]) => x > right + 30).length;
  const [full, rest] = [after(WAY), after(RULE)];
  expect(full / (full + rest)).toBeCloseTo(0.7, 1);
}, 60_000);

test('words are drawn with letters that come with the bot', async () => {
  const picture = decode(Buffer.from(await resvgPaint()(svg)));
  const title = places(picture, INK, 10 * SCALE, 36 * SCALE).length;
  expect(title).toBeGreaterThan(1_500);
  // The first row's name at the left, and its share at the right.
  const inRow = places(picture, INK, FIRST_ROW_Y, FIRST_ROW_Y + ROW_HEIGHT);
  expect(inRow.filter(([x]) => x < 60 * SCALE).length).toBeGreaterThan(40);
  expect(inRow.filter(([x]) => x > 300 * SCALE).length).toBeGreaterThan(40);
}, 60_000);

test('of nothing too, one after the other, and who comes when too many wait is told', async () => {
  const paint = resvgPaint();
  const none = numbers({ total: NONE, bySeverity: [], byMonth: [], byArea: [] });
  const empty = statisticsChart({ statistics: none, titleOf: () => null, respondWithinMs: () => null });
  const drawn = await Promise.allSettled(
    [empty, ...Array.from({ length: 8 }, () => 'no picture')].map(paint),
  );
  expect(drawn.map(({ status }) => status)).toEqual([
    'fulfilled',
    ...Array.from({ length: 8 }, () => 'rejected'),
  ]);
  const words = drawn.map((one) => (one.status === 'rejected' ? (one.reason as Error).message : ''));
  expect(words[1]).toBe('The chart could not be drawn. The table says the same.');
  expect(words[8]).toBe('Too many charts are being drawn. Try again in a moment.');
  await expect(paint(empty)).resolves.toBeInstanceOf(Uint8Array);
}, 60_000);

test('what takes too long is given up', async () => {
  await expect(resvgPaint({ withinMs: 1 })(svg)).rejects.toMatchObject({
    code: 'unavailable',
    cause: { message: 'no picture within 1 ms' },
  });
});

test('a picture that names another is drawn without it: there is no way out', async () => {
  const outside =
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10" fill="#00795a"/><image href="file:///etc/hostname" width="10" height="10"/><image href="https://example.com/x.png" width="10" height="10"/></svg>';
  const picture = decode(Buffer.from(await resvgPaint()(outside)));
  expect(colorAt(picture, 540, 540)).toBe('00795a');
}, 60_000);
