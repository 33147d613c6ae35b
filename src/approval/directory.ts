/**
 * Who is this person, and who is in a group: the port. Its one rule is that doubt is never a yes. What could not be
 * learnt, or was answered in a shape that is not understood, is 'unknown' or 'unreachable', and nobody follows from it.
 */
export type PersonFacts = {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly email: string | null;
  readonly isBot: boolean;
  readonly isDeleted: boolean;
  /** A guest, of one channel or of several. */
  readonly isRestricted: boolean;
  /** From another workspace, seen through a shared channel. */
  readonly isStranger: boolean;
  /** None of the four above. */
  readonly isFullMember: boolean;
};

export type GroupAnswer =
  | {
      readonly outcome: 'found';
      readonly id: string;
      readonly handle: string;
      /** A disabled group has no members, whatever a list may say. */
      readonly isDisabled: boolean;
      /** The runbook itself says that the handle means this one (see pins.ts). */
      readonly isSaid?: true;
    }
  /** There is one, and it is not the one that the handle is pinned to (see pins.ts). */
  | { readonly outcome: 'moved'; readonly id: string; readonly pinnedId: string }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'unreachable'; readonly retryAfterMs?: number };

export type MembersAnswer =
  /** `begunAtMs` is when the call to Slack began, on the clock of `begunAfterMs`; it is never before that. */
  | { readonly outcome: 'known'; readonly members: readonly string[]; readonly begunAtMs: number }
  | { readonly outcome: 'unreachable'; readonly retryAfterMs?: number };

export type Directory = {
  readonly person: (userId: string) => Promise<PersonFacts | 'unknown'>;
  /**
   * By handle, without the @, from a call that began after `begunAfterMs` (process monotonic time). Waits as `members`
   * does.
   */
  readonly group: (handle: string, begunAfterMs: number) => Promise<GroupAnswer>;
  /**
   * Who is in the group, from a call that began after `begunAfterMs` (process monotonic time). Waits while Slack asks
   * for a pause, for half a minute at most. An answer serves those who waited for it and is then forgotten.
   */
  readonly members: (groupId: string, begunAfterMs: number) => Promise<MembersAnswer>;
};
