/** Reading the workspace again, whenever anything changed. */
import type { Client } from './client.ts';
import type { Store } from './store.ts';

/** One request at a time, and one more when something changed meanwhile; an answer for another person is dropped. */
export function createRefresh(store: Store, client: Client): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const read = async () => {
    const { as } = store.get().route;
    try {
      const snapshot = await client.readState(as);
      if (store.get().route.as === as) store.set({ snapshot, problem: null });
    } catch (error) {
      store.set({ problem: error instanceof Error ? error.message : String(error) });
    }
  };
  const start = (): Promise<void> => {
    running = read().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (running === null) return start();
    next ??= running.then(() => {
      next = null;
      return start();
    });
    return next;
  };
}
