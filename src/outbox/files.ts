/** Slack's files: what is too long for a message and is to be kept. Past the outbox, as all that belongs to no document. */
import type { Address, SendResult } from './messenger.ts';

export type SharedFile = {
  /** With its ending. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
};

/** Into a channel, or a thread of it. An answer that was lost may mean that it is there. */
export type ShareFile = (address: Address, file: SharedFile) => Promise<SendResult>;
