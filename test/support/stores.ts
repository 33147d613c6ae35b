/** Where a test's bot keeps its state: each store its own, opened again after a restart, gone at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRedisJournal } from '../../src/adapters/redis-journal.ts';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { startRedisServer } from '../contract/redis-server.ts';

export type Store = 'sqlite' | 'redis';

export type TestStore = {
  /** As DATA_DIR or REDIS_URL name it. */
  readonly place: string;
  readonly open: () => Promise<Journal>;
  readonly remove: () => Promise<void>;
};

export function sqliteStore(nowMs: () => number): TestStore {
  const dataDir = mkdtempSync(join(tmpdir(), 'four-eyes-test-'));
  return {
    place: dataDir,
    open: async () => openSqliteJournal({ dataDir, now: nowMs }),
    remove: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

/** It has its own clock, which no test moves. */
export async function redisStore(): Promise<TestStore> {
  const redis = await startRedisServer();
  return { place: redis.url, open: () => openRedisJournal({ url: redis.url }), remove: redis.stop };
}
