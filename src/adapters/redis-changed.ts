/** Which documents have changed, by the number of their last commit. */
import type { Changed, Journal, Kind } from '../journal/journal.ts';
import type { RedisConnection } from './redis-connection.ts';
import { recordsOf, runScript } from './redis-scripts.ts';

const adoptedPerCallMax = 500;

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

/**
 * Documents of a store that was begun before commits were numbered get numbers, once. It is marked only when it is
 * over: a start that is cut short leaves the rest to the next.
 */
export async function adoptUnnumbered({ run }: RedisConnection, prefix: string): Promise<void> {
  const done = `${prefix}:changes:adopted`;
  if ((await run((redis) => redis.exists(done))) === 1) return;
  const documents = `${prefix}:doc:`;
  let cursor = '0';
  do {
    const from = cursor;
    const [next, keys] = await run((redis) =>
      redis.scan(from, 'MATCH', `${documents.replaceAll(/[[\]*?\\]/g, '\\$&')}*`, 'COUNT', adoptedPerCallMax),
    );
    const ids = keys.map((key) => key.slice(documents.length));
    if (ids.length > 0) await run((redis) => runScript(redis, 'changes-adopt', prefix, ids));
    cursor = next;
  } while (cursor !== '0');
  await run((redis) => redis.set(done, '1'));
}
