/** Timers that fire when the test says so, work that ends when the test says so, and what was logged. */
import type { Log, Timers } from '../../src/schedule/loop.ts';

export type HandTimers = Timers & {
  /** Delays of what is waiting, in the order of asking. */
  readonly waiting: () => readonly number[];
  readonly fire: () => void;
};

export function handTimers(): HandTimers {
  const set = new Map<number, { readonly delayMs: number; readonly run: () => void }>();
  let serial = 0;
  return {
    after: (delayMs, run) => {
      const id = (serial += 1);
      set.set(id, { delayMs, run });
      return () => void set.delete(id);
    },
    waiting: () => [...set.values()].map(({ delayMs }) => delayMs),
    fire: () => {
      const due = [...set.values()];
      set.clear();
      due.forEach(({ run }) => run());
    },
  };
}

export function recorded(): Log & { readonly errors: string[] } {
  const errors: string[] = [];
  return {
    errors,
    info: () => undefined,
    warn: () => undefined,
    error: (_fields, text) => void errors.push(text),
  };
}

/** Lets everything that can go on go on: what waits for a promise of the test still waits. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => void setImmediate(resolve));
}
