/** How long blocks are, as far as anybody knows what Slack counts: every text that a person reads. */
const READ = new Set(['text', 'alt_text', 'caption', 'fallback']);

export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + textLength(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, member]) => {
    if (typeof member === 'string') return sum + (READ.has(name) ? member.length : 0);
    return sum + textLength(member);
  }, 0);
}
