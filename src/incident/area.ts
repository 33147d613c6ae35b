import type { Runbook } from '../runbook/runbook.ts';

/** The area whose keywords the title holds most of, as whole words; null where none does, or two do equally. */
export function areaOf(runbook: Runbook, title: string): string | null {
  const words = ` ${title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const scored = runbook.areas
    .map((area) => ({
      id: area.id,
      hits: area.keywords.filter((keyword) => words.includes(` ${keyword.toLowerCase()} `)).length,
    }))
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits);
  const [best, second] = scored;
  return best !== undefined && best.hits > (second?.hits ?? 0) ? best.id : null;
}
