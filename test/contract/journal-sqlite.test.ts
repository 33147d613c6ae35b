import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import { journalSuite } from './journal-suite.ts';

journalSuite('SQLite', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'journal-'));
  let journal = openSqliteJournal({ dataDir });
  return {
    journal,
    reopen: async () => {
      await journal.close();
      journal = openSqliteJournal({ dataDir });
      return journal;
    },
    dispose: async () => {
      await journal.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
});
