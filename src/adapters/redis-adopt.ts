/** What a store lacks that an earlier version began, made up for once, at the first start of a later one. */
import type { RedisConnection } from './redis-connection.ts';

const adoptedPerCallMax = 500;

type Names = {
  /** What the keys begin with that are looked at. */
  readonly found: string;
  /** The key by which it is known to be over. */
  readonly done: string;
};

/**
 * `adopt` gets what follows the beginning of each key, perhaps twice. It is marked only when it is over: a start that is
 * cut short leaves the rest to the next.
 */
export async function adoptOnce(
  { run }: RedisConnection,
  { found, done }: Names,
  adopt: (ends: readonly string[]) => Promise<void>,
): Promise<void> {
  if ((await run((redis) => redis.exists(done))) === 1) return;
  const pattern = `${found.replaceAll(/[[\]*?\\]/g, '\\$&')}*`;
  let cursor = '0';
  do {
    const from = cursor;
    const [next, keys] = await run((redis) => redis.scan(from, 'MATCH', pattern, 'COUNT', adoptedPerCallMax));
    await adopt(keys.map((key) => key.slice(found.length)));
    cursor = next;
  } while (cursor !== '0');
  await run((redis) => redis.set(done, '1'));
}
