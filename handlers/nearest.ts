import { editDistance } from '../src/edit-distance.ts';

/** The word that was probably meant: at most two letters wrong, and less than half of the word. Null otherwise. */
export function nearest(word: string, known: readonly string[]): string | null {
  const scored = known
    .map((name) => ({ name, wrong: editDistance(word, name) }))
    .filter(({ name, wrong }) => wrong <= 2 && wrong * 2 < name.length)
    .sort((a, b) => a.wrong - b.wrong);
  return scored[0]?.name ?? null;
}
