import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRedisJournal } from '../../src/adapters/redis-journal.ts';
import { verifyChain } from '../../src/journal/chain.ts';
import { commitOf, committed } from './journal-fixtures.ts';
import { journalSuite } from './journal-suite.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from './redis-server.ts';

const kept25hMs = 25 * 3_600_000;
const ref = { kind: 'incident', id: 'A' } as const;

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

  it('keeps everything of one bot in one hash slot, and keys for 25 hours or for good', async () => {
    const prefix = randomUUID();
    const journal = await openRedisJournal({ url: server.url, prefix });
    const redis = new Redis(server.url);
    const commit = commitOf('A', {
      outbox: ['a', 'b'].map((lane) => ({ lane, intent: {}, collapse: lane })),
      due: [{ name: 'd', atMs: 1 }],
      once: [{ key: 'short' }, { key: 'long', keep: 'for_good' }, { key: 'long' }],
      indexes: { open: 1 },
      emit: [{ to: ref, event: {}, once: 'e' }],
    });
    const before = new Set(await redis.keys('*'));
    committed(await journal.commit(commit));
    await journal.next('INC');
    await journal.due(1, 1, 1_000);
    await journal.emitted.take(1, 1, 1_000);
    await journal.lease('worker', 60_000);
    const [row] = await journal.outbox.take(1, 1, 1_000);
    await journal.outbox.bury(row?.rowId ?? '', 'why');
    const keys = (await redis.keys('*')).filter((key) => !before.has(key));
    expect(keys.length).toBeGreaterThan(12);
    expect(keys.filter((key) => !key.startsWith(`{${prefix}}:`))).toEqual([]);
    const short = await redis.pttl(`{${prefix}}:once:short`);
    expect(short).toBeGreaterThan(kept25hMs - 60_000);
    expect(short).toBeLessThanOrEqual(kept25hMs);
    expect(await redis.pttl(`{${prefix}}:once:long`)).toBe(-1);
    redis.disconnect();
    await journal.close();
  });

  it('numbers the documents of a store that was begun before commits were numbered, once', async () => {
    const prefix = `${randomUUID()}[*?]`;
    const first = await openRedisJournal({ url: server.url, prefix });
    const ids = Array.from({ length: 1_200 }, (_, n) => `old:${n}`);
    for (const result of await Promise.all(ids.map((id) => first.commit(commitOf(id))))) committed(result);
    await first.close();
    const redis = new Redis(server.url);
    await redis.del(...['changes', 'changes:last', 'changes:adopted'].map((key) => `{${prefix}}:${key}`));
    const journal = await openRedisJournal({ url: server.url, prefix });
    const found = await journal.changed(0, 2_000);
    expect(found.map(({ ref: { id } }) => id).toSorted()).toEqual(ids.toSorted());
    expect(found.every(({ version, head }) => version === 1 && head !== '')).toBe(true);
    committed(await journal.commit(commitOf('new')));
    const again = await openRedisJournal({ url: server.url, prefix });
    expect(await again.changed(0, 2_000)).toMatchObject([...found, { ref: { id: 'new' }, version: 1 }]);
    redis.disconnect();
    await Promise.all([journal.close(), again.close()]);
  });

  it('finds the messages of a store that was begun before they were kept by their places', async () => {
    const prefix = `${randomUUID()}[*?]`;
    const first = await openRedisJournal({ url: server.url, prefix });
    const post = { ref: { kind: 'incident', id: 'old:1' }, view: 'card', channel: 'C1', ts: '1.0' } as const;
    await first.outbox.done('000000000000999', { ...post, digest: 'd' });
    await first.close();
    const redis = new Redis(server.url);
    await redis.del(...['posted', 'posted:adopted'].map((key) => `{${prefix}}:${key}`));
    const journal = await openRedisJournal({ url: server.url, prefix });
    expect(await journal.postAt('C1', '1.0')).toEqual({ ref: post.ref, view: 'card' });
    redis.disconnect();
    await journal.close();
  });

  it('leaves nothing behind of messages and events that were dealt with', async () => {
    const prefix = randomUUID();
    const journal = await openRedisJournal({ url: server.url, prefix });
    const redis = new Redis(server.url);
    const work = {
      outbox: [{ lane: 'a', intent: {}, collapse: 'c' }],
      due: [{ name: 'd', atMs: 1 }],
      emit: [{ to: ref, event: {}, once: 'e' }],
      indexes: { open: 1 },
    };
    const first = committed(await journal.commit(commitOf('A', work)));
    const [row] = await journal.outbox.take(1, 1, 1);
    const [event] = await journal.emitted.take(1, 1, 1);
    await journal.outbox.done(row?.rowId ?? '');
    await journal.emitted.done(event?.rowId ?? '');
    committed(await journal.commit(commitOf('A', first)));
    const names = (await redis.keys(`{${prefix}}:*`)).map((key) => key.slice(prefix.length + 3)).sort();
    expect(names).toEqual([
      'changes',
      'changes:adopted',
      'changes:last',
      'doc:incident:A',
      'emit:last',
      'log:incident:A',
      'out:last',
      'posted:adopted',
    ]);
    redis.disconnect();
    await journal.close();
  });

  it('lets two processes share it without a number, a message or a version given twice', async () => {
    const options = { url: server.url, prefix: randomUUID() };
    const both = [await openRedisJournal(options), await openRedisJournal(options)] as const;
    const outbox = Array.from({ length: 40 }, (_, n) => ({ lane: `${n}`, intent: {} }));
    committed(await both[0].commit(commitOf('A', { outbox })));
    const turns = Array.from({ length: 20 }, (_, n) => both[n % 2] as (typeof both)[0]);
    const numbers = await Promise.all(turns.map((journal) => journal.next('INC')));
    const rows = (await Promise.all(turns.map((journal) => journal.outbox.take(1, 5, 1_000)))).flat();
    const commits = await Promise.all(turns.map((journal) => journal.commit(commitOf('B'))));
    const leases = await Promise.all(turns.map((journal) => journal.lease('worker', 60_000)));
    expect(new Set(numbers).size).toBe(20);
    expect(rows.length).toBe(40);
    expect(new Set(rows.map(({ rowId }) => rowId)).size).toBe(40);
    expect(commits.filter(({ outcome }) => outcome === 'committed')).toHaveLength(1);
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
    await Promise.all(both.map((journal) => journal.close()));
  });

  it('lets a lease run out by the clock of the server', async () => {
    const journal = await openRedisJournal({ url: server.url, prefix: randomUUID() });
    const first = await journal.lease('worker', 20);
    await vi.waitFor(async () => expect(await journal.lease('worker', 60_000)).not.toBeNull(), 10_000);
    expect(await first?.renew()).toBe(false);
    await journal.close();
  });

  it('goes on when the server has forgotten its scripts', async () => {
    const journal = await openRedisJournal({ url: server.url, prefix: randomUUID() });
    const redis = new Redis(server.url);
    const first = committed(await journal.commit(commitOf('A')));
    await redis.script('FLUSH');
    committed(await journal.commit(commitOf('A', first)));
    expect(await journal.history(ref)).toHaveLength(2);
    redis.disconnect();
    await journal.close();
  });

  it('says that a commit is not durable when too few replicas have it, though it stays written', async () => {
    const options = { url: server.url, prefix: randomUUID(), answerTimeoutMs: 2_000, replicasMin: 1 };
    const journal = await openRedisJournal(options);
    const claim = commitOf('A', { replicasMin: 0, once: [{ key: 'claim' }] });
    expect(await journal.commit(claim)).toEqual({ outcome: 'not_durable', replicas: 0 });
    expect(await journal.load(ref)).toMatchObject({ version: 1 });
    expect(await journal.commit(claim)).toEqual({ outcome: 'duplicate', ref, version: 1 });
    expect((await journal.commit(commitOf('B'))).outcome).toBe('committed');
    await journal.close();
  });

  it('counts the time of each claim from its own turn, so that a slow one does not make the next unknown', async () => {
    const journal = await openRedisJournal({ url: server.url, prefix: randomUUID(), answerTimeoutMs: 2_000 });
    const claims = ['A', 'B', 'C'].map((id) => journal.commit(commitOf(id, { replicasMin: 1 })));
    const outcomes = (await Promise.all(claims)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => 'not_durable'));
    await journal.close();
  });
});

