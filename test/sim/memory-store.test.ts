/** The simulator's store is known to be right by what every store must do. */
import { AppError } from '../../src/errors.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { journalSuite } from '../contract/journal-suite.ts';
import { journalOver } from './journal-port.ts';
import { memoryStore } from './memory-store.ts';

journalSuite('the simulated store', async () => {
  const now = (): number => Date.now();
  const store = memoryStore(now);
  return { journal: open(), reopen: () => Promise.resolve(open()), dispose: () => Promise.resolve() };

  function open(): Journal {
    let isClosed = false;
    const answer = async <Answer>(effect: () => Answer): Promise<Answer> => {
      if (isClosed) throw new AppError('unavailable', 'It is closed.');
      return effect();
    };
    const journal = journalOver(
      store,
      now,
      (_what, _isRead, effect) => answer(effect),
      (_commit, effect) => answer(effect),
    );
    return {
      ...journal,
      close: async () => {
        isClosed = true;
      },
    };
  }
});
