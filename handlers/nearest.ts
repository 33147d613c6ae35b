/** The word that was probably meant: at most two letters wrong, and less than half of the word. Null otherwise. */
export function nearest(word: string, known: readonly string[]): string | null {
  const scored = known
    .map((name) => ({ name, wrong: distance(word, name) }))
    .filter(({ name, wrong }) => wrong <= 2 && wrong * 2 < name.length)
    .sort((a, b) => a.wrong - b.wrong);
  return scored[0]?.name ?? null;
}

/** Levenshtein's: letters put in, taken out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
