/** Modals: a stack of at most three for each person, the last one on top. */
import { randomBytes } from 'node:crypto';
import type { ModalView } from '@slack/types';
import { withIds } from './content.ts';
import { statefulValues } from './inputs.ts';
import { VIEW_STACK_MAX } from './limits.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import type { State, StoredView } from './state.ts';
import { changed, nextId } from './state.ts';

/** A new root: what was open before is gone. */
export function openView(state: State, user: string, view: ModalView): StoredView {
  for (const id of state.stacks.get(user) ?? []) state.views.delete(id);
  state.stacks.set(user, []);
  return place(state, user, view, null);
}

export function pushView(state: State, user: string, view: ModalView): StoredView | Refusal {
  const top = topView(state, user);
  if (top === undefined) return refuse('not_found');
  if ((state.stacks.get(user) ?? []).length >= VIEW_STACK_MAX) return refuse('push_limit_reached');
  return place(state, user, view, top);
}

function place(state: State, user: string, view: ModalView, below: StoredView | null): StoredView {
  const id = nextId('V');
  const named: ModalView = { ...view, blocks: [...withIds(view.blocks)] };
  const stored: StoredView = {
    id,
    user,
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    view: named,
    hash: newHash(state),
    values: statefulValues(named.blocks, {}, {}),
    errors: {},
    busy: false,
  };
  state.views.set(id, stored);
  state.stacks.set(user, [...(state.stacks.get(user) ?? []), id]);
  changed(state);
  return stored;
}

/** What stands in an input stays there as long as its block_id and action_id do. */
export function replaceView(state: State, stored: StoredView, view: ModalView): void {
  const named: ModalView = { ...view, blocks: [...withIds(view.blocks)] };
  stored.values = statefulValues(named.blocks, {}, stored.values);
  stored.view = named;
  stored.hash = newHash(state);
  stored.errors = {};
  changed(state);
}

export function closeTop(state: State, user: string): void {
  const stack = state.stacks.get(user) ?? [];
  const top = stack.at(-1);
  if (top !== undefined) state.views.delete(top);
  state.stacks.set(user, stack.slice(0, -1));
  changed(state);
}

export function closeAll(state: State, user: string): void {
  for (const id of state.stacks.get(user) ?? []) state.views.delete(id);
  state.stacks.delete(user);
  changed(state);
}

export function topView(state: State, user: string): StoredView | undefined {
  const top = state.stacks.get(user)?.at(-1);
  return top === undefined ? undefined : state.views.get(top);
}

export function findView(state: State, by: { viewId?: string; externalId?: string }): StoredView | undefined {
  if (by.viewId !== undefined) return state.views.get(by.viewId);
  return [...state.views.values()].find(
    ({ view }) => by.externalId !== undefined && view.external_id === by.externalId,
  );
}

export function newHash(state: State): string {
  return `${Math.floor(state.now() / 1_000)}.${randomBytes(4).toString('hex')}`;
}

/** The view object of the API's answers and of payloads. */
export function viewObject(state: State, stored: StoredView): Record<string, unknown> {
  const { view } = stored;
  const { fixture } = state;
  return {
    id: stored.id,
    team_id: fixture.team.id,
    type: 'modal',
    blocks: view.blocks,
    private_metadata: view.private_metadata ?? '',
    callback_id: view.callback_id ?? '',
    state: { values: stored.values },
    hash: stored.hash,
    title: view.title,
    clear_on_close: view.clear_on_close ?? false,
    notify_on_close: view.notify_on_close ?? false,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: stored.previousId,
    root_view_id: stored.rootId,
    app_id: fixture.app.id,
    external_id: view.external_id ?? '',
    app_installed_team_id: fixture.team.id,
    bot_id: fixture.app.botId,
  };
}
