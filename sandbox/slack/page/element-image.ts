/** Pictures. The page loads nothing from outside, so a picture from elsewhere is drawn as its description. */
import type { ImageElement } from '@slack/types';
import { el } from './dom.ts';
import { icon } from './icon.ts';

export function drawImage(image: ImageElement, place: 'context' | 'accessory' | 'block'): HTMLElement {
  const url = 'image_url' in image ? image.image_url : null;
  if (url !== null && isOwn(url)) {
    return el('img', { class: `picture ${place}`, src: url, alt: image.alt_text, loading: 'lazy' });
  }
  const words = place === 'block' ? el('span', {}, image.alt_text) : false;
  return el(
    'span',
    { class: `picture missing ${place}`, role: 'img', 'aria-label': image.alt_text, title: image.alt_text },
    icon('picture'),
    words,
  );
}

function isOwn(url: string): boolean {
  if (/^data:image\/(png|jpeg|gif|webp);/i.test(url)) return true;
  return URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
}
