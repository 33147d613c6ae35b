/** Names beside the rows of a chart: as much of them as there is room for, in one line or two. */

/** About as wide as Inter draws it, and rather wider: whoever draws a chart cannot measure its letters. */
export function widthOf(text: string, size: number): number {
  return size * [...text].reduce((sum, character) => sum + emsOf(character), 0);
}

function emsOf(character: string): number {
  if (/[iljtfrI1.,:;'|!()[\] -]/.test(character)) return 0.37;
  if (/[mwMW@%&]/.test(character)) return 0.92;
  return /[a-z0-9]/.test(character) ? 0.6 : 0.72;
}

/** What follows the last word that fits goes into the second line. */
export function inTwo(text: string, size: number, width: number): readonly string[] {
  if (widthOf(text, size) <= width) return [text];
  const first = start(text, size, width);
  const space = first.lastIndexOf(' ');
  const upTo = space <= 0 ? first.length : space;
  const rest = text.slice(upTo).trim();
  if (widthOf(rest, size) <= width) return [text.slice(0, upTo), rest];
  return [text.slice(0, upTo), `${start(rest, size, width - widthOf('…', size)).trim()}…`];
}

/** Never through a pair of surrogates. */
function start(text: string, size: number, width: number): string {
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character, size) > width) break;
    kept += character;
  }
  return kept;
}
