/** The little of SVG that a chart is made of. What it is given is text: it opens no element, and nothing is loaded. */
export type Svg = { readonly svg: string };

type Attributes = { readonly [name: string]: string | number };

export function element(name: string, attributes: Attributes, ...inside: readonly Svg[]): Svg {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`,
  );
  return { svg: `<${name}${written.join('')}>${inside.map(({ svg }) => svg).join('')}</${name}>` };
}

export function textAt(x: number, y: number, words: string, look: Attributes): Svg {
  return element('text', { x, y, ...look }, { svg: escaped(words) });
}

export function group(attributes: Attributes, ...inside: readonly Svg[]): Svg {
  return element('g', attributes, ...inside);
}

/** In its own units; whoever makes pixels of it says how many. */
export function picture(width: number, height: number, ...inside: readonly Svg[]): string {
  const viewBox = `0 0 ${rounded(width)} ${rounded(height)}`;
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox }, ...inside).svg;
}

/** A hundredth is finer than a pixel, and keeps the text short. */
function rounded(value: number): string {
  return String(Number(value.toFixed(2)));
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML has no way to write at all, and what would turn the text around, is left out. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\ufffd-\uffff]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
