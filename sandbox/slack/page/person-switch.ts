/** Who the reader is, at the top of every width, and how to become someone else: an approval needs two people. */
import type { Person } from '../page-api.ts';
import type { Actions } from './actions.ts';
import { drawAvatar } from './avatar.ts';
import type { Pane } from './channel-pane.ts';
import { el, replaceChildren } from './dom.ts';
import { icon } from './icon.ts';
import { openMenu } from './menu.ts';

export function createPersonSwitch(actions: Actions): Pane {
  const button = el('button', {
    type: 'button',
    class: 'person-switch',
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
    'data-key': 'person-switch',
  });
  const line = el('div', { class: 'connection', role: 'status' });
  const element = el(
    'header',
    { class: 'topbar' },
    el(
      'span',
      { class: 'brand' },
      el('span', { class: 'mark', 'aria-hidden': 'true' }),
      el('span', { class: 'brand-name' }, 'Switchboard'),
    ),
    button,
    line,
  );
  let people: readonly Person[] = [];
  let me: Person | null = null;
  button.addEventListener('click', () =>
    openMenu(
      button,
      'Switch person',
      people.map((person) => ({
        label: `${person.name}, ${person.title}`,
        isCurrent: person.id === me?.id,
        content: drawPerson(person),
        onChoose: () => actions.go({ as: person.id }),
      })),
    ),
  );
  let shown = '';
  return {
    element,
    update: ({ snapshot, isLive, directory }) => {
      replaceChildren(line, isLive ? '' : 'Connection lost. Trying again…');
      if (snapshot === null || shown === String(directory?.version)) return;
      shown = String(directory?.version);
      ({ people, me } = snapshot);
      button.setAttribute('aria-label', `You are ${me.name}, ${me.title}. Switch person`);
      replaceChildren(button, el('span', { class: 'you' }, 'You are'), drawPerson(me), icon('down'));
    },
  };
}

function drawPerson(person: Person): HTMLElement {
  return el(
    'span',
    { class: 'person' },
    drawAvatar(person, false, 'small'),
    el('span', { class: 'person-name' }, person.name),
    el('span', { class: 'person-title' }, person.title),
  );
}
