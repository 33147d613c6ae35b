/** Whether two titles are about one thing: by their words, in any order. What has other numbers in it is another thing. */
const ALIKE_FROM = 0.6;

export function areAlike(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  if (a.size === 0 || b.size === 0) return false;
  const all = a.union(b);
  const common = a.intersection(b);
  const differing = a.symmetricDifference(b);
  if ([...differing].some((word) => /\d/.test(word))) return false;
  return common.size / all.size >= ALIKE_FROM;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
