/** Which documents have changed, by the number of their last commit. */
import type { Changed, Journal, Kind } from '../journal/journal.ts';
import { adoptOnce } from './redis-adopt.ts';
import type { RedisConnection } from './redis-connection.ts';
import { recordsOf, runScript } from './redis-scripts.ts';

export function changedOnRedis({ run }: RedisConnection, prefix: string): Journal['changed'] {
  return async (after, limit) => {
    const reply = await run((redis) => runScript(redis, 'changed', prefix, [after, limit]));
    return recordsOf(reply, 4).map(([number, document = '', version, head = '']): Changed => {
      const colon = document.indexOf(':');
      const ref = { kind: document.slice(0, colon) as Kind, id: document.slice(colon + 1) };
      return { number: Number(number), ref, version: Number(version), head };
    });
  };
}

/** Documents of a store that was begun before commits were numbered get numbers. */
export function adoptUnnumbered(connection: RedisConnection, prefix: string): Promise<void> {
  const names = { found: `${prefix}:doc:`, done: `${prefix}:changes:adopted` };
  return adoptOnce(connection, names, async (ids) => {
    if (ids.length > 0) await connection.run((redis) => runScript(redis, 'changes-adopt', prefix, ids));
  });
}
