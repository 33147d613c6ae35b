/** How a test looks into the workspace and changes who is in it, past the API. */
import type { HomeView } from '@slack/types';
import { react, unreact } from './api-reactions.ts';
import type { Events } from './events.ts';
import type { Room, User, UserGroup } from './fixture.ts';
import { editMessage, findMessage, messageObject, publicMessages, removeMessage } from './messages.ts';
import type { State, StoredCanvas, StoredMessage } from './state.ts';
import { changed } from './state.ts';

export type Workspace = {
  /** What stands in a channel and its threads, by ts; no ephemerals. */
  readonly messages: (channel: string) => readonly StoredMessage[];
  /** What views.publish put on a person's Home tab. */
  readonly home: (user: string) => HomeView | undefined;
  readonly canvases: () => readonly StoredCanvas[];
  /** As somebody does who may. */
  readonly removeCanvas: (id: string) => void;
  readonly setUser: (id: string, patch: Partial<User>) => void;
  readonly setRoom: (id: string, patch: Partial<Room>) => void;
  readonly setGroup: (id: string, patch: Partial<UserGroup>) => void;
  readonly setGroupMembers: (handle: string, members: readonly string[]) => void;
  readonly react: (user: string, channel: string, ts: string, reaction: string) => void;
  readonly unreact: (user: string, channel: string, ts: string, reaction: string) => void;
  /** A person edits what they said; as a preview of a link does, where the words stay. */
  readonly edit: (channel: string, ts: string, text: string) => void;
  /** And deletes it. */
  readonly remove: (channel: string, ts: string) => void;
};

export function workspaceOf(state: State, events: Events): Workspace {
  const patch = <T>(map: Map<string, T>, id: string, change: Partial<T>): void => {
    const before = map.get(id);
    if (before === undefined) throw new Error(`There is no ${id} in this workspace.`);
    map.set(id, { ...before, ...change });
    changed(state);
  };
  const found = (channel: string, ts: string): StoredMessage => {
    const message = findMessage(state, channel, ts);
    if (message === undefined) throw new Error(`There is no message ${ts} in ${channel}.`);
    return message;
  };
  return {
    messages: (channel) => publicMessages(state, channel),
    home: (user) => state.homes.get(user)?.view,
    canvases: () => [...state.canvases.values()],
    removeCanvas: (id) => {
      state.canvases.delete(id);
      changed(state);
    },
    setUser: (id, change) => patch(state.users, id, change),
    setRoom: (id, change) => patch(state.rooms, id, change),
    setGroup: (id, change) => patch(state.groups, id, change),
    setGroupMembers: (handle, members) => {
      const group = [...state.groups.values()].find((each) => each.handle === handle);
      patch(state.groups, group?.id ?? handle, { members });
    },
    unreact: (user, channel, ts, reaction) => {
      const message = found(channel, ts);
      if (unreact(message, reaction, user, () => changed(state))) events.unreacted(message, user, reaction);
    },
    edit: (channel, ts, text) => {
      const message = found(channel, ts);
      const before = messageObject(state, message);
      editMessage(state, message, { text });
      events.announce({ type: 'edited', message, before });
    },
    remove: (channel, ts) => {
      const message = found(channel, ts);
      removeMessage(state, message);
      events.announce({ type: 'removed', message });
    },
    react: (user, channel, ts, reaction) => {
      const message = found(channel, ts);
      if (react(message, reaction, user, () => changed(state))) events.reacted(message, user, reaction);
    },
  };
}
