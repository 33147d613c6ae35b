import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { hasRedisServer, type RedisServer, startRedisServer } from '../contract/redis-server.ts';
import { onRedis, onSqlite } from './stores.ts';
import { IN_A_LIST } from './tampering.ts';
import { verifySuite } from './verify-suite.ts';

verifySuite('SQLite', onSqlite);

describe.skipIf(!hasRedisServer)('with a redis-server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    // It is not how Redis keeps it that is tried here, so nobody waits for its disk.
    server = await startRedisServer(['--save', '3600 1']);
  });
  afterAll(() => server.stop());

  verifySuite('Redis', (nowMs) => onRedis(server.url, randomUUID(), nowMs), IN_A_LIST);
});
