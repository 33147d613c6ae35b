/** The workspace as one person sees it. */
import { canvasesIn } from './canvases.ts';
import type { Room, User } from './fixture.ts';
import type { File, Person, Snapshot } from './page-api.ts';
import type { State, StoredFile, StoredMessage } from './state.ts';
import { isMember, visibleMessages } from './state.ts';
import { topView } from './views.ts';
import type { World } from './world.ts';

/** Null for somebody who is not there. */
export function snapshot({ state, manifest }: World, user: string): Snapshot | null {
  const me = state.users.get(user);
  const bot = state.users.get(state.fixture.app.botUserId);
  if (me === undefined || bot === undefined || me.isBot === true) return null;
  const people = [...state.users.values()].filter((each) => each.isBot !== true && each.deleted !== true);
  const rooms = [...state.rooms.values()].filter((room) => isMember(room, user) && room.isArchived !== true);
  const top = topView(state, user);
  const home = state.homes.get(user);
  return {
    change: state.change,
    workspace: state.fixture.team.name,
    me: personOf(me),
    people: people.map(personOf),
    bot: personOf(bot),
    groups: [...state.groups.values()].map(({ id, handle, members }) => ({ id, handle, members })),
    channels: rooms.map((room) => ({ id: room.id, name: nameOf(room, bot), topic: room.topic })),
    commands: manifest.commands.map(({ command, description, usageHint }) => ({
      command,
      description,
      usageHint,
    })),
    shortcuts: manifest.shortcuts,
    messages: visibleMessages(state, user).map((message) => messageOf(state, message, user)),
    modal: top === undefined ? null : { viewId: top.id, view: top.view, errors: top.errors, busy: top.busy },
    home: home === undefined ? null : { viewId: home.id, view: home.view },
  };
}

function personOf(user: User): Person {
  return { id: user.id, name: user.realName, title: user.title, email: user.email, color: `#${user.color}` };
}

/** Direct messages go by the name of the other one, which here is always the app. */
function nameOf(room: Room, bot: User): string {
  return room.directWith === undefined ? room.name : bot.realName;
}

function fileOf({ id, name, title, text, image, altText }: StoredFile): File {
  return image === null
    ? { name, title, text }
    : { name, title, image: `/files/${id}`, altText: altText ?? '' };
}

function messageOf(state: State, message: StoredMessage, user: string): Snapshot['messages'][number] {
  return {
    channel: message.channel,
    ts: message.ts,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    user: message.user,
    isBot: message.fromApp,
    text: message.text,
    blocks: message.blocks,
    edited: message.editedTs !== undefined,
    files: (message.files ?? []).map(fileOf),
    canvases: canvasesIn(state, message, user).map(({ id, title, markdown }) => ({ id, title, markdown })),
    reactions: message.reactions.map(({ name, users }) => ({ name, users: [...users] })),
    ephemeral: message.to !== undefined,
  };
}
