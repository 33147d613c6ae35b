/** Elements that are pressed: button, overflow, and the small buttons of context_actions. */
import type { Button, ConfirmationDialog, FeedbackButtons, IconButton, Overflow } from '@slack/types';
import { ask } from './dialog.ts';
import { el } from './dom.ts';
import { drawTextObject, plainText } from './draw-text.ts';
import { icon } from './icon.ts';
import { openMenu } from './menu.ts';
import { isSafeUrl } from './mrkdwn-token.ts';
import { controlAttributes, press, type Spot, spotKey } from './surface.ts';
import type { Actionable } from './values.ts';

export function drawButton(element: Button, spot: Spot): HTMLElement {
  const style = element.style === 'primary' || element.style === 'danger' ? ` ${element.style}` : '';
  const node = el(
    'button',
    {
      type: 'button',
      class: `button${style}`,
      'aria-label': element.accessibility_label,
      ...controlAttributes(spot, element),
    },
    el('span', { class: 'button-text' }, plainText(element.text)),
  );
  node.addEventListener('click', () => void pressButton(element, spot));
  return node;
}

async function pressButton(element: Button, spot: Spot): Promise<void> {
  if (isWaiting(element, spot) || !(await isConfirmed(element.confirm, spot))) return;
  // Slack opens the address and tells the app of the press as well.
  if (element.url !== undefined && isSafeUrl(element.url)) open(element.url, '_blank', 'noopener,noreferrer');
  press(spot, element);
}

function isWaiting(element: Actionable, spot: Spot): boolean {
  return spot.surface.isPending(spotKey(spot, element));
}

export async function isConfirmed(confirm: ConfirmationDialog | undefined, spot: Spot): Promise<boolean> {
  if (confirm === undefined) return true;
  return ask({
    title: confirm.title === undefined ? 'Are you sure?' : plainText(confirm.title),
    body: drawTextObject(confirm.text, spot.surface.directory),
    confirm: confirm.confirm === undefined ? 'Yes' : plainText(confirm.confirm),
    deny: confirm.deny === undefined ? 'Cancel' : plainText(confirm.deny),
    danger: confirm.style === 'danger',
  });
}

export function drawOverflow(element: Overflow, spot: Spot): HTMLElement {
  const node = el(
    'button',
    {
      type: 'button',
      class: 'button icon-only',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      ...controlAttributes(spot, element),
      'aria-label': 'More actions',
    },
    icon('more'),
  );
  const items = element.options.map((option) => ({
    label: plainText(option.text),
    content: [
      el('span', {}, plainText(option.text)),
      option.description !== undefined && el('small', {}, plainText(option.description)),
    ],
    onChoose: () => void choose(element, option.value, option.url, spot),
  }));
  node.addEventListener('click', () => {
    if (!isWaiting(element, spot)) openMenu(node, 'More actions', items);
  });
  return node;
}

async function choose(
  element: Overflow,
  value: string | undefined,
  url: string | undefined,
  spot: Spot,
): Promise<void> {
  if (!(await isConfirmed(element.confirm, spot))) return;
  if (url !== undefined && isSafeUrl(url)) open(url, '_blank', 'noopener,noreferrer');
  press(spot, element, value ?? '');
}

export function drawFeedbackButtons(element: FeedbackButtons, spot: Spot): HTMLElement {
  const sides = [
    { side: element.positive_button, sign: '👍' },
    { side: element.negative_button, sign: '👎' },
  ];
  return el(
    'span',
    { class: 'feedback', role: 'group' },
    sides.map(({ side, sign }) => {
      const label = side.accessibility_label ?? plainText(side.text);
      const attributes = {
        ...controlAttributes(spot, element, side.value),
        'aria-label': label,
        title: label,
      };
      const node = el('button', { type: 'button', class: 'button icon-only', ...attributes }, sign);
      node.addEventListener('click', () => press(spot, element, side.value));
      return node;
    }),
  );
}

export function drawIconButton(element: IconButton, spot: Spot): HTMLElement | null {
  const { visible_to_user_ids: visibleTo } = element;
  if (visibleTo !== undefined && !visibleTo.includes(spot.surface.directory.me.id)) return null;
  const label = element.accessibility_label ?? plainText(element.text);
  const node = el(
    'button',
    { type: 'button', class: 'button small', ...controlAttributes(spot, element), 'aria-label': label },
    plainText(element.text),
  );
  const pressIt = async () => {
    if (!isWaiting(element, spot) && (await isConfirmed(element.confirm, spot))) press(spot, element);
  };
  node.addEventListener('click', () => void pressIt());
  return node;
}
