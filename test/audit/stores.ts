/** The two stores as whoever breaks in has them: open for reading and writing, entry by entry, without any rule. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { openRedisStore } from '../../scripts/audit/redis-store.ts';
import { openSqliteStore } from '../../scripts/audit/sqlite-store.ts';
import type { Store } from '../../scripts/audit/store.ts';
import { openRedisJournal } from '../../src/adapters/redis-journal.ts';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import type { Journal } from '../../src/journal/journal.ts';

export type Place = { readonly kind: string; readonly id: string };
export type Entry = {
  seq: number;
  atMs: number;
  event: string;
  stateHash: string;
  previous: string;
  hash: string;
};
export type Record = { version: number; head: string; state: string };

export type Burgled = {
  readonly entries: (place: Place) => Promise<Entry[]>;
  /** All of them anew, in this order. */
  readonly setEntries: (place: Place, entries: readonly Entry[]) => Promise<void>;
  readonly record: (place: Place) => Promise<Record>;
  readonly setRecord: (place: Place, record: Record | null) => Promise<void>;
  readonly plantKey: (key: string, place: Place, version: number) => Promise<void>;
  readonly dropKeys: () => Promise<void>;
  /** The same entry in other bytes, where the store keeps it as a text. */
  readonly respell?: (place: Place, at: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** One store, opened by each of the three. */
export type Opened = {
  readonly journal: Journal;
  readonly burgled: Burgled;
  readonly auditor: () => Promise<Store>;
  readonly dispose: () => Promise<void>;
};

export type OpenStore = (nowMs: () => number) => Promise<Opened>;

export async function onSqlite(nowMs: () => number): Promise<Opened> {
  const dataDir = mkdtempSync(join(tmpdir(), 'audit-'));
  const journal = openSqliteJournal({ dataDir, now: nowMs });
  const burgled = burgledSqlite(new DatabaseSync(join(dataDir, 'journal.db')));
  return {
    journal,
    burgled,
    auditor: async () => openSqliteStore(dataDir),
    dispose: async () => {
      await burgled.close();
      await journal.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function burgledSqlite(db: DatabaseSync): Burgled {
  // Thieves need not wait for the disk.
  db.exec('PRAGMA synchronous = OFF');
  const add = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  return {
    entries: async ({ kind, id }) =>
      db
        .prepare('SELECT * FROM entries WHERE kind = ? AND id = ? ORDER BY seq')
        .all(kind, id)
        .map((row) => ({
          seq: Number(row['seq']),
          atMs: Number(row['at_ms']),
          event: String(row['event']),
          stateHash: String(row['state_hash']),
          previous: String(row['previous']),
          hash: String(row['hash']),
        })),
    setEntries: async ({ kind, id }, entries) => {
      db.prepare('DELETE FROM entries WHERE kind = ? AND id = ?').run(kind, id);
      for (const { seq, atMs, event, stateHash, previous, hash } of entries)
        add.run(kind, id, seq, atMs, event, stateHash, previous, hash);
    },
    record: async ({ kind, id }) =>
      db
        .prepare('SELECT version, head, state FROM documents WHERE kind = ? AND id = ?')
        .get(kind, id) as Record,
    setRecord: async ({ kind, id }, record) => {
      db.prepare('DELETE FROM documents WHERE kind = ? AND id = ?').run(kind, id);
      if (record === null) return;
      db.prepare('INSERT INTO documents VALUES (?, ?, ?, ?, ?)').run(
        kind,
        id,
        record.version,
        record.head,
        record.state,
      );
    },
    plantKey: async (key, { kind, id }, version) =>
      void db.prepare('INSERT INTO once_keys VALUES (?, ?, ?, ?, NULL)').run(key, kind, id, version),
    dropKeys: async () => db.exec('DELETE FROM once_keys'),
    close: async () => db.close(),
  };
}

/** Redis has a clock of its own that nobody can move: the bot is told another time. */
export async function onRedis(url: string, prefix: string, nowMs: () => number): Promise<Opened> {
  const journal = await openRedisJournal({ url, prefix });
  const redis = new Redis(url);
  return {
    journal: { ...journal, now: async () => nowMs() },
    burgled: burgledRedis(redis, `{${prefix}}:`),
    auditor: () => openRedisStore(url, prefix),
    dispose: async () => {
      redis.disconnect();
      await journal.close();
    },
  };
}

function burgledRedis(redis: Redis, base: string): Burgled {
  const log = ({ kind, id }: Place) => `${base}log:${kind}:${id}`;
  const document = ({ kind, id }: Place) => `${base}doc:${kind}:${id}`;
  return {
    entries: async (place) =>
      (await redis.lrange(log(place), 0, -1)).map((text) => JSON.parse(text) as Entry),
    setEntries: async (place, entries) => {
      await redis.del(log(place));
      const texts = entries.map(({ seq, atMs, event, stateHash, previous, hash }) =>
        JSON.stringify({ seq, atMs, event, stateHash, previous, hash }),
      );
      if (texts.length > 0) await redis.rpush(log(place), ...texts);
    },
    record: async (place) => {
      const [version, head, state] = await redis.hmget(document(place), 'version', 'head', 'state');
      return { version: Number(version), head: head ?? '', state: state ?? '' };
    },
    setRecord: async (place, record) => {
      if (record === null) await redis.del(document(place));
      else await redis.hset(document(place), { ...record });
    },
    plantKey: async (key, ref, version) =>
      void (await redis.set(`${base}once:${key}`, JSON.stringify({ ref, version }))),
    dropKeys: async () => {
      const keys = await redis.keys(`${base.replaceAll(/[[\]*?\\]/g, '\\$&')}once:*`);
      if (keys.length > 0) await redis.del(...keys);
    },
    respell: async (place, at) => {
      const text = (await redis.lindex(log(place), at)) ?? '';
      await redis.lset(log(place), at, `${text.slice(0, -1)} }`);
    },
    close: async () => redis.disconnect(),
  };
}
