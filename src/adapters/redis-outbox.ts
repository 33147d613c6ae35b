/** The messages owed, in Redis: see `Outbox` in journal.ts for the contract. */
import type { DocumentRef, Outbox, Post } from '../journal/journal.ts';
import { parseStored } from '../journal/parse-stored.ts';
import { buriedKeptMax, buriedPerTakeMax } from '../journal/prepare.ts';
import { parseRowId } from '../journal/row-id.ts';
import type { RedisConnection } from './redis-connection.ts';
import { recordsOf, runScript, type ScriptName, type ScriptReply } from './redis-scripts.ts';

export function redisOutbox(connection: RedisConnection, prefix: string): Outbox {
  const call = (name: ScriptName, ...args: (string | number)[]): Promise<ScriptReply> =>
    connection.run((redis) => runScript(redis, name, prefix, args));
  return {
    take: async (nowMs, limit, leaseMs) => {
      const reply = await call('outbox-take', nowMs, limit, nowMs + leaseMs, buriedKeptMax, buriedPerTakeMax);
      return recordsOf(reply, 5).map(([rowId, lane, intent, attempts, expiresAtMs]) => ({
        rowId: rowId ?? '',
        lane: lane ?? '',
        intent: parseStored(intent),
        attempts: Number(attempts),
        ...(expiresAtMs ? { expiresAtMs: Number(expiresAtMs) } : {}),
      }));
    },
    done: async (rowId, post) => {
      const record = post === undefined ? [] : [documentKey(post.ref), fieldOf(post), post.digest];
      await call('outbox-done', valid(rowId), ...record);
    },
    retry: async (rowId, notBeforeMs) => {
      await call('outbox-retry', valid(rowId), Math.ceil(notBeforeMs));
    },
    bury: async (rowId, reason) => {
      await call('outbox-bury', valid(rowId), reason, buriedKeptMax);
    },
    forget: async (post) => {
      await connection.run((redis) => redis.hdel(postsKey(prefix, post.ref), fieldOf(post)));
    },
    stats: async () => {
      const [[waiting, buried, oldest] = []] = recordsOf(await call('outbox-stats'), 3);
      return {
        waiting: Number(waiting),
        buried: Number(buried),
        oldestAtMs: oldest ? Number(oldest) : null,
      };
    },
  };
}

/** Posts of a document by their ts, as Slack shows them. */
export async function postsOnRedis(
  connection: RedisConnection,
  prefix: string,
  ref: DocumentRef,
): Promise<readonly Post[]> {
  const fields = await connection.run((redis) => redis.hgetall(postsKey(prefix, ref)));
  return Object.entries(fields)
    .map(([field, digest]) => {
      const [ts, channel, view] = parseStored<[string, string, string]>(field);
      return { ref: { kind: ref.kind, id: ref.id }, view, channel, ts, digest };
    })
    .sort((a, b) => compare(a.ts, b.ts) || compare(a.channel, b.channel) || compare(a.view, b.view));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function valid(rowId: string): string {
  parseRowId(rowId);
  return rowId;
}

function documentKey(ref: DocumentRef): string {
  return `${ref.kind}:${ref.id}`;
}

function postsKey(prefix: string, ref: DocumentRef): string {
  return `${prefix}:posts:${documentKey(ref)}`;
}

function fieldOf({ ts, channel, view }: Post): string {
  return JSON.stringify([ts, channel, view]);
}
