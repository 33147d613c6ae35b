/** The Events API: what the app subscribed to, sent again when it did not answer. */
import { randomBytes } from 'node:crypto';
import type { ChannelEvent } from './api-method.ts';
import type { Ack, Post } from './deliver.ts';
import { EVENT_RETRY_MS } from './limits.ts';
import { messageObject } from './messages.ts';
import { eventEnvelope, verification } from './payloads.ts';
import type { State, StoredMessage } from './state.ts';

export type Events = {
  readonly announce: (event: ChannelEvent) => void;
  readonly mentioned: (message: StoredMessage) => void;
  readonly reacted: (message: StoredMessage, user: string, reaction: string) => void;
  readonly homeOpened: (user: string) => void;
  /** Whether the app echoes a challenge, as it has to when its URL is entered. */
  readonly verifyUrl: () => Promise<boolean>;
  readonly stop: () => void;
};

export function createEvents(state: State, post: Post, subscribed: readonly string[]): Events {
  const cancels = new Set<() => void>();
  let stopped = false;

  function emit(event: Record<string, unknown>, channel: string): void {
    const shared = state.rooms.get(channel)?.isExtShared === true;
    void attempt(JSON.stringify(eventEnvelope(state, event, shared)), 0, '');
  }

  async function attempt(body: string, retry: number, reason: string): Promise<void> {
    const headers: Readonly<Record<string, string>> =
      retry === 0 ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason };
    const ack = await post.deliver('event', 'application/json', body, headers);
    const delayMs = EVENT_RETRY_MS[retry];
    const failed = failureOf(ack);
    if (failed === null || delayMs === undefined || stopped) return;
    const cancel = state.after(delayMs, () => {
      cancels.delete(cancel);
      void attempt(body, retry + 1, failed);
    });
    cancels.add(cancel);
  }

  return {
    announce: (event) => {
      const kind = kindOf(state, event.message.channel);
      if (subscribed.includes(kind.subscription))
        emit(channelEvent(state, event, kind.type), event.message.channel);
    },
    mentioned: (message) => {
      if (!subscribed.includes('app_mention')) return;
      emit({ ...eventMessage(state, message), type: 'app_mention' }, message.channel);
    },
    reacted: (message, user, reaction) => {
      if (!subscribed.includes('reaction_added')) return;
      const item = { type: 'message', channel: message.channel, ts: message.ts };
      const at = (state.now() / 1_000).toFixed(6);
      emit(
        { type: 'reaction_added', user, reaction, item, item_user: message.user, event_ts: at },
        message.channel,
      );
    },
    homeOpened: (user) => {
      if (!subscribed.includes('app_home_opened')) return;
      const at = (state.now() / 1_000).toFixed(6);
      emit({ type: 'app_home_opened', user, channel: `D${user.slice(1)}`, tab: 'home', event_ts: at }, '');
    },
    verifyUrl: async () => {
      const challenge = randomBytes(24).toString('base64url');
      const ack = await post.deliver(
        'url_verification',
        'application/json',
        JSON.stringify(verification(challenge)),
      );
      return ack.outcome === 'acked' && ack.body.includes(challenge);
    },
    stop: () => {
      stopped = true;
      for (const cancel of cancels) cancel();
    },
  };
}

/** Null when it was taken, or must not be sent again. */
function failureOf(ack: Ack): string | null {
  if (ack.outcome === 'acked') return null;
  if (ack.outcome === 'timeout') return 'http_timeout';
  if (ack.outcome === 'unreachable') return 'connection_failed';
  return ack.noRetry ? null : 'http_error';
}

function kindOf(state: State, channel: string): { readonly subscription: string; readonly type: string } {
  const room = state.rooms.get(channel);
  if (room?.directWith !== undefined) return { subscription: 'message.im', type: 'im' };
  if (room?.isPrivate === true) return { subscription: 'message.groups', type: 'group' };
  return { subscription: 'message.channels', type: 'channel' };
}

function eventMessage(state: State, message: StoredMessage): Record<string, unknown> {
  return { ...messageObject(state, message), channel: message.channel, event_ts: message.ts };
}

function channelEvent(state: State, event: ChannelEvent, channelType: string): Record<string, unknown> {
  const { message } = event;
  if (event.type === 'posted') return { ...eventMessage(state, message), channel_type: channelType };
  const base = {
    type: 'message',
    channel: message.channel,
    channel_type: channelType,
    hidden: true,
    ts: message.editedTs ?? message.ts,
    event_ts: message.editedTs ?? message.ts,
  };
  if (event.type === 'removed') {
    return {
      ...base,
      subtype: 'message_deleted',
      deleted_ts: message.ts,
      previous_message: messageObject(state, message),
    };
  }
  return { ...base, subtype: 'message_changed', message: messageObject(state, message) };
}
