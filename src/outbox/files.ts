/** Slack's files: what is too long for a message and is to be kept. Past the outbox, as all that belongs to no document. */
import type { Address, Message, SendResult } from './messenger.ts';

type Named = {
  /** With its ending. */
  readonly name: string;
  readonly title: string;
  /** What is said over it; absent: nothing. */
  readonly message?: Message;
};

/** `altText`: what is to be seen on it, for who cannot; a picture without it is for some of the people only. */
export type SharedFile =
  | (Named & { readonly text: string })
  | (Named & { readonly image: Uint8Array; readonly altText: string });

/** Into a channel, or a thread of it. An answer that was lost may mean that it is there. */
export type ShareFile = (address: Address, file: SharedFile) => Promise<SendResult>;
