/** Reactions under a message, and the button that adds one. */
import type { Message } from '../page-api.ts';
import type { Directory } from './directory.ts';
import { el } from './dom.ts';
import { emojiCharacter } from './emoji.ts';
import { icon } from './icon.ts';
import { openMenu } from './menu.ts';

type ReactionsProps = {
  readonly message: Message;
  readonly directory: Directory;
  readonly onReact: (name: string) => void;
};

/** First the one by which this app pins a message, then what people say most by one. */
const OFFERED = ['pushpin', 'eyes', 'white_check_mark', '+1', 'pray'] as const;

/** Null where there are none. */
export function drawReactions({ message, directory, onReact }: ReactionsProps): HTMLElement | null {
  if (message.reactions.length === 0) return null;
  const chips = message.reactions.map(({ name, users }) => {
    const who = users.map((user) => directory.person(user)?.name ?? user).join(', ');
    const chip = el(
      'button',
      {
        type: 'button',
        class: 'reaction',
        'aria-pressed': String(users.includes(directory.me.id)),
        'aria-label': `${name}, ${users.length}: ${who}`,
        title: `${who} reacted with :${name}:`,
        'data-key': `reaction/${message.ts}/${name}`,
      },
      el('span', { 'aria-hidden': 'true' }, emojiCharacter(name)),
      String(users.length),
    );
    chip.addEventListener('click', () => onReact(name));
    return chip;
  });
  return el('div', { class: 'reactions' }, chips);
}

export function drawReactButton(ts: string, onReact: (name: string) => void): HTMLElement {
  const label = 'Add reaction';
  const button = el(
    'button',
    {
      type: 'button',
      class: 'react-button',
      'aria-label': label,
      title: label,
      'aria-haspopup': 'menu',
      'data-key': `react/${ts}`,
    },
    icon('react'),
  );
  button.addEventListener('click', () =>
    openMenu(
      button,
      label,
      OFFERED.map((name) => ({
        label: name,
        content: `${emojiCharacter(name)} :${name}:`,
        onChoose: () => onReact(name),
      })),
    ),
  );
  return button;
}
