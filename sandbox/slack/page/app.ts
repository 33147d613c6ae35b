/** The page: one store, one stream of changes, five parts that draw it. */
import { createActions } from './actions.ts';
import { createCanvasHost } from './canvas.ts';
import { createChannelPane } from './channel-pane.ts';
import { createClient } from './client.ts';
import { el, replaceChildren } from './dom.ts';
import { refreshDates } from './draw-text.ts';
import { createHomePane } from './home-pane.ts';
import { createModalHost } from './modal.ts';
import { followLinks } from './permalink.ts';
import { createPersonSwitch } from './person-switch.ts';
import { parseRoute } from './route.ts';
import { createSidebar } from './sidebar.ts';
import { createStore, currentChannel, type PageState } from './store.ts';
import { createThreadPane } from './thread-pane.ts';
import { createInputs } from './values.ts';

const DATES_EVERY_MS = 30_000;

function start(root: HTMLElement): void {
  const store = createStore(parseRoute(location.search));
  const client = createClient();
  const actions = createActions(store, client, createInputs());
  const top = createPersonSwitch(actions);
  const panes = [
    createSidebar(actions),
    createChannelPane(actions),
    createThreadPane(actions),
    createHomePane(actions),
  ];
  const problem = el('div', { class: 'problem', role: 'alert', hidden: true });
  const layout = el(
    'div',
    { class: 'layout' },
    panes.map((pane) => pane.element),
  );
  root.append(top.element, problem, layout);
  const modal = createModalHost(actions);
  const canvas = createCanvasHost(actions);

  store.subscribe((state) => {
    markSeen(state);
    problem.hidden = state.problem === null;
    replaceChildren(problem, state.problem ?? '');
    layout.dataset['pane'] = phonePane(state);
    layout.hidden = state.snapshot === null;
    document.title =
      state.snapshot === null ? 'Switchboard' : `${state.snapshot.me.name} · ${state.snapshot.workspace}`;
    top.update(state);
    for (const pane of panes) pane.update(state);
    modal.update(state);
    canvas.update(state);
  });
  followLinks(actions);
  addEventListener('popstate', () => {
    store.set({ route: parseRoute(location.search) });
    void actions.refresh();
  });
  client.watch(
    () => void actions.refresh(),
    (isLive) => {
      if (isLive !== store.get().isLive) store.set({ isLive });
    },
  );
  setInterval(refreshDates, DATES_EVERY_MS);
}

/** The one pane that a phone shows. */
function phonePane({ route }: PageState): string {
  if (route.list) return 'list';
  if (route.home) return 'home';
  return route.thread === null ? 'channel' : 'thread';
}

/** What stands in the open channel has been looked at. In place: nothing needs drawing for it. */
function markSeen(state: PageState): void {
  const channel = currentChannel(state);
  const newest = state.snapshot?.messages.findLast((message) => message.channel === channel);
  if (channel !== null && newest !== undefined) (state.seen as Map<string, string>).set(channel, newest.ts);
}

const root = document.getElementById('app');
if (root !== null) start(root);
