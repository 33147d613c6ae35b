import type { Post } from '../journal/journal.ts';

export type LaterReason = 'paced' | 'rate_limited' | 'unreachable' | 'answer_lost' | 'state_unavailable';

export type Later = {
  readonly then: 'later';
  readonly afterMs: number;
  readonly why: LaterReason;
  readonly detail: string;
};

/** What becomes of a row after a take. */
export type Verdict =
  /** `gone`: posts that Slack no longer has. */
  | {
      readonly then: 'done';
      readonly how: 'sent' | 'unchanged' | 'nothing_to_show';
      readonly post?: Post;
      readonly gone?: readonly Post[];
    }
  | Later
  | { readonly then: 'bury'; readonly reason: string }
  /** The lease is running out: whoever takes the row next goes on. */
  | { readonly then: 'leave' };
