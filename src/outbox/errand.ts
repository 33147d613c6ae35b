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
import type { Later, LaterReason, Verdict } from './verdict.ts';

/** Nothing is sent when less than this is left of the lease: the answer could come after somebody else's take. */
export const callMaxMs = 20_000;

/** After a lost answer Slack may still be working on the request: reading back at once would not see it. */
export const lookAfterMs = 2_000;

/**
 * Slack has blocks on which it fails each time (`fatal_error`, HTTP 500) instead of refusing them. A row that got no
 * answer so often, while others were taken, goes on as plain text; it is never given up for it.
 */
export const lostAnswersMax = 8;

export type Memory = {
  /** The takes up to this one left nothing in Slack that is not known. */
  readonly cleanUpToAttempt: number;
  readonly lostAnswers: number;
  /** What Slack had taken in all when the first answer was lost. */
  readonly sentAtFirstLoss: number;
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
  sentAtFirstLoss: 0,
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
  /** False when an earlier take may have left a message in Slack, or changed one. */
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
  const remember = (news: Partial<Memory>) => {
    memory = { ...memory, ...news };
    keep(memory);
  };
  const markClean = () => remember({ cleanUpToAttempt: row.attempts });
  if (row.attempts === 1 || memory.cleanUpToAttempt === row.attempts - 1) markClean();

  const errand: Errand = {
    row,
    memory: () => memory,
    remember,
    isClean: () => memory.cleanUpToAttempt >= row.attempts,
    markClean,
    storeNowMs: () => take.storeNowMs + deps.clock.monotonicMs() - take.monotonicMs,
    call: async (call, repeat, run) => {
      const turn = await deps.turns.take(row.rowId, call);
      if (turn.outcome === 'wait') return stopped(later(call, 'paced', turn.forMs));
      const unfit = whyNotNow(deps, take, errand);
      if (unfit !== null) return stopped(unfit);

      if (repeat === 'doubles') remember({ cleanUpToAttempt: 0 });
      const answer = await run();
      switch (answer.outcome) {
        case 'unknown':
          remember({ cleanUpToAttempt: 0 });
          return stopped(answerLost(deps, errand, call, answer.message));
        case 'rate_limited':
          if (repeat === 'doubles') markClean();
          deps.health.answered('other');
          deps.turns.pause(call, answer.retryAfterMs);
          return stopped(later(call, 'rate_limited', answer.retryAfterMs));
        case 'unreachable':
          if (repeat === 'doubles') markClean();
          deps.health.failed();
          return stopped(later(call, 'unreachable', deps.health.waitMs(), answer.message));
        default:
          if (repeat === 'doubles' && answer.outcome === 'refused') markClean();
          deps.health.answered(answer.outcome === 'sent' ? 'sent' : 'other');
          return answer;
      }
    },
  };
  return errand;
}

/** A row may have waited for its turn so long that its time, or our lease on it, is over. */
function whyNotNow({ clock }: ErrandDeps, take: Take, errand: Errand): Verdict | null {
  const { expiresAtMs } = take.row;
  if (expiresAtMs !== undefined && errand.storeNowMs() >= expiresAtMs)
    return { then: 'bury', reason: 'expired' };
  const leftMs = take.leaseMs - (clock.monotonicMs() - take.monotonicMs);
  return leftMs < callMaxMs ? { then: 'leave' } : null;
}

function answerLost(deps: ErrandDeps, errand: Errand, call: Call, message: string): Later {
  const known = errand.memory();
  const lostAnswers = known.lostAnswers + 1;
  const sentCount = deps.health.sentCount();
  const sentAtFirstLoss = lostAnswers === 1 ? sentCount : known.sentAtFirstLoss;
  const isThisRow = lostAnswers >= lostAnswersMax && sentCount > sentAtFirstLoss;
  errand.remember({ lostAnswers, sentAtFirstLoss, textOnly: known.textOnly || isThisRow });
  const afterMs = Math.max(lookAfterMs, backoffMs(lostAnswers, deps.random()));
  return later(call, 'answer_lost', afterMs, message);
}

function later({ method }: Call, why: LaterReason, afterMs: number, message?: string): Later {
  return { then: 'later', afterMs, why, detail: message === undefined ? method : `${method}: ${message}` };
}

function stopped(verdict: Verdict): Stopped {
  return { outcome: 'stopped', verdict };
}
