import type { Clock } from './clock.ts';

/** Runs one piece of work over and over, one turn at a time, at every time that was asked for. */
export type Wheel = {
  /** Turn in so many milliseconds; 0 is now, or right after the turn under way. */
  readonly turnIn: (delayMs: number) => void;
  readonly isTurning: () => boolean;
  /** Resolves when it stands still, waiting for its time. */
  readonly still: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** `turn` answers when it wants to be run next and does not throw. It is first run at once. */
export function openWheel(clock: Clock, turn: () => Promise<number>): Wheel {
  let turning: Promise<void> | null = null;
  let cancel = () => {};
  let stopped = false;
  /** Every time asked for and not yet come: one row's early wish must not lose another's later one. */
  const wantedAtMs = new Set<number>([clock.monotonicMs()]);

  function nextAtMs(): number {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const atMs of wantedAtMs) earliestMs = Math.min(earliestMs, atMs);
    return earliestMs;
  }

  function want(delayMs: number): void {
    wantedAtMs.add(Math.ceil(clock.monotonicMs() + delayMs));
  }

  async function run(): Promise<void> {
    while (!stopped && nextAtMs() <= clock.monotonicMs()) {
      const nowMs = clock.monotonicMs();
      for (const atMs of wantedAtMs) if (atMs <= nowMs) wantedAtMs.delete(atMs);
      want(await turn());
    }
    turning = null;
    arm();
  }

  function arm(): void {
    cancel();
    if (stopped || turning !== null) return;
    const delayMs = nextAtMs() - clock.monotonicMs();
    if (delayMs <= 0) turning = run();
    else cancel = clock.after(delayMs, arm);
  }

  turning = run();
  return {
    turnIn: (delayMs) => {
      want(delayMs);
      arm();
    },
    isTurning: () => turning !== null,
    still: async () => {
      while (turning !== null) await turning;
    },
    stop: async () => {
      stopped = true;
      cancel();
      await turning;
    },
  };
}
