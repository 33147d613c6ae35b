/**
 * Stored deadlines, and everything that is done in the background: a check to run, a statement to send, a request that
 * expires. A deadline stays until the document's next commit replaces it, so work that was cut short is taken up again.
 */
import type { DueItem, Emitted, Journal } from '../journal/journal.ts';
import { type Log, type Loop, startLoop, type Timers } from './loop.ts';

/** Named `kind/name`; what follows a `/` in a deadline's own name says which of several it is. It commits to the document, or the deadline comes again when the lease is over. */
export type DeadlineHandlers = { readonly [name: string]: (item: DueItem) => Promise<void> };

/** Stored deadlines are looked for this often; a commit of this process pokes at once. */
const POLL_EVERY_MS = 500;
const BATCH_MAX = 50;
/** A deadline whose work left no trace is handed out again after this. */
export const DEADLINE_LEASE_MS = 5_000;

export type DeadlineDeps = {
  readonly journal: Journal;
  readonly handlers: DeadlineHandlers;
  readonly deliver: (emitted: Emitted) => Promise<void>;
  readonly timers: Timers;
  readonly log: Log;
};

export function startDeadlines(deps: DeadlineDeps): Loop {
  const { journal, handlers, log } = deps;
  const underWay = new Map<string, Promise<void>>();

  /** Long work (a statement that runs for minutes) must not hold up other deadlines: rounds do not wait for it. */
  function begin(item: DueItem): boolean {
    const key = `${item.ref.kind}/${item.ref.id}/${item.name}`;
    if (underWay.has(key)) return false;
    const handler = handlers[`${item.ref.kind}/${item.name.split('/', 1)[0]}`];
    if (handler === undefined) {
      log.error({ item }, 'Nobody knows what to do at this deadline');
      return false;
    }
    const work = handler(item)
      .catch((error: unknown) => log.error({ err: error, item }, 'Work at a deadline failed; it comes again'))
      .finally(() => {
        underWay.delete(key);
        loop.poke();
      });
    underWay.set(key, work);
    return true;
  }

  async function round(): Promise<boolean> {
    const now = await journal.now();
    const items = await journal.due(now, BATCH_MAX, DEADLINE_LEASE_MS);
    const begun = items.map(begin);
    const delivered = await deliverEmitted(deps, now);
    return begun.includes(true) || delivered > 0;
  }

  const loop = startLoop({ name: 'deadlines', everyMs: POLL_EVERY_MS, round, timers: deps.timers, log });
  return {
    poke: loop.poke,
    idle: async () => {
      await loop.idle();
      while (underWay.size > 0) {
        await Promise.all(underWay.values());
        await loop.idle();
      }
    },
    stop: async () => {
      await loop.stop();
      await Promise.all(underWay.values());
    },
  };
}

/** Events that one document owes another. One that fails comes again after its lease and holds up no other. */
async function deliverEmitted({ journal, deliver, log }: DeadlineDeps, nowMs: number): Promise<number> {
  const rows = await journal.emitted.take(nowMs, BATCH_MAX, DEADLINE_LEASE_MS);
  const outcomes = await Promise.allSettled(
    rows.map((row) => deliver(row).then(() => journal.emitted.done(row.rowId))),
  );
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      log.error({ err: outcome.reason as unknown }, 'An event could not be delivered; it comes again');
  }
  return rows.length;
}
