/** What stands in Slack under an address now: the port. A reaction and a mention say only where. */
import type { SaidMessage } from './said.ts';

export type FoundMessage = {
  readonly message: SaidMessage;
  /** The top of the thread that it is in; null outside of threads. */
  readonly threadTs: string | null;
  /** Said by an app, ours or another. */
  readonly isApp: boolean;
};

/** Null: there is none, or none that the bot can see. Throws AppError('unavailable') where Slack does not answer. */
export type ReadMessage = (channel: string, ts: string) => Promise<FoundMessage | null>;
