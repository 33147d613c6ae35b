/**
 * Run as a process of its own, to be killed: commits in groups for as long as it lives, and writes the id of every
 * commit that was answered to its standard output.
 */
import { writeSync } from 'node:fs';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import { commitOf } from './journal-fixtures.ts';

const standardOutput = 1;
const groupSize = 8;

const journal = openSqliteJournal({ dataDir: process.argv[2] ?? '' });
writeSync(standardOutput, 'open\n');
for (let n = 0; ; n += groupSize) {
  await Promise.all(
    Array.from({ length: groupSize }, async (_, offset) => {
      const id = `D${n + offset}`;
      await journal.commit(
        commitOf(id, {
          outbox: [{ lane: id, intent: { id } }],
          due: [{ name: 'nudge', atMs: 1 }],
          once: [{ key: id }],
          indexes: { open: 1 },
          emit: [{ to: { kind: 'approval', id }, event: {}, once: id }],
        }),
      );
      writeSync(standardOutput, `${id}\n`);
    }),
  );
}
