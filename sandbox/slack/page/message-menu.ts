/** More actions: the app's shortcuts, on a message or beside the message field. */
import type { Shortcut } from '../page-api.ts';
import { el } from './dom.ts';
import { type IconName, icon } from './icon.ts';
import { openMenu } from './menu.ts';

export type MenuProps = {
  readonly label: string;
  readonly key: string;
  /** Of the button; three dots unless it is said. */
  readonly sign?: IconName;
  readonly shortcuts: readonly Shortcut[];
  readonly onChoose: (callbackId: string) => void;
};

/** Null where the app has none. */
export function drawShortcutsButton({
  label,
  key,
  sign = 'more',
  shortcuts,
  onChoose,
}: MenuProps): HTMLElement | null {
  if (shortcuts.length === 0) return null;
  const button = el(
    'button',
    {
      type: 'button',
      class: sign === 'more' ? 'more-button' : 'shortcuts-button',
      'aria-label': label,
      title: label,
      'aria-haspopup': 'menu',
      'data-key': key,
    },
    icon(sign),
  );
  button.addEventListener('click', () =>
    openMenu(
      button,
      label,
      shortcuts.map(({ name, callbackId }) => ({
        label: name,
        content: name,
        onChoose: () => onChoose(callbackId),
      })),
    ),
  );
  return button;
}
