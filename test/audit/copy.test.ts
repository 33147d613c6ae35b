import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { openRedisJournal } from '../../src/adapters/redis-journal.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../contract/redis-server.ts';
import { sqliteStore } from '../support/stores.ts';
import { type CopyStore, copySuite } from './copy-suite.ts';

const START_MS = Date.UTC(2026, 0, 5, 3, 20, 0);

copySuite('SQLite', 100, async (): Promise<CopyStore> => {
  let nowMs = START_MS;
  const store = sqliteStore(() => nowMs);
  const journal = await store.open();
  const advance = (ms: number) => void (nowMs += ms);
  return {
    journal,
    advance,
    passTime: async () => advance(10 * 60_000),
    dispose: async () => {
      await journal.close();
      await store.remove();
    },
  };
});

describe.skipIf(!hasRedisServer)('with a redis-server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    // It is not how Redis keeps it that is tried here, so nobody waits for its disk.
    server = await startRedisServer(['--save', '3600 1']);
  });
  afterAll(() => server.stop());

  copySuite('Redis', 15, async (): Promise<CopyStore> => {
    const prefix = randomUUID();
    const journal = await openRedisJournal({ url: server.url, prefix });
    let nowMs = START_MS;
    return {
      journal: { ...journal, now: async () => nowMs },
      advance: (ms) => void (nowMs += ms),
      // Its own clock stands still for no test: the lease is taken away as it would run out.
      passTime: async () => {
        const redis = new Redis(server.url);
        await redis.del(...(await redis.keys(`{${prefix}}:lease:*`)));
        redis.disconnect();
      },
      dispose: () => journal.close(),
    };
  });
});
