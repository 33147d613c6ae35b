/** Puts one new message into Slack, at most once as far as anybody can know. */
import type { Errand, Refused, Stopped } from './errand.ts';
import type { Address, Message, Messenger } from './messenger.ts';

/** How far back a message is looked for when this process does not know when the row was first taken. */
const lookBackMs = 7 * 24 * 60 * 60 * 1_000;

/** Slack's clock and the store's may differ by this much. */
const skewMaxMs = 2 * 60 * 1_000;

/** `isStale`: it was found in Slack from an earlier take, and shows the state of then. */
export type Placed =
  | { readonly outcome: 'placed'; readonly ts: string; readonly isStale: boolean }
  | Refused
  | Stopped;

export async function place(
  messenger: Messenger,
  errand: Errand,
  address: Address,
  message: Message,
): Promise<Placed> {
  const to = errand.memory().unthreaded ? { channel: address.channel } : address;
  if (!errand.isClean()) {
    const looked = await lookFor(messenger, errand, to);
    if (looked !== null) return looked;
  }
  return post(messenger, errand, to, message);
}

/** Null when it is not there, or when Slack will never let us look: one visible double is then better than silence. */
async function lookFor(messenger: Messenger, errand: Errand, at: Address): Promise<Placed | null> {
  const method = at.threadTs === undefined ? 'conversations.history' : 'conversations.replies';
  const firstTakenAtMs = errand.memory().firstTakenAtMs;
  const sinceMs = firstTakenAtMs === null ? errand.storeNowMs() - lookBackMs : firstTakenAtMs - skewMaxMs;
  const found = await errand.call({ method, channel: at.channel }, 'harmless', () =>
    messenger.findPosted(at, errand.row.rowId, sinceMs),
  );
  if (found.outcome === 'stopped') return found;
  if (found.outcome === 'looked' && found.ts !== null) {
    return { outcome: 'placed', ts: found.ts, isStale: true };
  }
  errand.markClean();
  return null;
}

async function post(messenger: Messenger, errand: Errand, to: Address, message: Message): Promise<Placed> {
  const { rowId } = errand.row;
  const shown = errand.memory().textOnly ? textOf(message) : message;
  const sent = await errand.call({ method: 'chat.postMessage', channel: to.channel }, 'doubles', () =>
    messenger.post(to, shown, rowId),
  );
  if (sent.outcome === 'sent') return { outcome: 'placed', ts: sent.ts, isStale: false };
  if (sent.outcome === 'stopped') return sent;
  if (to.threadTs !== undefined && threadCodes.has(sent.code)) {
    errand.remember({ unthreaded: true });
    return post(messenger, errand, { channel: to.channel }, message);
  }
  if (!errand.memory().textOnly && isAboutContent(sent.code)) {
    errand.remember({ textOnly: true });
    return post(messenger, errand, to, message);
  }
  return sent;
}

export function textOf(message: Message): Message {
  return { text: message.text, blocks: [] };
}

/** The message at the top of the thread was deleted, or cannot have replies. */
const threadCodes: ReadonlySet<string> = new Set([
  'thread_not_found',
  'cannot_reply_to_message',
  'invalid_thread_ts',
]);

/** The place or the right is missing: plainer words would be refused just the same. */
const placeCodes: ReadonlySet<string> = new Set([
  'channel_not_found',
  'not_in_channel',
  'user_not_in_channel',
  'is_archived',
  'restricted_action',
  'missing_scope',
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'user_not_found',
]);

export function isAboutContent(code: string): boolean {
  return !placeCodes.has(code);
}
