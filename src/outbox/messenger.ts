/** Slack as the outbox sees it. Written to by the outbox alone, but for Home tabs and private answers. */
import type { HomeView, KnownBlock } from '@slack/types';

/** `text` is what a lock screen and a screen reader get. */
export type Message = { readonly text: string; readonly blocks: readonly KnownBlock[] };

export type Address = { readonly channel: string; readonly threadTs?: string };

export type SendResult =
  | { readonly outcome: 'sent'; readonly ts: string }
  /** Slack asked for a pause on this method (and channel, where it is counted by channel). */
  | { readonly outcome: 'rate_limited'; readonly retryAfterMs: number }
  /** Slack said no and will say it again: `code` is Slack's (`invalid_blocks`, `channel_not_found`, …). */
  | { readonly outcome: 'refused'; readonly code: string }
  /** Nothing reached Slack. */
  | { readonly outcome: 'unreachable'; readonly message: string }
  /** It was sent, the answer was lost. */
  | { readonly outcome: 'unknown'; readonly message: string };

/** `hash` is of the view as it now is, for the next publication to be compared with. */
export type HomeResult =
  | { readonly outcome: 'published'; readonly hash: string }
  | { readonly outcome: 'conflict' }
  | Failure;

export type Failure = Exclude<SendResult, { readonly outcome: 'sent' }>;

export type Messenger = {
  /** `rowId` travels as message metadata, so that `findPosted` can tell whether a lost post arrived. */
  readonly post: (address: Address, message: Message, rowId: string) => Promise<SendResult>;
  readonly update: (channel: string, ts: string, message: Message) => Promise<SendResult>;
  readonly whisper: (address: Address, user: string, message: Message) => Promise<SendResult>;
  /** Past the outbox: a Home tab is a picture that is owed to nobody. With `hash`, only over the view that had it. */
  readonly publishHome: (user: string, view: HomeView, hash: string | null) => Promise<HomeResult>;
  /** Reads the channel (or thread) back from `sinceMs`: the ts of the post of this row, null when it is not there. */
  readonly findPosted: (
    address: Address,
    rowId: string,
    sinceMs: number,
  ) => Promise<{ readonly outcome: 'looked'; readonly ts: string | null } | Failure>;
};
