/** What the doings of a person need: the workspace, the app's manifest, the way to the app. */
import type { Post } from './deliver.ts';
import type { Events } from './events.ts';
import type { Room, User } from './fixture.ts';
import type { AppManifest } from './manifest.ts';
import type { Answer } from './page-api.ts';
import type { State } from './state.ts';
import { isMember } from './state.ts';

export type World = {
  readonly state: State;
  readonly manifest: AppManifest;
  readonly post: Post;
  readonly events: Events;
  readonly url: () => string;
  readonly pageDir: URL;
};

export const present: Answer = { ok: true };

export function refused(notice: string): Answer & { readonly notice: string } {
  return { ok: false, notice };
}

/** Somebody who can be there, or why not. */
export function whoIsThere(
  state: State,
  user: string,
): { readonly person: User } | { readonly notice: string; readonly ok: false } {
  const person = state.users.get(user);
  if (person === undefined || person.isBot === true) return { ok: false, notice: 'Nobody here has that id.' };
  if (person.deleted === true) return { ok: false, notice: 'This account has been deactivated.' };
  return { person };
}

export function whoIsIn(
  state: State,
  user: string,
  channel: string,
): { readonly person: User; readonly room: Room } | { readonly notice: string; readonly ok: false } {
  const who = whoIsThere(state, user);
  if ('notice' in who) return who;
  const room = state.rooms.get(channel);
  if (room === undefined || !isMember(room, user))
    return { ok: false, notice: 'You are not in that channel.' };
  if (room.isArchived === true) return { ok: false, notice: `#${room.name} has been archived.` };
  return { person: who.person, room };
}
