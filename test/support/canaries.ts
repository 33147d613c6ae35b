/** Looks for the lakehouse's canaries, in whatever form somebody may have written them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { canaries } from '../../sandbox/lakehouse/data/canaries.ts';

/** Those that are in it, however they are spaced, escaped or encoded. */
export function canariesIn(text: string): readonly string[] {
  const bare = bareOf(text.replaceAll(/\\u0040|%40/gi, '@'));
  return Object.entries(canaries).flatMap(([name, value]) => (bare.includes(bareOf(value)) ? [name] : []));
}

const bareOf = (text: string): string => text.replaceAll(/[^\p{L}\p{N}@]/gu, '').toLowerCase();

/** Every byte of every file, the write-ahead log too. */
export function filesIn(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

const READERS: { readonly [type: string]: (redis: Redis, key: string) => Promise<unknown> } = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: (redis, key) => redis.zrange(key, '0', '-1'),
  stream: (redis, key) => redis.xrange(key, '-', '+'),
};

export async function everythingIn(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const keys = await redis.keys('*');
    const values = keys.map(async (key) => {
      const type = await redis.type(key);
      const read = READERS[type];
      if (read === undefined) throw new Error(`Nobody reads a ${type}: ${key}`);
      return [key, await read(redis, key)];
    });
    return JSON.stringify(await Promise.all(values));
  } finally {
    redis.disconnect();
  }
}
