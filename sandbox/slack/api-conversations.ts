/** conversations.*: reading channels. */
import type { Call, Method } from './api-method.ts';
import { needsByChannel, readableRoom } from './api-method.ts';
import { bool, count, page, text } from './args.ts';
import type { Room } from './fixture.ts';
import { HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX, LIST_PAGE_MAX } from './limits.ts';
import { botIsIn, findMessage, messageObject, publicMessages, repliesTo } from './messages.ts';
import type { ApiAnswer } from './refusal.ts';
import { isRefusal, missing, refuse } from './refusal.ts';
import type { State, StoredMessage } from './state.ts';

function info({ state, args }: Call): ApiAnswer {
  const channel = text(args, 'channel');
  if (channel === undefined) return missing('channel');
  const room = state.rooms.get(channel);
  if (room === undefined || (room.isPrivate === true && !botIsIn(state, room)))
    return refuse('channel_not_found');
  return { ok: true, channel: channelObject(state, room, bool(args, 'include_num_members')) };
}

function channelObject(state: State, room: Room, withCount: boolean): Record<string, unknown> {
  const direct = room.directWith !== undefined;
  const shared = room.isExtShared === true;
  return {
    id: room.id,
    ...(direct ? { user: room.directWith } : { name: room.name, name_normalized: room.name }),
    is_channel: !direct && room.isPrivate !== true,
    is_group: !direct && room.isPrivate === true,
    is_im: direct,
    is_mpim: false,
    is_private: direct || room.isPrivate === true,
    is_archived: room.isArchived === true,
    is_general: false,
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_member: botIsIn(state, room),
    context_team_id: state.fixture.team.id,
    topic: { value: room.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    ...(withCount ? { num_members: room.members.length } : {}),
  };
}

/** `oldest` and `latest` leave out their own ts unless `inclusive`. */
function inWindow({ args }: Call): (message: StoredMessage) => boolean {
  const oldest = Number(text(args, 'oldest') ?? 0);
  const latest = Number(text(args, 'latest') ?? Number.POSITIVE_INFINITY);
  const inclusive = bool(args, 'inclusive');
  return ({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

function history(call: Call): ApiAnswer {
  const { state } = call;
  const room = readableRoom(call);
  if (isRefusal(room)) return room;
  const inChannel = publicMessages(state, room.id).filter(
    (message) => message.threadTs === undefined || message.broadcast === true,
  );
  return pageOf(call, inChannel.filter(inWindow(call)).reverse(), []);
}

/** The parent heads every page, whatever the window. */
function replies(call: Call): ApiAnswer {
  const { state, args } = call;
  const room = readableRoom(call);
  if (isRefusal(room)) return room;
  const ts = text(args, 'ts');
  if (ts === undefined) return missing('ts');
  const asked = findMessage(state, room.id, ts);
  const parent = asked?.threadTs === undefined ? asked : findMessage(state, room.id, asked.threadTs);
  if (parent === undefined || parent.to !== undefined) return refuse('thread_not_found');
  return pageOf(call, repliesTo(state, room.id, parent.ts).filter(inWindow(call)), [parent]);
}

function pageOf(call: Call, messages: readonly StoredMessage[], head: readonly StoredMessage[]): ApiAnswer {
  const { state, args } = call;
  const limit = count(args, 'limit', HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX);
  const paged = page(messages, text(args, 'cursor'), limit);
  if (paged === null) return refuse('invalid_cursor');
  const withMetadata = bool(args, 'include_all_metadata');
  return {
    ok: true,
    messages: [...head, ...paged.items].map((message) => messageObject(state, message, withMetadata)),
    has_more: paged.next !== '',
    ...(paged.next === '' ? {} : { response_metadata: { next_cursor: paged.next } }),
  };
}

function members(call: Call): ApiAnswer {
  const { state, args } = call;
  const channel = text(args, 'channel');
  if (channel === undefined) return missing('channel');
  const room = state.rooms.get(channel);
  if (room === undefined) return refuse('channel_not_found');
  const paged = page(
    room.members,
    text(args, 'cursor'),
    count(args, 'limit', HISTORY_PAGE_DEFAULT, LIST_PAGE_MAX),
  );
  if (paged === null) return refuse('invalid_cursor');
  return { ok: true, members: paged.items, response_metadata: { next_cursor: paged.next } };
}

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.info': { scopes: needsByChannel('read'), tier: 3, run: info },
  'conversations.history': { scopes: needsByChannel('history'), tier: 3, run: history },
  'conversations.replies': { scopes: needsByChannel('history'), tier: 3, run: replies },
  'conversations.members': { scopes: needsByChannel('read'), tier: 4, run: members },
};
