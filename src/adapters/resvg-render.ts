/** SVG to PNG by resvg, as WebAssembly: it can reach no file and no network, and draws the same on every machine. */
import { readFile } from 'node:fs/promises';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const FAMILY = 'Inter';
const WASM = import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm');
/** A container has no fonts, and those of a machine look different on each. Latin, Greek and Cyrillic; bold in Latin. */
const FONTS = [
  import.meta.resolve('@fontsource/inter/files/inter-latin-400-normal.woff2'),
  import.meta.resolve('@fontsource/inter/files/inter-latin-600-normal.woff2'),
  import.meta.resolve('@fontsource/inter/files/inter-latin-ext-400-normal.woff2'),
  import.meta.resolve('@fontsource/inter/files/inter-greek-400-normal.woff2'),
  import.meta.resolve('@fontsource/inter/files/inter-cyrillic-400-normal.woff2'),
];

/** As high as it has to be. Once in a thread: the WebAssembly is loaded by it. */
export async function renderPng(svg: string, widthPx: number): Promise<Uint8Array> {
  const [wasm, ...fontBuffers] = await Promise.all([WASM, ...FONTS].map(bytesOf));
  await initWasm(wasm ?? new Uint8Array());
  const font = { fontBuffers, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY };
  return new Resvg(svg, { font, fitTo: { mode: 'width', value: widthPx } }).render().asPng();
}

async function bytesOf(address: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(address)));
}
