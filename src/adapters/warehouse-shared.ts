import type { Background } from './warehouse-background.ts';
import type { Connection, Session } from './warehouse-connection.ts';

export type Use = {
  readonly session: Session;
  /** Opened for this use, so that it cannot have gone stale since. */
  readonly isFresh: boolean;
  readonly done: (isDead: boolean) => void;
};

export type Shared = {
  /** Opens the connection where there is none; side by side, all wait for the same one. */
  readonly use: () => Promise<Use>;
  /** Also for those who still use it. */
  readonly close: () => void;
};

type Entry = { readonly opening: Promise<Connection>; users: number; isRetired: boolean };

/** One connection for many uses. A dead one is handed out no more, and is closed when its last user is done. */
export function createShared(open: () => Promise<Connection>, background: Background): Shared {
  let current: Entry | null = null;
  const giveBack = (entry: Entry) => {
    background.run('Closing a session', async () => (await entry.opening).close());
  };
  const retire = (entry: Entry) => {
    if (current === entry) current = null;
    entry.isRetired = true;
    if (entry.users === 0) giveBack(entry);
  };
  return {
    use: async () => {
      const isFresh = current === null;
      const entry: Entry = (current ??= { opening: open(), users: 0, isRetired: false });
      entry.users += 1;
      try {
        const { session } = await entry.opening;
        const done = (isDead: boolean) => {
          entry.users -= 1;
          if (isDead || entry.isRetired) retire(entry);
        };
        return { session, isFresh, done };
      } catch (error) {
        if (current === entry) current = null;
        throw error;
      }
    },
    close: () => {
      if (current !== null) giveBack(current);
      current = null;
    },
  };
}
