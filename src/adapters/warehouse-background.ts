import type { Log } from './warehouse-connection.ts';

/** Work whose end nobody waits for but close(): giving back operations and sessions. Its errors are logged only. */
export type Background = {
  readonly run: (what: string, work: () => Promise<unknown>) => void;
  readonly settled: (maxMs: number) => Promise<void>;
};

export function createBackground(log: Log): Background {
  const running = new Set<Promise<void>>();
  return {
    run: (what, work) => {
      const done = work()
        .then(
          () => undefined,
          (error: unknown) => log.debug({ err: error }, `${what} failed`),
        )
        .finally(() => running.delete(done));
      running.add(done);
    },
    settled: async (maxMs) => {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, maxMs);
      await Promise.race([late, Promise.all(running)]);
      clearTimeout(timer);
    },
  };
}
