/** chat.*: https://docs.slack.dev/reference/methods/chat.postMessage and its neighbours. */
import type { Call, Method } from './api-method.ts';
import { anyToken, needs, readableRoom, writableRoom } from './api-method.ts';
import { bool, text } from './args.ts';
import type { Content } from './content.ts';
import { readContent } from './content.ts';
import { UPDATE_TEXT_CHARS_MAX } from './limits.ts';
import { addMessage, editMessage, findMessage, messageObject, removeMessage } from './messages.ts';
import type { ApiAnswer, Refusal } from './refusal.ts';
import { isRefusal, missing, refuse } from './refusal.ts';
import type { State } from './state.ts';
import { isMember } from './state.ts';

function postMessage(call: Call): ApiAnswer {
  const { state, args } = call;
  const room = writableRoom(call, true);
  if (isRefusal(room)) return room;
  const content = contentToPost(call);
  if (isRefusal(content)) return content;
  const threadTs = readThread(state, room.id, text(args, 'thread_ts'));
  if (isRefusal(threadTs)) return threadTs;
  const message = addMessage(state, {
    channel: room.id,
    user: state.fixture.app.botUserId,
    content,
    threadTs: threadTs?.ts,
    broadcast: bool(args, 'reply_broadcast'),
  });
  call.announce({ type: 'posted', message });
  return { ok: true, channel: room.id, ts: message.ts, message: messageObject(state, message, true) };
}

function contentToPost({ args }: Call): Content | Refusal {
  const content = readContent(args);
  if (isRefusal(content)) return content;
  const empty = content.text === undefined && (content.blocks ?? []).length === 0;
  return empty ? refuse('no_text') : content;
}

/** A reply's own ts is no thread. */
export function readThread(
  state: State,
  channel: string,
  ts: string | undefined,
): { readonly ts: string } | undefined | Refusal {
  if (ts === undefined) return undefined;
  if (!/^\d{10}\.\d{6}$/.test(ts)) return refuse('invalid_thread_ts', [`${ts} is not a valid thread_ts`]);
  const parent = findMessage(state, channel, ts);
  if (parent === undefined || parent.to !== undefined) return refuse('thread_not_found');
  if (parent.threadTs !== undefined) return refuse('cannot_reply_to_message');
  return { ts };
}

function update(call: Call): ApiAnswer {
  const { state, args } = call;
  const room = writableRoom(call);
  if (isRefusal(room)) return room;
  const ts = text(args, 'ts');
  if (ts === undefined) return missing('ts');
  const message = findMessage(state, room.id, ts);
  // Ephemerals have no place in the channel: they are not found, whoever asks.
  if (message === undefined || message.to !== undefined) return refuse('message_not_found');
  if (!message.fromApp) return refuse('cant_update_message');
  if ((text(args, 'text') ?? '').length > UPDATE_TEXT_CHARS_MAX) return refuse('msg_too_long');
  const content = readContent(args);
  if (isRefusal(content)) return content;
  if (content.text === undefined && content.blocks === undefined) return refuse('no_text');
  const before = messageObject(state, message);
  editMessage(state, message, content);
  call.announce({ type: 'edited', message, before });
  return { ok: true, channel: room.id, ts, text: message.text, message: messageObject(state, message, true) };
}

function postEphemeral(call: Call): ApiAnswer {
  const { state, args } = call;
  const room = writableRoom(call);
  if (isRefusal(room)) return room;
  const user = text(args, 'user');
  if (user === undefined) return missing('user');
  const person = state.users.get(user);
  if (person === undefined || person.deleted === true || !isMember(room, user))
    return refuse('user_not_in_channel');
  if ((text(args, 'text') ?? '').length > UPDATE_TEXT_CHARS_MAX) return refuse('msg_too_long');
  const content = contentToPost(call);
  if (isRefusal(content)) return content;
  const thread = readThread(state, room.id, text(args, 'thread_ts'));
  if (isRefusal(thread)) return thread;
  const bot = state.fixture.app.botUserId;
  const message = addMessage(state, { channel: room.id, user: bot, content, threadTs: thread?.ts, to: user });
  return { ok: true, message_ts: message.ts };
}

function remove(call: Call): ApiAnswer {
  const { state, args } = call;
  const room = writableRoom(call);
  if (isRefusal(room)) return room;
  const ts = text(args, 'ts');
  if (ts === undefined) return missing('ts');
  const message = findMessage(state, room.id, ts);
  if (message === undefined || message.to !== undefined) return refuse('message_not_found');
  if (!message.fromApp) return refuse('cant_delete_message');
  removeMessage(state, message);
  call.announce({ type: 'removed', message });
  return { ok: true, channel: room.id, ts };
}

function getPermalink(call: Call): ApiAnswer {
  const { state, args, url } = call;
  const room = readableRoom(call);
  if (isRefusal(room)) return room;
  const ts = text(args, 'message_ts');
  if (ts === undefined) return missing('message_ts');
  const message = findMessage(state, room.id, ts);
  if (message === undefined || message.to !== undefined) return refuse('message_not_found');
  const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${room.id}`;
  return {
    ok: true,
    channel: room.id,
    permalink: `${url}/archives/${room.id}/p${ts.replace('.', '')}${thread}`,
  };
}

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': { scopes: needs('chat:write'), tier: 'post', run: postMessage },
  'chat.update': { scopes: needs('chat:write'), tier: 3, run: update },
  'chat.postEphemeral': { scopes: needs('chat:write'), tier: 4, run: postEphemeral },
  'chat.delete': { scopes: needs('chat:write'), tier: 3, run: remove },
  'chat.getPermalink': { scopes: anyToken, tier: 4, run: getPermalink },
};
