/** The app's own place: what it has published on the reader's Home tab. Coming into view tells the app, each time. */
import type { HomeView } from '@slack/types';
import type { Home } from '../page-api.ts';
import type { Actions } from './actions.ts';
import { drawAvatar } from './avatar.ts';
import { drawBlocks } from './blocks.ts';
import type { Pane } from './channel-pane.ts';
import type { Directory } from './directory.ts';
import { el, replaceChildren } from './dom.ts';
import { drawTextBlocks } from './draw-text.ts';
import { icon } from './icon.ts';
import { type Keyed, updateList } from './keyed.ts';
import { parseMrkdwn } from './mrkdwn.ts';
import { HOME, type Notice, type PageState } from './store.ts';

export function createHomePane(actions: Actions): Pane {
  const back = el(
    'button',
    { type: 'button', class: 'icon-button phone-only', 'aria-label': 'Back to channels' },
    icon('back'),
  );
  back.addEventListener('click', () => actions.go({ list: true }));
  const title = el('h1');
  const tabs = el('div', { class: 'tabs' }, el('span', { class: 'tab', 'aria-current': 'true' }, 'Home'));
  const list = el('div', { class: 'home-list' });
  const scroll = el('div', { class: 'home-scroll', tabindex: 0, role: 'region', 'aria-label': 'Home' }, list);
  const element = el(
    'section',
    { class: 'pane home-pane', 'aria-label': 'App Home' },
    el('header', { class: 'pane-head' }, back, title, tabs),
    scroll,
  );
  let opened = '';
  const update = (state: PageState) => {
    const { snapshot, directory, route } = state;
    if (snapshot === null || directory === null) return;
    const showing = route.home && !route.list ? snapshot.me.id : '';
    if (showing !== '' && showing !== opened) void actions.openHome();
    opened = showing;
    if (showing === '') return;
    replaceChildren(title, drawAvatar(snapshot.bot, true, 'small'), snapshot.bot.name);
    const notice = state.notices.findLast(
      ({ where, user }) => user === snapshot.me.id && 'viewId' in where && where === HOME,
    );
    updateList(list, itemsOf(snapshot.home, notice ?? null, directory, actions));
  };
  return { element, update };
}

function itemsOf(
  home: Home | null,
  notice: Notice | null,
  directory: Directory,
  actions: Actions,
): readonly Keyed[] {
  const said = notice === null ? [] : [noticeItem(notice, directory)];
  if (home === null) return [...said, { key: 'empty', signature: '', draw: drawEmpty }];
  const { blocks } = home.view as HomeView;
  const view: Keyed = {
    key: `view/${home.viewId}`,
    signature: JSON.stringify([blocks, directory.version]),
    draw: () => {
      const surface = actions.surfaceOf({ place: { viewId: home.viewId }, blocks, where: HOME });
      return el('div', { class: 'home-view content' }, drawBlocks(blocks, surface));
    },
  };
  return [...said, view];
}

function noticeItem(notice: Notice, directory: Directory): Keyed {
  return {
    key: 'notice',
    signature: String(notice.id),
    draw: () =>
      el(
        'div',
        { class: 'block alert error', role: 'alert' },
        drawTextBlocks(parseMrkdwn(notice.text), directory),
      ),
  };
}

function drawEmpty(): HTMLElement {
  return el(
    'div',
    { class: 'empty' },
    el('h2', {}, 'Nothing here yet'),
    el('p', {}, 'The app has been told that you are here, and has not published anything.'),
  );
}
