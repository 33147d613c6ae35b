/** What a Web API method is: the scope it needs, how often it may be called, what it does. */
import type { Args } from './args.ts';
import { text } from './args.ts';
import type { Room } from './fixture.ts';
import type { Tier } from './limits.ts';
import { botIsIn, findRoom } from './messages.ts';
import type { ApiAnswer, Refusal } from './refusal.ts';
import { missing, refuse } from './refusal.ts';
import type { State, StoredMessage } from './state.ts';

export type Call = {
  readonly state: State;
  readonly args: Args;
  readonly scopes: readonly string[];
  readonly url: string;
  readonly botToken: string;
  /** Whether the app has a Home tab. */
  readonly hasHome: boolean;
  /** A Socket Mode address, good for one connection. */
  readonly openConnection: () => string;
  /** Tells the app's event subscriptions. */
  readonly announce: (event: ChannelEvent) => void;
};

export type ChannelEvent =
  | { readonly type: 'posted'; readonly message: StoredMessage }
  /** `before`: as it was shown until now. */
  | {
      readonly type: 'edited';
      readonly message: StoredMessage;
      readonly before: Record<string, unknown>;
    }
  | { readonly type: 'removed'; readonly message: StoredMessage };

export type Method = {
  /** One of these scopes; none for methods that any token may call. Given the arguments: it may hang on the channel. */
  readonly scopes: (call: Call) => readonly string[];
  /** The bot's token unless it says otherwise. */
  readonly token?: 'app';
  readonly tier: Tier | 'post';
  readonly run: (call: Call) => ApiAnswer;
};

export const anyToken = (): readonly string[] => [];
export const needs = (scope: string) => (): readonly string[] => [scope];

/** `channels:read` for public channels, `groups:read` for private ones, `im:read` for direct messages. */
export const needsByChannel =
  (right: 'read' | 'history') =>
  ({ state, args }: Call): readonly string[] => {
    const room = state.rooms.get(text(args, 'channel') ?? '');
    if (room?.directWith !== undefined) return [`im:${right}`];
    return [room?.isPrivate === true ? `groups:${right}` : `channels:${right}`];
  };

/** The channel of a call that writes: it has to exist, hold the bot, and not be archived. */
export function writableRoom({ state, args }: Call, names = false): Room | Refusal {
  const channel = text(args, 'channel');
  if (channel === undefined) return missing('channel');
  const room = findRoom(state, channel, names);
  if (room === undefined) return refuse('channel_not_found');
  // A private channel does not exist for those outside it.
  if (!botIsIn(state, room)) return refuse(room.isPrivate === true ? 'channel_not_found' : 'not_in_channel');
  if (room.isArchived === true) return refuse('is_archived');
  return room;
}

export function readableRoom({ state, args }: Call): Room | Refusal {
  const channel = text(args, 'channel');
  if (channel === undefined) return missing('channel');
  const room = state.rooms.get(channel);
  if (room === undefined) return refuse('channel_not_found');
  if (!botIsIn(state, room)) return refuse(room.isPrivate === true ? 'channel_not_found' : 'not_in_channel');
  return room;
}
