/** A loop that looks for work when it is poked and every so often, never twice at once, and stops when it is told. */

/** Given from outside, so that no domain reads a clock: `after` answers a function that takes it back. */
export type Timers = { readonly after: (delayMs: number, run: () => void) => () => void };

export type Log = {
  readonly info: (fields: object, text: string) => void;
  readonly warn: (fields: object, text: string) => void;
  readonly error: (fields: object, text: string) => void;
};

export type Loop = {
  /** There may be work now. */
  readonly poke: () => void;
  /** Resolves when a round has found nothing to do and nothing is under way. */
  readonly idle: () => Promise<void>;
  /** No new round; resolves when the one under way is over. */
  readonly stop: () => Promise<void>;
};

/** `round` answers whether it did something: then the next follows at once. */
export function startLoop(options: {
  readonly name: string;
  readonly everyMs: number;
  readonly round: () => Promise<boolean>;
  readonly timers: Timers;
  readonly log: Log;
}): Loop {
  const { name, everyMs, round, timers, log } = options;
  let stopped = false;
  let poked = false;
  let running: Promise<void> | null = null;
  let cancel: () => void = () => undefined;

  async function rounds(): Promise<void> {
    let again = true;
    while (again && !stopped) {
      poked = false;
      again = await round().catch((error: unknown) => {
        log.error({ err: error, loop: name }, 'A round failed; the next one tries again');
        return false;
      });
      again ||= poked;
    }
  }

  function run(): void {
    if (stopped) return;
    poked = true;
    if (running !== null) return;
    cancel();
    running = rounds().finally(() => {
      running = null;
      if (!stopped) cancel = timers.after(everyMs, run);
    });
  }

  run();
  return {
    poke: run,
    idle: async () => {
      while (running !== null) await running;
    },
    stop: async () => {
      stopped = true;
      cancel();
      await (running ?? Promise.resolve());
    },
  };
}
