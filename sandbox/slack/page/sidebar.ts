/** The left rail: the workspace, its channels and its app. */
import type { Actions } from './actions.ts';
import type { Pane } from './channel-pane.ts';
import { el, replaceChildren } from './dom.ts';
import { icon } from './icon.ts';
import { type Keyed, updateList } from './keyed.ts';
import { currentChannel, type PageState } from './store.ts';

export function createSidebar(actions: Actions): Pane {
  const name = el('div', { class: 'workspace' });
  const list = el('div', { class: 'channel-list' });
  const hint = el('p', { class: 'rail-hint' });
  const apps = el('div', { class: 'channel-list' });
  const element = el(
    'nav',
    { class: 'rail', 'aria-label': 'Channels and apps' },
    name,
    el('h2', {}, 'Channels'),
    list,
    hint,
    el('h2', {}, 'Apps'),
    apps,
  );
  return {
    element,
    update: (state) => {
      const { snapshot } = state;
      if (snapshot === null) return;
      replaceChildren(name, snapshot.workspace);
      updateList(
        list,
        snapshot.channels.map((channel) => channelItem(channel.id, channel.name, state, actions)),
      );
      updateList(apps, [appItem(snapshot.bot.name, state.route.home, actions)]);
      replaceChildren(hint, snapshot.channels.length === 0 ? 'You are in no channel of this workspace.' : '');
    },
  };
}

function channelItem(id: string, name: string, state: PageState, actions: Actions): Keyed {
  const isCurrent = !state.route.home && id === currentChannel(state);
  const isUnread = !isCurrent && hasUnread(id, state);
  return {
    key: id,
    signature: JSON.stringify([name, isCurrent, isUnread]),
    draw: () => {
      const button = el(
        'button',
        {
          type: 'button',
          class: isUnread ? 'channel unread' : 'channel',
          'aria-current': isCurrent ? 'page' : undefined,
          'data-key': `channel/${id}`,
        },
        icon('hash'),
        el('span', {}, name),
        isUnread && el('span', { class: 'dot', role: 'img', 'aria-label': 'new messages' }),
      );
      button.addEventListener('click', () =>
        actions.go({ channel: id, thread: null, home: false, list: false }),
      );
      return button;
    },
  };
}

function appItem(name: string, isCurrent: boolean, actions: Actions): Keyed {
  return {
    key: 'app',
    signature: JSON.stringify([name, isCurrent]),
    draw: () => {
      const button = el(
        'button',
        {
          type: 'button',
          class: 'channel',
          'aria-current': isCurrent ? 'page' : undefined,
          'data-key': 'app',
        },
        icon('home'),
        el('span', {}, name),
      );
      button.addEventListener('click', () => actions.go({ thread: null, home: true, list: false }));
      return button;
    },
  };
}

function hasUnread(channel: string, state: PageState): boolean {
  const newest = state.snapshot?.messages.findLast((message) => message.channel === channel);
  return newest !== undefined && newest.ts > (state.seen.get(channel) ?? '');
}