describe.skipIf(!hasRedisServer)('a redis-server of its own', () => {
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];

  async function withServer(
    options: readonly string[],
    test: (server: RedisServer) => Promise<void>,
  ): Promise<void> {
    const server = await startRedisServer(options);
    try {
      await test(server);
    } finally {
      await server.stop();
    }
  }

  const unfit: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['may evict records', [...durable, '--maxmemory-policy', 'allkeys-lru'], /allkeys-lru.*noeviction/],
    ['keeps nothing on disk', ['--appendonly', 'no', '--save', ''], /appendonly yes/],
    [
      'does not show whether it saves',
      ['--save', '60 1', '--rename-command', 'CONFIG', ''],
      /appendonly yes/,
    ],
    ['is a replica', [...durable, '--replicaof', '127.0.0.1 1'], /replica.*master/],
    ['is part of a cluster', [...durable, '--cluster-enabled', 'yes'], /cluster/],
  ];
  for (const [what, options, remedy] of unfit) {
    it(`is refused with the remedy when it ${what}`, async () => {
      await withServer(options, async ({ url }) => {
        await expect(openRedisJournal({ url })).rejects.toMatchObject({
          code: 'invalid',
          message: expect.stringMatching(remedy),
        });
      });
    });
  }

  it('is taken when it saves snapshots only', async () => {
    await withServer(['--appendonly', 'no', '--save', '60 1'], async ({ url }) => {
      const journal = await openRedisJournal({ url });
      expect(await journal.load(ref)).toBeNull();
      await journal.close();
    });
  });

  it('is unavailable when nothing listens', async () => {
    const server = await startRedisServer();
    await server.stop();
    await expect(openRedisJournal({ url: server.url, answerTimeoutMs: 300 })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('never gets a commit twice: one whose answer was lost is not sent again after a restart', async () => {
    await withServer(durable, async (server) => {
      const warnings: string[] = [];
      const note = (_: object, message: string): void => void warnings.push(message);
      const journal = await openRedisJournal({ url: server.url, log: { info: note, warn: note } });
      const first = committed(await journal.commit(commitOf('A')));
      server.freeze();
      const lost = [
        journal.commit(commitOf('A', { ...first, once: [{ key: 'lost' }] })),
        journal.commit(commitOf('B', { once: [{ key: 'lost too' }], replicasMin: 0 })),
      ];
      const read = journal.load(ref);
      const outcomes = Promise.allSettled([...lost, read]);
      await server.kill();
      expect(await outcomes).toMatchObject([
        { reason: { code: 'outcome_unknown' } },
        { reason: { code: 'outcome_unknown' } },
        { reason: { code: 'unavailable' } },
      ]);
      await server.restart();
      await vi.waitFor(() => journal.now(), 10_000);
      expect(await journal.usedBy('lost')).toBeNull();
      expect(await journal.usedBy('lost too')).toBeNull();
      expect(await journal.load(ref)).toMatchObject(first);
      committed(await journal.commit(commitOf('A', first)));
      expect(warnings).toEqual(['redis cannot be reached', 'redis is back']);
      await journal.close();
    });
  });

  it('leaves the outcome open when it does not answer in time, and it can be looked up later', async () => {
    await withServer(durable, async (server) => {
      const journal = await openRedisJournal({ url: server.url, answerTimeoutMs: 1_500 });
      server.freeze();
      const commit = journal.commit(commitOf('A', { once: [{ key: 'slow' }] }));
      await expect(commit).rejects.toMatchObject({ code: 'outcome_unknown' });
      await expect(journal.load(ref)).rejects.toMatchObject({ code: 'unavailable' });
      server.thaw();
      await vi.waitFor(async () => expect(await journal.usedBy('slow')).toEqual({ ref, version: 1 }), 10_000);
      await journal.close();
    });
  });

  it('has every commit that was answered when it was killed under load, and none by half', async () => {
    await withServer(durable, async (server) => {
      const journal = await openRedisJournal({ url: server.url });
      const answered: string[] = [];
      const writer = async (name: number): Promise<void> => {
        for (let n = 0; ; n += 1) {
          const id = `${name}/${n}`;
          const row = { lane: id, intent: {} };
          committed(await journal.commit(commitOf(id, { outbox: [row], indexes: { open: 1 } })));
          answered.push(id);
          if (answered.length === 200) void server.kill();
        }
      };
      const ends = await Promise.allSettled(Array.from({ length: 8 }, (_, name) => writer(name)));
      for (const end of ends)
        expect(end).toMatchObject({ reason: { code: expect.stringMatching(/unavailable|outcome_unknown/) } });
      await server.restart();
      await vi.waitFor(() => journal.now(), 10_000);
      const found = new Set((await journal.find('incident', 'open', { limit: 1_000 })).ids);
      expect(answered.filter((id) => !found.has(id))).toEqual([]);
      const rows = await journal.outbox.take(1, 1_000, 1);
      expect(new Set(rows.map(({ lane }) => lane))).toEqual(found);
      for (const id of found) expect(verifyChain(await journal.history({ kind: 'incident', id }))).toBeNull();
      await journal.close();
    });
  });

  it('answers as committed once a replica has it', async () => {
    await withServer([...durable, '--repl-diskless-sync-delay', '0'], async (server) => {
      const replicaOf = ['--replicaof', `127.0.0.1 ${server.port}`];
      const replica = await startRedisServer([...durable, ...replicaOf], 'Finished with success');
      try {
        const journal = await openRedisJournal({ url: server.url, replicasMin: 1 });
        const redis = new Redis(replica.url);
        // A replica that has all the data counts only from its first acknowledgement on, which may be a second later.
        const primary = new Redis(server.url);
        await primary.set('for-the-replica', '1');
        await vi.waitUntil(async () => (await primary.wait(1, 500)) === 1, 10_000);
        primary.disconnect();
        const claims = ['A', 'B', 'C'].map((id) => journal.commit(commitOf(id, { replicasMin: 1 })));
        for (const result of await Promise.all(claims)) expect(result.outcome).toBe('committed');
        expect(await redis.hget('{four-eyes-bot}:doc:incident:A', 'version')).toBe('1');
        redis.disconnect();
        expect(await journal.commit(commitOf('D', { replicasMin: 2 }))).toEqual({
          outcome: 'not_durable',
          replicas: 1,
        });
        await journal.close();
      } finally {
        await replica.stop();
      }
    });
  });
});
