/** Time that only the test moves, for the store, for the bot and for Slack alike. What waits for it belongs to a process. */
import type { Clock } from '../../../src/outbox/clock.ts';

export type Owner = { readonly isAlive: () => boolean };

export type DrivenClock = {
  readonly nowMs: () => number;
  readonly of: (owner: Owner) => Clock & { readonly wallClockMs: () => number };
  /** It is so late, and nobody has noticed yet. */
  readonly leapTo: (atMs: number) => void;
  /** To there at once: what was due on the way comes late, as it does in a machine that slept. */
  readonly moveTo: (atMs: number) => void;
  /** When the next timer of a living process comes. */
  readonly nextAtMs: () => number;
};

type Timer = { readonly owner: Owner; readonly atMs: number; readonly run: () => void };

export function drivenClock(startMs: number): DrivenClock {
  let nowMs = startMs;
  let timers: Timer[] = [];
  const nextOf = () => timers.reduce<Timer | null>((a, b) => (a === null || b.atMs < a.atMs ? b : a), null);
  const leapTo = (atMs: number): void => {
    if (atMs < nowMs) throw new Error('Time does not go back.');
    nowMs = atMs;
  };
  return {
    nowMs: () => nowMs,
    of: (owner) => ({
      monotonicMs: () => nowMs - startMs + 1_000,
      wallClockMs: () => nowMs,
      after: (delayMs, run) => {
        const timer = { owner, atMs: nowMs + Math.max(0, delayMs), run };
        timers.push(timer);
        return () => void (timers = timers.filter((each) => each !== timer));
      },
    }),
    leapTo,
    moveTo: (atMs) => {
      leapTo(atMs);
      timers = timers.filter(({ owner }) => owner.isAlive());
      for (let next = nextOf(); next !== null && next.atMs <= nowMs; next = nextOf()) {
        const due = next;
        timers = timers.filter((each) => each !== due);
        due.run();
      }
    },
    nextAtMs: () => {
      timers = timers.filter(({ owner }) => owner.isAlive());
      return nextOf()?.atMs ?? Number.POSITIVE_INFINITY;
    },
  };
}
