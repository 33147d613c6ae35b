/**
 * Questions about groups (which there are, who is in one), asked as seldom as freshness allows: one call per question
 * under way, shared by all who came before it began, and a new one no sooner than `groupCallEveryMs` after the last. An
 * answer is given to those who wait for it and forgotten, so that nobody is let in by what was true for somebody else's
 * click, and nobody who presses without end uses up the twenty calls a minute that all others need too.
 */
import type { Clock } from '../outbox/clock.ts';

/** usergroups.list and usergroups.users.list are tier 2, twenty a minute. */
export const groupCallEveryMs = 3_000;

/** How long a click waits in all, pauses that Slack asks for included. */
export const groupWaitMaxMs = 30_000;

export type GroupCallResult<Value> =
  | { readonly outcome: 'listed'; readonly value: Value }
  | { readonly outcome: 'rate_limited'; readonly retryAfterMs: number }
  | { readonly outcome: 'failed' };

export type FreshAnswer<Value> =
  /** `begunAtMs` is when the call to Slack began. */
  | { readonly outcome: 'known'; readonly value: Value; readonly begunAtMs: number }
  | { readonly outcome: 'unreachable'; readonly retryAfterMs?: number };

/** The right to ask this question now. A throw counts as a refusal for `groupCallEveryMs`. */
export type Permit = (
  question: string,
) => Promise<{ readonly outcome: 'granted' } | { readonly outcome: 'later'; readonly retryAfterMs: number }>;

export type GroupCallDeps<Value> = {
  readonly clock: Clock;
  readonly permit: Permit;
  readonly fetch: (question: string) => Promise<GroupCallResult<Value>>;
};

export type GroupCalls<Value> = {
  readonly ask: (question: string, begunAfterMs: number) => Promise<FreshAnswer<Value>>;
};

/** A call, from the first who wants it. While `begunAtMs` is null it has not begun, or begins again after a pause. */
type Round<Value> = {
  begunAtMs: number | null;
  readonly answer: Promise<FreshAnswer<Value>>;
};

type Asked<Value> = { current: Round<Value> | null; next: Round<Value> | null; lastBegunAtMs: number };

export function openGroupCalls<Value>(deps: GroupCallDeps<Value>): GroupCalls<Value> {
  const questions = new Map<string, Asked<Value>>();

  function start(question: string, asked: Asked<Value>, after: Promise<unknown>): Round<Value> {
    const deadlineMs = deps.clock.monotonicMs() + groupWaitMaxMs;
    const round: Round<Value> = {
      begunAtMs: null,
      answer: after
        .then(() => {
          if (asked.next === round) asked.next = null;
          asked.current = round;
          return run(deps, question, deadlineMs, asked, round);
        })
        .finally(() => {
          if (asked.current === round) asked.current = null;
          if (asked.next === null && asked.current === null) forgetLater(question, asked);
        }),
    };
    return round;
  }

  /** A question that nobody asks any more is dropped; until its pause is over its time must be remembered. */
  function forgetLater(question: string, asked: Asked<Value>): void {
    deps.clock.after(groupCallEveryMs, () => {
      if (asked.current === null && asked.next === null && questions.get(question) === asked)
        questions.delete(question);
    });
  }

  function roundFor(question: string, begunAfterMs: number): Round<Value> {
    const known = questions.get(question);
    const asked = known ?? { current: null, next: null, lastBegunAtMs: Number.NEGATIVE_INFINITY };
    if (known === undefined) questions.set(question, asked);
    const { current } = asked;
    if (current !== null && (current.begunAtMs === null || current.begunAtMs > begunAfterMs)) return current;
    asked.next ??= start(question, asked, current?.answer ?? Promise.resolve());
    return asked.next;
  }

  return {
    ask: async (question, begunAfterMs) => {
      const answer = await within(deps.clock, roundFor(question, begunAfterMs).answer);
      if (answer.outcome === 'known' && answer.begunAtMs < begunAfterMs) return { outcome: 'unreachable' };
      return answer;
    },
  };
}

async function run<Value>(
  deps: GroupCallDeps<Value>,
  question: string,
  deadlineMs: number,
  asked: Asked<Value>,
  round: Round<Value>,
): Promise<FreshAnswer<Value>> {
  const { clock } = deps;
  for (;;) {
    const quietMs = asked.lastBegunAtMs + groupCallEveryMs - clock.monotonicMs();
    if (quietMs > 0) {
      if (await sleptBefore(clock, quietMs, deadlineMs)) continue;
      return { outcome: 'unreachable', retryAfterMs: quietMs };
    }

    const permit = await deps
      .permit(question)
      .catch(() => ({ outcome: 'later', retryAfterMs: groupCallEveryMs }) as const);
    if (permit.outcome === 'later') {
      if (await sleptBefore(clock, permit.retryAfterMs, deadlineMs)) continue;
      return { outcome: 'unreachable', retryAfterMs: permit.retryAfterMs };
    }

    const begunAtMs = clock.monotonicMs();
    round.begunAtMs = begunAtMs;
    asked.lastBegunAtMs = begunAtMs;
    const result = await deps.fetch(question).catch(() => ({ outcome: 'failed' }) as const);
    if (result.outcome === 'listed') return { outcome: 'known', value: result.value, begunAtMs };
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
async function within<Value>(clock: Clock, answer: Promise<FreshAnswer<Value>>): Promise<FreshAnswer<Value>> {
  let cancel = () => {};
  const limit = new Promise<FreshAnswer<Value>>((resolve) => {
    cancel = clock.after(groupWaitMaxMs, () => resolve({ outcome: 'unreachable' }));
  });
  const first = await Promise.race([answer, limit]);
  cancel();
  return first;
}
