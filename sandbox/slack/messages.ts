/** Writes and finds messages. */
import type { Content } from './content.ts';
import type { Room } from './fixture.ts';
import type { State, StoredFile, StoredMessage } from './state.ts';
import { changed, isMember, nextTs } from './state.ts';

export type NewMessage = {
  readonly channel: string;
  readonly user: string;
  readonly content: Content;
  readonly threadTs?: string | undefined;
  readonly broadcast?: boolean;
  /** For an ephemeral: who sees it. */
  readonly to?: string;
  readonly files?: readonly StoredFile[];
};

export function addMessage(state: State, draft: NewMessage): StoredMessage {
  const message: StoredMessage = {
    channel: draft.channel,
    ts: nextTs(state),
    ...(draft.threadTs === undefined ? {} : { threadTs: draft.threadTs }),
    ...(draft.broadcast === true ? { broadcast: true } : {}),
    ...(draft.to === undefined ? {} : { to: draft.to }),
    user: draft.user,
    fromApp: draft.user === state.fixture.app.botUserId,
    text: draft.content.text ?? '',
    blocks: draft.content.blocks ?? [],
    ...(draft.content.metadata === undefined ? {} : { metadata: draft.content.metadata }),
    ...(draft.files === undefined ? {} : { files: draft.files }),
    reactions: [],
    values: new Map(),
  };
  state.messages.push(message);
  changed(state);
  return message;
}

export function editMessage(state: State, message: StoredMessage, content: Content): void {
  if (content.text !== undefined) message.text = content.text;
  if (content.blocks !== undefined) message.blocks = content.blocks;
  if (content.metadata !== undefined) message.metadata = content.metadata;
  // Slack marks a message as edited only when words were sent without blocks.
  if (content.text !== undefined && content.blocks === undefined) message.editedTs = nextTs(state);
  changed(state);
}

export function removeMessage(state: State, message: StoredMessage): void {
  state.messages.splice(state.messages.indexOf(message), 1);
  changed(state);
}

export function findMessage(state: State, channel: string, ts: string): StoredMessage | undefined {
  return state.messages.find((message) => message.channel === channel && message.ts === ts);
}

/** Messages of a channel that are there for all, by ts. */
export function publicMessages(state: State, channel: string): readonly StoredMessage[] {
  return state.messages.filter((message) => message.channel === channel && message.to === undefined);
}

export function repliesTo(state: State, channel: string, ts: string): readonly StoredMessage[] {
  return publicMessages(state, channel).filter((message) => message.threadTs === ts);
}

/** A channel by id, by `#name` where the method allows it, or the direct messages with a person by their id. */
export function findRoom(state: State, channel: string, names: boolean): Room | undefined {
  const byId = state.rooms.get(channel);
  if (byId !== undefined) return byId;
  if (!names) return undefined;
  const bare = channel.replace(/^#/, '');
  const byName = [...state.rooms.values()].find(
    (room) => room.name === bare && room.directWith === undefined,
  );
  return byName ?? openDirect(state, channel);
}

function openDirect(state: State, user: string): Room | undefined {
  const person = state.users.get(user);
  if (person === undefined || person.deleted === true || person.isBot === true) return undefined;
  const id = `D${user.slice(1)}`;
  const known = state.rooms.get(id);
  if (known !== undefined) return known;
  const bot = state.fixture.app.botUserId;
  const room: Room = { id, name: person.name, topic: '', members: [user, bot], directWith: user };
  state.rooms.set(id, room);
  return room;
}

/** The message object of conversations.history, of events and of block_actions payloads. */
export function messageObject(
  state: State,
  message: StoredMessage,
  withMetadata = false,
): Record<string, unknown> {
  const { fixture } = state;
  const replies = repliesTo(state, message.channel, message.ts);
  const isThread = message.threadTs !== undefined || replies.length > 0;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    ...(message.fromApp ? { bot_id: fixture.app.botId, app_id: fixture.app.id } : {}),
    text: message.text,
    team: state.users.get(message.user)?.teamId ?? fixture.team.id,
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(message.files === undefined
      ? {}
      : { files: message.files.map(({ id, name, title }) => ({ id, name, title })) }),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(isThread ? { thread_ts: message.threadTs ?? message.ts } : {}),
    ...(replies.length > 0
      ? {
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: replies.at(-1)?.ts,
        }
      : {}),
    ...(message.reactions.length === 0
      ? {}
      : {
          reactions: message.reactions.map((each) => ({
            name: each.name,
            users: each.users,
            count: each.users.length,
          })),
        }),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}

export function botIsIn(state: State, room: Room): boolean {
  return isMember(room, state.fixture.app.botUserId);
}
