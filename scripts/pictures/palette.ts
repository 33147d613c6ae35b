/**
 * A screenshot made small: a PNG of at most 256 colours. Cards are text on flat ground, so nothing is lost that an eye
 * would miss, and two thirds of the bytes are. Reads what Chromium writes: eight bits a channel, not interlaced.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const COLOURS_MAX = 256;
const GROUNDS = 64;
/** Four, eight and sixteen steps a channel. */
const GRIDS = [0xc0c0c0, 0xe0e0e0, 0xf0f0f0] as const;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: Buffer;
};

export function toPalette(png: Buffer): Buffer {
  const picture = decode(png);
  const { width, height, channels, pixels } = picture;
  const { colours, nearest } = choose(picture);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += channels)
      rows[y * (width + 1) + 1 + x] = nearest(rgb(pixels, at));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** resvg writes the same kind. */
export function decode(png: Buffer): Picture {
  const data: Buffer[] = [];
  let head = Buffer.alloc(0);
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') head = Buffer.from(body);
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const channels = head[9] === 6 ? 4 : 3;
  if (head[8] !== 8 || (head[9] !== 2 && head[9] !== 6) || head[12] !== 0)
    throw new Error('Not a PNG as Chromium writes it.');
  return {
    width,
    height,
    channels,
    pixels: unfilter(inflateSync(Buffer.concat(data)), width * channels, channels),
  };
}

/** Each row says by its first byte how it differs from its neighbours. */
function unfilter(raw: Buffer, stride: number, channels: number): Buffer {
  const height = raw.length / (stride + 1);
  const pixels = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const left = x < channels ? 0 : (pixels[y * stride + x - channels] ?? 0);
      const up = y === 0 ? 0 : (pixels[(y - 1) * stride + x] ?? 0);
      const corner = y === 0 || x < channels ? 0 : (pixels[(y - 1) * stride + x - channels] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[y * stride + x] = (raw[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** The colours that cover most of it, of those that an eye tells apart; every other one goes to the nearest of them. */
function choose({ pixels, channels }: Picture) {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = rgb(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const ranked = [...counts].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour);
  // The grounds, exactly: two of them may be almost alike, and one of them must not take the other's tint.
  const colours = ranked.slice(0, counts.size > COLOURS_MAX ? GROUNDS : COLOURS_MAX);
  // Then the most frequent of each hue, first of the coarsest grid: what is rare must not go to another hue.
  for (const grid of GRIDS) {
    const taken = new Set(colours.map((colour) => colour & grid));
    for (const colour of ranked) {
      if (colours.length >= COLOURS_MAX || taken.has(colour & grid)) continue;
      taken.add(colour & grid);
      colours.push(colour);
    }
  }
  const known = new Map(colours.map((colour, index) => [colour, index]));
  const nearest = (colour: number): number => {
    const found = known.get(colour) ?? indexOfNearest(colours, colour);
    known.set(colour, found);
    return found;
  };
  return { colours, nearest };
}

function indexOfNearest(colours: readonly number[], colour: number): number {
  const distances = colours.map((each) => distance(each, colour));
  return distances.indexOf(Math.min(...distances));
}

function distance(a: number, b: number): number {
  return [16, 8, 0].reduce((sum, bits) => sum + (((a >> bits) & 255) - ((b >> bits) & 255)) ** 2, 0);
}

function rgb(pixels: Buffer, at: number): number {
  return pixels.readUIntBE(at, 3);
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const frame = Buffer.alloc(body.length + 12);
  frame.writeUInt32BE(body.length, 0);
  frame.set(named, 4);
  frame.writeUInt32BE(crc32(named), named.length + 4);
  return frame;
}
