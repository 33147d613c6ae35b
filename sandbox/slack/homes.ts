/** The Home tab of the app: one view for each person, published over and over. */
import type { HomeView } from '@slack/types';
import { withIds } from './content.ts';
import { statefulValues } from './inputs.ts';
import type { State, StoredHome } from './state.ts';
import { changed, nextId } from './state.ts';
import { newHash } from './views.ts';

/** The view keeps its id from one publication to the next; its hash is another each time. */
export function publishHome(state: State, user: string, view: HomeView): StoredHome {
  const before = state.homes.get(user);
  const named: HomeView = { ...view, blocks: [...withIds(view.blocks)] };
  const home: StoredHome = {
    id: before?.id ?? nextId('V'),
    user,
    view: named,
    hash: newHash(state),
    values: statefulValues(named.blocks, {}, before?.values ?? {}),
  };
  state.homes.set(user, home);
  changed(state);
  return home;
}

/** As views.publish answers it, and as presses and app_home_opened carry it. */
export function homeObject(state: State, home: StoredHome): Record<string, unknown> {
  const { app, team } = state.fixture;
  return {
    id: home.id,
    team_id: team.id,
    type: 'home',
    blocks: home.view.blocks,
    private_metadata: home.view.private_metadata ?? '',
    callback_id: home.view.callback_id ?? '',
    state: { values: home.values },
    hash: home.hash,
    // Slack gives a Home tab a title, though nobody can set or see one.
    title: { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    previous_view_id: null,
    root_view_id: home.id,
    app_id: app.id,
    external_id: home.view.external_id ?? '',
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}
