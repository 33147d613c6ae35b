/** The Events API: what the app subscribed to, sent again when it did not answer. */
import { randomBytes } from 'node:crypto';
import type { ChannelEvent } from './api-method.ts';
import type { Ack, Post } from './deliver.ts';
import { homeObject } from './homes.ts';
import { EVENT_RETRY_MS } from './limits.ts';
import { messageObject } from './messages.ts';
import { eventEnvelope, verification } from './payloads.ts';
import type { State, StoredMessage } from './state.ts';

export type Events = {
  readonly announce: (event: ChannelEvent) => void;
  readonly mentioned: (message: StoredMessage) => void;
  readonly reacted: (message: StoredMessage, user: string, reaction: string) => void;
  readonly unreacted: (message: StoredMessage, user: string, reaction: string) => void;
  readonly homeOpened: (user: string) => void;
  /** Whether the app echoes a challenge, as it has to when its URL is entered. */
  readonly verifyUrl: () => Promise<boolean>;
  readonly stop: () => void;
};

export function createEvents(state: State, post: Post, subscribed: readonly string[]): Events {
  const sender = createSender(state, post);
  const emit = (subscription: string, event: Record<string, unknown>, channel: string): void => {
    if (subscribed.includes(subscription)) sender.emit(event, state.rooms.get(channel)?.isExtShared === true);
  };
  const event_ts = (): string => (state.now() / 1_000).toFixed(6);
  const reactionEvent = (
    type: 'reaction_added' | 'reaction_removed',
    { channel, ts, user: item_user }: StoredMessage,
    user: string,
    reaction: string,
  ): void => {
    const item = { type: 'message', channel, ts };
    emit(type, { type, user, reaction, item, item_user, event_ts: event_ts() }, channel);
  };
  return {
    announce: (event) => {
      const { channel } = event.message;
      const kind = kindOf(state, channel);
      emit(kind.subscription, channelEvent(state, event, kind.type), channel);
    },
    mentioned: (message) =>
      emit('app_mention', { ...eventMessage(state, message), type: 'app_mention' }, message.channel),
    reacted: (message, user, reaction) => reactionEvent('reaction_added', message, user, reaction),
    unreacted: (message, user, reaction) => reactionEvent('reaction_removed', message, user, reaction),
    homeOpened: (user) => {
      const channel = `D${user.slice(1)}`;
      const home = state.homes.get(user);
      // Left out until something was published: https://docs.slack.dev/reference/events/app_home_opened
      const shown = home === undefined ? {} : { view: homeObject(state, home) };
      emit(
        'app_home_opened',
        { type: 'app_home_opened', user, channel, tab: 'home', event_ts: event_ts(), ...shown },
        channel,
      );
    },
    verifyUrl: async () => {
      const challenge = randomBytes(24).toString('base64url');
      const body = JSON.stringify(verification(challenge));
      const ack = await post.deliver('url_verification', 'application/json', body);
      return ack.outcome === 'acked' && ack.body.includes(challenge);
    },
    stop: sender.stop,
  };
}

type Sender = {
  readonly emit: (event: Record<string, unknown>, isExtShared: boolean) => void;
  readonly stop: () => void;
};

/** Sends, and sends again. */
function createSender(state: State, post: Post): Sender {
  const cancels = new Set<() => void>();
  let stopped = false;

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
    emit: (event, isExtShared) =>
      void attempt(JSON.stringify(eventEnvelope(state, event, isExtShared)), 0, ''),
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
  const { before } = event;
  return {
    ...base,
    subtype: 'message_changed',
    message: messageObject(state, message),
    previous_message: before,
  };
}
