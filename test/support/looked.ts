/** When the bot has looked for what is due, which it does by itself every half second: what a test that moves the clock waits for. */
import type { Journal } from '../../src/journal/journal.ts';

export type Watched = {
  readonly journal: Journal;
  /** Until it has looked once more from now on; what it found is begun by then. */
  readonly looked: () => Promise<void>;
};

export function watchedForLooks(journal: Journal): Watched {
  let begun = 0;
  let waiting: { readonly after: number; readonly resolve: () => void }[] = [];
  const ended = (look: number): void => {
    for (const each of waiting) if (look > each.after) each.resolve();
    waiting = waiting.filter(({ after }) => look <= after);
  };
  return {
    journal: {
      ...journal,
      due: async (...asked) => {
        begun += 1;
        const look = begun;
        return journal.due(...asked).finally(() => ended(look));
      },
    },
    looked: () => new Promise((resolve) => void waiting.push({ after: begun, resolve })),
  };
}
