/** The messages owed, in Redis: see `Outbox` in journal.ts for the contract. */
import type { Outbox } from '../journal/journal.ts';
import { parseStored } from '../journal/parse-stored.ts';
import { buriedKeptMax, buriedPerTakeMax } from '../journal/prepare.ts';
import { parseRowId } from '../journal/row-id.ts';
import type { RedisConnection } from './redis-connection.ts';
import { forgetOnRedis, recordOf } from './redis-posts.ts';
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
      await call('outbox-done', valid(rowId), ...(post === undefined ? [] : recordOf(post)));
    },
    retry: async (rowId, notBeforeMs) => {
      await call('outbox-retry', valid(rowId), Math.ceil(notBeforeMs));
    },
    bury: async (rowId, reason) => {
      await call('outbox-bury', valid(rowId), reason, buriedKeptMax);
    },
    forget: (post) => forgetOnRedis(connection, prefix, post),
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

function valid(rowId: string): string {
  parseRowId(rowId);
  return rowId;
}
