/**
 * One take of one row: makes its calls to Slack, each in its turn, and turns every answer but a plain one into what
 * becomes of the row. What the process knows about the row between two takes is kept in its `Memory`.
 */
import type { TakenRow } from '../journal/journal.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Health } from './health.ts';
import type { Failure } from './messenger.ts';
import type { Call } from './pacing.ts';
import type { Turns } from './turns.ts';
import type { Later, Verdict } from './verdict.ts';

/** Nothing is sent when less than this is left of the lease: the answer could come after somebody else's take. */
export const callMaxMs = 20_000;

/** After a lost answer Slack may still be working on the request: reading back at once would not see it. */
export const lookAfterMs = 2_000;

export type Memory = {
  /** The takes up to this one left nothing in Slack. */
  readonly cleanUpToAttempt: number;
  readonly lostAnswers: number;
  /** The store's time at which this process first took the row, when it was the row's first take. */
  readonly firstTakenAtMs: number | null;
  /** Slack refused the blocks: the text alone is what is left to try. */
  readonly textOnly: boolean;
  /** Slack refused the thread: the channel itself is what is left. */
  readonly unthreaded: boolean;
};

export const blankMemory: Memory = {
  cleanUpToAttempt: 0,
  lostAnswers: 0,
  firstTakenAtMs: null,
  textOnly: false,
  unthreaded: false,
};

/** Whether a call that got no answer may be made again as it is, or has to be looked for first. */
export type Repeat = 'harmless' | 'doubles';

export type Errand = {
  readonly row: TakenRow;
  readonly memory: () => Memory;
  readonly remember: (news: Partial<Memory>) => void;
  /** False when an earlier take may have left a message in Slack. */
  readonly isClean: () => boolean;
  readonly markClean: () => void;
  /** The store's clock, as read at the take and carried on by the process's. */
  readonly storeNowMs: () => number;
  readonly call: <Success extends { readonly outcome: 'sent' | 'looked' }>(
    call: Call,
    repeat: Repeat,
    run: () => Promise<Success | Failure>,
  ) => Promise<Success | Refused | Stopped>;
};

export type Refused = { readonly outcome: 'refused'; readonly code: string };
export type Stopped = { readonly outcome: 'stopped'; readonly verdict: Verdict };

export type ErrandDeps = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly turns: Turns;
  readonly health: Health;
};

export type Take = {
  readonly row: TakenRow;
  readonly storeNowMs: number;
  readonly monotonicMs: number;
  readonly leaseMs: number;
};

export function openErrand(
  deps: ErrandDeps,
  take: Take,
  known: Memory,
  keep: (memory: Memory) => void,
): Errand {
  const { row } = take;
  let memory: Memory = row.attempts === 1 ? { ...known, firstTakenAtMs: take.storeNowMs } : known;
  const isClean = () => memory.cleanUpToAttempt >= row.attempts;
  const remember = (news: Partial<Memory>) => {
    memory = { ...memory, ...news };
    keep(memory);
  };
  const markClean = () => remember({ cleanUpToAttempt: row.attempts });
  if (row.attempts === 1 || memory.cleanUpToAttempt === row.attempts - 1) markClean();

  const sinceTakeMs = () => deps.clock.monotonicMs() - take.monotonicMs;
  const storeNowMs = () => take.storeNowMs + sinceTakeMs();

  const unfit = (): Verdict | null => {
    if (row.expiresAtMs !== undefined && storeNowMs() >= row.expiresAtMs)
      return { then: 'bury', reason: 'expired' };
    return sinceTakeMs() > take.leaseMs - callMaxMs ? { then: 'leave' } : null;
  };

  const lost = (call: Call, message: string): Later => {
    const lostAnswers = memory.lostAnswers + 1;
    remember({ lostAnswers });
    const afterMs = Math.max(lookAfterMs, backoffMs(lostAnswers, deps.random()));
    return { then: 'later', afterMs, why: 'answer_lost', detail: `${call.method}: ${message}` };
  };

  const judge = (call: Call, failure: Exclude<Failure, Refused>): Later => {
    switch (failure.outcome) {
      case 'rate_limited':
        deps.turns.pause(call, failure.retryAfterMs);
        return { then: 'later', afterMs: failure.retryAfterMs, why: 'rate_limited', detail: call.method };
      case 'unreachable':
        deps.health.failed();
        return { then: 'later', afterMs: deps.health.waitMs(), why: 'unreachable', detail: failure.message };
      case 'unknown':
        return lost(call, failure.message);
    }
  };

  return {
    row,
    memory: () => memory,
    remember,
    isClean,
    markClean,
    storeNowMs,
    call: async (call, repeat, run) => {
      const turn = await deps.turns.take(row.rowId, call);
      if (turn.outcome === 'wait') {
        return {
          outcome: 'stopped',
          verdict: { then: 'later', afterMs: turn.forMs, why: 'paced', detail: call.method },
        };
      }
      const verdict = unfit();
      if (verdict !== null) return { outcome: 'stopped', verdict };

      if (repeat === 'doubles') remember({ cleanUpToAttempt: 0 });
      const answer = await run();
      if (answer.outcome === 'unknown') return { outcome: 'stopped', verdict: judge(call, answer) };
      // Every other failure says that nothing was posted.
      if (repeat === 'doubles' && answer.outcome !== 'sent') markClean();
      if (answer.outcome === 'rate_limited' || answer.outcome === 'unreachable') {
        if (answer.outcome === 'rate_limited') deps.health.answered();
        return { outcome: 'stopped', verdict: judge(call, answer) };
      }
      deps.health.answered();
      return answer;
    },
  };
}
