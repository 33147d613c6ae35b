/** reactions.add and reactions.get. */
import { type Call, type Method, needs, readableRoom } from './api-method.ts';
import { text } from './args.ts';
import { findMessage, messageObject } from './messages.ts';
import { type ApiAnswer, isRefusal, missing, type Refusal, refuse } from './refusal.ts';
import { changed, type StoredMessage } from './state.ts';

function reactedMessage(call: Call): StoredMessage | Refusal {
  const room = readableRoom(call);
  if (isRefusal(room)) return room;
  const ts = text(call.args, 'timestamp');
  if (ts === undefined) return missing('timestamp');
  const message = findMessage(call.state, room.id, ts);
  return message === undefined || message.to !== undefined ? refuse('message_not_found') : message;
}

function addReaction(call: Call): ApiAnswer {
  const name = text(call.args, 'name');
  if (name === undefined) return missing('name');
  const message = reactedMessage(call);
  if (isRefusal(message)) return message;
  return react(message, name, call.state.fixture.app.botUserId, () => changed(call.state))
    ? { ok: true }
    : refuse('already_reacted');
}

/** False when this person has reacted so before. */
export function react(message: StoredMessage, name: string, user: string, tell: () => void): boolean {
  const known = message.reactions.find((each) => each.name === name);
  if (known?.users.includes(user)) return false;
  if (known === undefined) message.reactions.push({ name, users: [user] });
  else known.users.push(user);
  tell();
  return true;
}

/** False when this person has not reacted so. */
export function unreact(message: StoredMessage, name: string, user: string, tell: () => void): boolean {
  const known = message.reactions.find((each) => each.name === name);
  if (known === undefined || !known.users.includes(user)) return false;
  known.users = known.users.filter((each) => each !== user);
  if (known.users.length === 0) message.reactions.splice(message.reactions.indexOf(known), 1);
  tell();
  return true;
}

function getReactions(call: Call): ApiAnswer {
  const message = reactedMessage(call);
  if (isRefusal(message)) return message;
  return { ok: true, type: 'message', channel: message.channel, message: messageObject(call.state, message) };
}

export const reactionMethods: Readonly<Record<string, Method>> = {
  'reactions.add': { scopes: needs('reactions:write'), tier: 3, run: addReaction },
  'reactions.get': { scopes: needs('reactions:read'), tier: 3, run: getReactions },
};
