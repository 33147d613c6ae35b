import type { Journal } from '../journal/journal.ts';
import type { Seen } from './digest.ts';
import type { Intent } from './intent.ts';
import type { Message, Messenger } from './messenger.ts';

/** Null: there is nothing to show any more. */
export type Rendered = Message | null;

export type RowDeps = {
  readonly journal: Pick<Journal, 'posts'>;
  readonly messenger: Messenger;
  /** Draws the intent from the state as it is now. A throw of AppError('unavailable') is tried again, others are not. */
  readonly render: (intent: Intent) => Promise<Rendered>;
  readonly seen: Seen;
};
