/** What there is to see of a schedule from outside the bot: all that the checker is given. */
import type { Change, Received } from './lakehouse.ts';
import type { Roll } from './people.ts';
import type { SlackMessage } from './slack.ts';

/** A click, or what somebody made up to look like one. */
export type Pressing = {
  readonly key: string;
  readonly by: string;
  readonly act: 'approve' | 'reject' | 'cancel' | 'settle' | 'ask' | 'break_glass' | 'sign';
  /** Of a settlement only. */
  readonly applied: boolean;
  readonly approval: string;
  readonly revision: number;
  readonly fingerprint: string;
  readonly channel: string;
  readonly ts: string;
  readonly atMs: number;
  /** No button carried it: Slack would not have signed it so. */
  readonly isMadeUp: boolean;
  /** Each time that the request reached a replica. */
  readonly deliveries: Delivery[];
};

export type Delivery = {
  readonly process: string;
  readonly atMs: number;
  /** Null until it is answered. */
  answer: string | null;
  answeredAtMs: number | null;
  /** The replica died over it: then nobody can answer. */
  isExcused: boolean;
};

export type Entry = {
  readonly ref: { readonly kind: string; readonly id: string };
  readonly seq: number;
  readonly atMs: number;
  readonly event: unknown;
  readonly stateHash: string;
  readonly previous: string;
  readonly hash: string;
};

export type Testimony = {
  readonly entries: readonly { readonly entry: Entry; readonly committedAtMs: number }[];
  /** As stored at the end, by kind and id. */
  readonly documents: readonly { readonly kind: string; readonly id: string; readonly stateText: string }[];
  /** Whose stored state somebody changed by hand. */
  readonly tampered: ReadonlySet<string>;
  readonly usedBy: (key: string) => { readonly id: string; readonly version: number } | null;
  readonly posts: readonly { readonly channel: string; readonly ts: string }[];
  readonly waitingMessages: number;
  readonly messages: readonly SlackMessage[];
  readonly received: readonly Received[];
  readonly left: readonly { readonly text: string; readonly leftAtMs: number }[];
  readonly changes: readonly Change[];
  readonly rolls: readonly Roll[];
  readonly pressings: readonly Pressing[];
  readonly wishes: readonly Delivery[];
  readonly isQuiet: boolean;
  readonly endedAtMs: number;
};
