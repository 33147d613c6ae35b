/** The reads, and what is handed out for a while: deadlines, emitted events, leases. */
import { randomUUID } from 'node:crypto';
import { boundsOf, foundOf } from '../journal/cursor.ts';
import type { DocumentRef, Entry, Journal, Kind } from '../journal/journal.ts';
import { parseStored } from '../journal/parse-stored.ts';
import { historyLimitDefault } from '../journal/prepare.ts';
import { parseRowId } from '../journal/row-id.ts';
import type { RedisConnection } from './redis-connection.ts';
import { recordsOf, runScript, type ScriptName, type ScriptReply } from './redis-scripts.ts';

type Reads = Pick<Journal, 'now' | 'load' | 'history' | 'find' | 'count'>;
type EmittedText = { readonly to: DocumentRef; readonly event: string; readonly once: string };
type Leased = Pick<Journal, 'due' | 'lease' | 'emitted'>;

export function redisReads({ run }: RedisConnection, prefix: string): Reads {
  return {
    now: async () => {
      const [seconds, micros] = await run((redis) => redis.time());
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
    load: async ({ kind, id }) => {
      const [version, head, state] = await run((redis) =>
        redis.hmget(`${prefix}:doc:${kind}:${id}`, 'version', 'head', 'state'),
      );
      if (!version || !head || !state) return null;
      return { version: Number(version), head, state: parseStored(state) };
    },
    history: async ({ kind, id }, fromSeq = 1, limit = historyLimitDefault) => {
      if (limit < 1) return [];
      const first = Math.max(fromSeq, 1) - 1;
      const texts = await run((redis) =>
        redis.lrange(`${prefix}:log:${kind}:${id}`, first, first + limit - 1),
      );
      return texts.map((text) => parseEntry({ kind, id }, text));
    },
    find: async (kind, index, page) => {
      const { limit, after, skip, descending } = boundsOf(page);
      const from = after === null ? [] : [String(after.score), after.id];
      const args = [`${kind}:${index}`, limit + 1, descending ? 1 : 0, skip, ...from];
      const reply = await run((redis) => runScript(redis, 'find', prefix, args));
      const positions = recordsOf(reply, 2).map(([id, score]) => ({ id: id ?? '', score: Number(score) }));
      return foundOf(positions, limit);
    },
    count: (kind, index) => run((redis) => redis.zcard(`${prefix}:index:${kind}:${index}`)),
  };
}

/** The event is a text inside the text, so that it comes back byte for byte as it was hashed. */
function parseEntry(ref: DocumentRef, text: string): Entry {
  const stored = parseStored<Omit<Entry, 'ref' | 'event'> & { readonly event: string }>(text);
  return { ...stored, ref, event: parseStored(stored.event) };
}

export function redisLeased({ run }: RedisConnection, prefix: string): Leased {
  const call = (name: ScriptName, ...args: (string | number)[]): Promise<ScriptReply> =>
    run((redis) => runScript(redis, name, prefix, args));
  return {
    due: async (nowMs, limit, leaseMs) => {
      const reply = await call('due-take', nowMs, limit, nowMs + leaseMs);
      return recordsOf(reply, 2).map(([member, atMs]) => {
        const [kind, id, name] = parseStored<[Kind, string, string]>(member);
        return { ref: { kind, id }, name, atMs: Number(atMs) };
      });
    },
    lease: async (key, ttlMs) => {
      const token = randomUUID();
      const held = await run((redis) => redis.set(`${prefix}:lease:${key}`, token, 'PX', ttlMs, 'NX'));
      if (held !== 'OK') return null;
      return {
        renew: async () => (await call('lease-renew', key, token, ttlMs)) === 1,
        release: async () => void (await call('lease-release', key, token)),
      };
    },
    emitted: {
      take: async (nowMs, limit, leaseMs) => {
        const reply = await call('emitted-take', nowMs, limit, nowMs + leaseMs);
        return recordsOf(reply, 2).map(([rowId, text]) => {
          const { to, event, once } = parseStored<EmittedText>(text);
          return { rowId: rowId ?? '', to, event: parseStored(event), once };
        });
      },
      done: async (rowId) => {
        parseRowId(rowId);
        await call('emitted-done', rowId);
      },
    },
  };
}
