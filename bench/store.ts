/** How many commits a second the embedded store takes, each of them on the disk before it is answered. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteJournal } from '../src/adapters/sqlite-journal.ts';
import type { Journal } from '../src/journal/journal.ts';

const COMMITS = 2_000;

/** `atOnce` writers, each with its own document: 1 waits for the disk every time, more share a trip. */
export async function commitsPerSecond(atOnce: number): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'four-eyes-bench-'));
  const journal = openSqliteJournal({ dataDir });
  const each = Math.floor(COMMITS / atOnce);
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, (_none, index) => write(journal, `INC-${index + 1}`, each)),
  );
  const tookMs = performance.now() - startedMs;
  await journal.close();
  rmSync(dataDir, { recursive: true, force: true });
  return (each * atOnce * 1_000) / tookMs;
}

async function write(journal: Journal, id: string, times: number): Promise<void> {
  let head = '';
  for (let version = 0; version < times; version += 1) {
    const result = await journal.commit({
      ref: { kind: 'incident', id },
      version,
      head,
      atMs: version,
      state: { status: 'open', title: 'Transactions table is stale', version },
      event: { type: 'noted', version },
      once: [{ key: `${id}/${version}` }],
    });
    if (result.outcome !== 'committed') throw new Error(`A commit came to ${result.outcome}.`);
    head = result.head;
  }
}
