/**
 * Who is in a group, asked as seldom as freshness allows: one call per group under way, shared by all who came before
 * it began, and a new one no sooner than `groupCallEveryMs` after the last. An answer is given to those who wait for it
 * and forgotten, so that nobody is let in by what was true for somebody else's click.
 */
import type { MembersAnswer } from '../approval/directory.ts';
import type { Clock } from '../outbox/clock.ts';

/** usergroups.users.list is tier 2, twenty a minute. */
export const groupCallEveryMs = 3_000;

/** How long a click waits in all, pauses that Slack asks for included. */
export const groupWaitMaxMs = 30_000;

export type GroupCallResult =
  | { readonly outcome: 'listed'; readonly members: readonly string[] }
  | { readonly outcome: 'rate_limited'; readonly retryAfterMs: number }
  | { readonly outcome: 'failed' };

/** The right to call about this group now. A throw counts as a refusal for `groupCallEveryMs`. */
export type Permit = (
  groupId: string,
) => Promise<{ readonly outcome: 'granted' } | { readonly outcome: 'later'; readonly retryAfterMs: number }>;

export type GroupCallDeps = {
  readonly clock: Clock;
  readonly permit: Permit;
  readonly fetch: (groupId: string) => Promise<GroupCallResult>;
};

export type GroupCalls = {
  readonly members: (groupId: string, begunAfterMs: number) => Promise<MembersAnswer>;
};

/** A call, from the first who wants it. While `begunAtMs` is null it has not begun, or begins again after a pause. */
type Round = {
  begunAtMs: number | null;
  readonly answer: Promise<MembersAnswer>;
};

type Group = { current: Round | null; next: Round | null; lastBegunAtMs: number };

export function openGroupCalls(deps: GroupCallDeps): GroupCalls {
  const groups = new Map<string, Group>();

  function start(groupId: string, group: Group, after: Promise<unknown>): Round {
    const deadlineMs = deps.clock.monotonicMs() + groupWaitMaxMs;
    const round: Round = {
      begunAtMs: null,
      answer: after
        .then(() => {
          if (group.next === round) group.next = null;
          group.current = round;
          return run(deps, groupId, deadlineMs, group, round);
        })
        .finally(() => {
          if (group.current === round) group.current = null;
          if (group.next === null && group.current === null) forgetLater(groupId, group);
        }),
    };
    return round;
  }

  /** A group nobody asks about any more is dropped; until its pause is over its time must be remembered. */
  function forgetLater(groupId: string, group: Group): void {
    deps.clock.after(groupCallEveryMs, () => {
      if (group.current === null && group.next === null && groups.get(groupId) === group)
        groups.delete(groupId);
    });
  }

  function roundFor(groupId: string, begunAfterMs: number): Round {
    const known = groups.get(groupId);
    const group = known ?? { current: null, next: null, lastBegunAtMs: Number.NEGATIVE_INFINITY };
    if (known === undefined) groups.set(groupId, group);
    const { current } = group;
    if (current !== null && (current.begunAtMs === null || current.begunAtMs > begunAfterMs)) return current;
    group.next ??= start(groupId, group, current?.answer ?? Promise.resolve());
    return group.next;
  }

  return {
    members: async (groupId, begunAfterMs) => {
      const answer = await within(deps.clock, roundFor(groupId, begunAfterMs).answer);
      if (answer.outcome === 'known' && answer.begunAtMs < begunAfterMs) return { outcome: 'unreachable' };
      return answer;
    },
  };
}

async function run(
  deps: GroupCallDeps,
  groupId: string,
  deadlineMs: number,
  group: Group,
  round: Round,
): Promise<MembersAnswer> {
  const { clock } = deps;
  for (;;) {
    const quietMs = group.lastBegunAtMs + groupCallEveryMs - clock.monotonicMs();
    if (quietMs > 0) {
      if (await sleptBefore(clock, quietMs, deadlineMs)) continue;
      return { outcome: 'unreachable', retryAfterMs: quietMs };
    }

    const permit = await deps
      .permit(groupId)
      .catch(() => ({ outcome: 'later', retryAfterMs: groupCallEveryMs }) as const);
    if (permit.outcome === 'later') {
      if (await sleptBefore(clock, permit.retryAfterMs, deadlineMs)) continue;
      return { outcome: 'unreachable', retryAfterMs: permit.retryAfterMs };
    }

    const begunAtMs = clock.monotonicMs();
    round.begunAtMs = begunAtMs;
    group.lastBegunAtMs = begunAtMs;
    const result = await deps.fetch(groupId).catch(() => ({ outcome: 'failed' }) as const);
    if (result.outcome === 'listed') return { outcome: 'known', members: result.members, begunAtMs };
    if (result.outcome === 'failed') return { outcome: 'unreachable' };

    // Whoever comes during the pause comes before the next try begins, and may share it.
    round.begunAtMs = null;
    if (!(await sleptBefore(clock, result.retryAfterMs, deadlineMs))) {
      return { outcome: 'unreachable', retryAfterMs: result.retryAfterMs };
    }
  }
}

/** False, at once, when the time would come only after the deadline. */
async function sleptBefore(clock: Clock, forMs: number, deadlineMs: number): Promise<boolean> {
  if (clock.monotonicMs() + forMs > deadlineMs) return false;
  await new Promise<void>((resolve) => {
    clock.after(Math.ceil(forMs), resolve);
  });
  return true;
}

/** Each who asks has a limit of their own, however long ago the call that they share was wanted. */
async function within(clock: Clock, answer: Promise<MembersAnswer>): Promise<MembersAnswer> {
  let cancel = () => {};
  const limit = new Promise<MembersAnswer>((resolve) => {
    cancel = clock.after(groupWaitMaxMs, () => resolve({ outcome: 'unreachable' }));
  });
  const first = await Promise.race([answer, limit]);
  cancel();
  return first;
}
