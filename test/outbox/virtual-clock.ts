/** A clock that moves only when it is told to, and stands for the store's clock too. */
import type { Clock } from '../../src/outbox/clock.ts';

export type VirtualClock = Clock & {
  readonly wallMs: () => number;
  /** Moves to the next timer and runs all that are due then; false when there is none. */
  readonly toNextTimer: () => boolean;
  readonly move: (ms: number) => void;
};

const wallAtStartMs = Date.UTC(2026, 0, 5, 3, 0, 0);

export function virtualClock(): VirtualClock {
  let nowMs = 1_000;
  let serial = 0;
  const timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();

  function moveTo(atMs: number): void {
    for (;;) {
      const [first] = [...timers].sort(([a, x], [b, y]) => x.atMs - y.atMs || a - b);
      if (first === undefined || first[1].atMs > atMs) break;
      timers.delete(first[0]);
      nowMs = Math.max(nowMs, first[1].atMs);
      first[1].run();
    }
    nowMs = Math.max(nowMs, atMs);
  }

  return {
    monotonicMs: () => nowMs,
    wallMs: () => wallAtStartMs + nowMs,
    after: (delayMs, run) => {
      serial += 1;
      const id = serial;
      timers.set(id, { atMs: nowMs + Math.max(0, delayMs), run });
      return () => void timers.delete(id);
    },
    toNextTimer: () => {
      const next = Math.min(...[...timers.values()].map((timer) => timer.atMs));
      if (!Number.isFinite(next)) return false;
      moveTo(next);
      return true;
    },
    move: (ms) => moveTo(nowMs + ms),
  };
}
