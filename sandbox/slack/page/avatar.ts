/** A person as initials on their colour; an app as a square. */
import type { Person } from '../page-api.ts';
import { el } from './dom.ts';

export function drawAvatar(
  person: Person | null,
  isApp: boolean,
  size: 'small' | 'normal' = 'normal',
): HTMLElement {
  const node = el(
    'span',
    { class: `avatar ${size}${isApp ? ' app' : ''}`, 'aria-hidden': 'true' },
    initials(person?.name ?? '?'),
  );
  // Slack's own colours come without the #.
  const color = person?.color ?? '';
  if (/^#?[0-9a-f]{6}$/i.test(color)) node.style.backgroundColor = `#${color.replace('#', '')}`;
  return node;
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => [...(word ?? '?')][0]?.toUpperCase() ?? '').join('');
}
