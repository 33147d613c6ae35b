/**
 * The worker that pays the messages owed. It takes the heads of the lanes from the journal, sends each, and writes down
 * what became of it. All that must survive is in the journal; what is kept in memory (pace, health, what is known of a
 * row) may be lost at any time and only makes the next take more careful.
 */
import { AppError } from '../errors.ts';
import type { Journal, TakenRow } from '../journal/journal.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { deliverRow } from './deliver-row.ts';
import { openSeen } from './digest.ts';
import { blankMemory, callMaxMs, type Errand, type Memory, openErrand } from './errand.ts';
import { type Health, openHealth } from './health.ts';
import { intentFromJson } from './intent-schema.ts';
import type { Messenger } from './messenger.ts';
import type { RowDeps } from './row-deps.ts';
import { type Log, type OutboxMetrics, settle } from './settle.ts';
import { openTurns, type Turns } from './turns.ts';
import type { Verdict } from './verdict.ts';
import { openWheel } from './wheel.ts';

/** Lanes being worked on at once, those that wait a moment for their turn included. */
export const lanesMax = 64;

/** How long a taken row is hidden from other takers: a read-back, a post and a plainer post, each at its slowest. */
export const leaseMs = 4 * callMaxMs;

/** Rows of other processes, and rows put off before a restart, are found by looking. */
export const pollMs = 1_000;

/** How long `stop` waits for what is on its way. */
export const stopMaxMs = 6_000;

export type OutboxDeps = {
  readonly journal: Pick<Journal, 'now' | 'posts' | 'outbox'>;
  readonly messenger: Messenger;
  readonly render: RowDeps['render'];
  readonly clock: Clock;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics?: OutboxMetrics;
};

export type OutboxWorker = {
  /** Something was committed: look at once. */
  readonly poke: () => void;
  /** Resolves when nothing is on its way and nothing may leave now; what has to wait longer stays in the journal. */
  readonly idle: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export function startOutbox(deps: OutboxDeps): OutboxWorker {
  const turns = openTurns(deps.clock);
  const health = openHealth(deps.clock, deps.random);
  const work = rowWorker(deps, turns, health);
  const lanes = openLanes();
  let takeFailures = 0;

  /** True when there may be more to take at once. */
  async function takeSome(): Promise<boolean> {
    const room = (health.isDown() ? 1 : lanesMax) - lanes.count();
    if (room <= 0 || health.waitMs() > 0) return false;
    const storeNowMs = await deps.journal.now();
    const monotonicMs = deps.clock.monotonicMs();
    const rows = await deps.journal.outbox.take(storeNowMs, room, leaseMs);
    for (const row of rows) {
      // A lease that lapsed under a slow call: the row is still ours, and comes again.
      if (lanes.isAt(row)) continue;
      lanes.begin(row, async () => {
        const againInMs = await work(row, { storeNowMs, monotonicMs });
        return () => {
          // At once for the lane's next row and for the room that was freed, and then for this row.
          wheel.turnIn(0);
          if (againInMs > 0) wheel.turnIn(againInMs);
        };
      });
    }
    return rows.length === room;
  }

  const wheel = openWheel(deps.clock, async () => {
    try {
      const more = await takeSome();
      takeFailures = 0;
      return more ? 0 : Math.min(pollMs, health.waitMs() || pollMs);
    } catch (error) {
      takeFailures += 1;
      deps.log.error({ err: error }, 'The messages owed cannot be read from the journal');
      return backoffMs(takeFailures, deps.random());
    }
  });

  return {
    poke: () => wheel.turnIn(0),
    idle: async () => {
      wheel.turnIn(0);
      do {
        await wheel.still();
        await lanes.over();
      } while (lanes.count() > 0 || wheel.isTurning());
    },
    stop: async () => {
      turns.stop();
      await wheel.stop();
      await within(deps.clock, stopMaxMs, lanes.over());
    },
  };
}

/** The lanes under way, each with the youngest of its rows that are in our hands. */
function openLanes() {
  const busy = new Map<string, { readonly rowId: string; readonly over: Promise<void> }>();
  return {
    count: () => busy.size,
    isAt: ({ lane, rowId }: TakenRow) => busy.get(lane)?.rowId === rowId,
    /**
     * `work` answers what to do once the lane is free. The row before this one may be written off and its turn not quite
     * over: this one is leased to us by then, and passed over it would hold up its lane until the lease is over.
     */
    begin: ({ lane, rowId }: TakenRow, work: () => Promise<() => void>) => {
      const over = (busy.get(lane)?.over ?? Promise.resolve()).then(work).then((then) => {
        if (busy.get(lane)?.rowId === rowId) busy.delete(lane);
        then();
      });
      busy.set(lane, { rowId, over });
    },
    over: () => Promise.all([...busy.values()].map(({ over }) => over)),
  };
}

type TakenAt = { readonly storeNowMs: number; readonly monotonicMs: number };

/** Works on one row, never throws, and answers in how many milliseconds there is something to do again. */
function rowWorker(deps: OutboxDeps, turns: Turns, health: Health) {
  const seen = openSeen();
  const memories = new Map<string, Memory>();
  const { journal, messenger, render, clock, random, log, metrics } = deps;

  return async (row: TakenRow, at: TakenAt): Promise<number> => {
    const errand = openErrand(
      { clock, random, turns, health },
      { row, ...at, leaseMs },
      memories.get(row.rowId) ?? blankMemory,
      (memory) => memories.set(row.rowId, memory),
    );
    const verdict = await judge({ journal, messenger, render, seen }, errand, log, random);
    if (verdict.then === 'done' || verdict.then === 'bury') {
      memories.delete(row.rowId);
      turns.giveUp(row.rowId);
    }
    try {
      await settle({ outbox: journal.outbox, log, metrics }, row, verdict, errand.storeNowMs());
    } catch (error) {
      log.error(
        { err: error, rowId: row.rowId, ...verdict },
        'What became of a message cannot be written down',
      );
    }
    return verdict.then === 'later' ? verdict.afterMs : 0;
  };
}

async function judge(deps: RowDeps, errand: Errand, log: Log, random: () => number): Promise<Verdict> {
  const intent = intentFromJson(errand.row.intent);
  if (intent === null) return { then: 'bury', reason: 'unreadable_intent' };
  try {
    return await deliverRow(deps, errand, intent);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') {
      const afterMs = backoffMs(errand.row.attempts, random());
      return { then: 'later', afterMs, why: 'state_unavailable', detail: error.message };
    }
    // A picture is a function of the state: drawn again, it would fail again.
    log.error({ err: error, rowId: errand.row.rowId }, 'A message to Slack cannot be drawn');
    return { then: 'bury', reason: 'cannot_be_drawn' };
  }
}

async function within(clock: Clock, limitMs: number, work: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const limit = new Promise<void>((resolve) => {
    cancel = clock.after(limitMs, resolve);
  });
  await Promise.race([work, limit]);
  cancel();
}
