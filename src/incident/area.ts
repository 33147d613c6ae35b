import type { Runbook } from '../runbook/runbook.ts';

/** The area whose keywords the title holds most of, as whole words; null where none does, or two do equally. */
export function areaOf(runbook: Runbook, title: string): string | null {
  const words = wordsOf(title);
  const scored = runbook.areas
    .map((area) => ({
      id: area.id,
      hits: area.keywords.filter((keyword) => words.includes(wordsOf(keyword))).length,
    }))
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits);
  const [best, second] = scored;
  return best !== undefined && best.hits > (second?.hits ?? 0) ? best.id : null;
}

/** In small letters, a space before and after each: `Late-data!` and `late data` are the same. */
function wordsOf(text: string): string {
  return ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
