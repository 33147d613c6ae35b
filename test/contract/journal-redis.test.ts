import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { openRedisJournal } from '../../src/adapters/redis-journal.ts';
import { journalSuite } from './journal-suite.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from './redis-server.ts';

describe.skipIf(!hasRedisServer)('with a redis-server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  journalSuite('Redis', async () => {
    const options = { url: server.url, prefix: randomUUID() };
    let journal = await openRedisJournal(options);
    return {
      journal,
      reopen: async () => {
        await journal.close();
        journal = await openRedisJournal(options);
        return journal;
      },
      dispose: () => journal.close(),
    };
  });
});
