/** What must be true of a Redis server before a journal is kept in it. */
import type { Redis } from 'ioredis';
import { AppError } from '../errors.ts';

const majorVersionMin = 7;

/** Throws AppError('invalid') with the remedy for the first thing that is not so. */
export async function checkRedis(redis: Redis): Promise<void> {
  const info = parseInfo(await redis.info());
  const version = info.get('redis_version') ?? 'unknown';
  if (!(Number.parseInt(version, 10) >= majorVersionMin)) {
    throw invalid(`the server is version ${version}; ${majorVersionMin}.0 or later is needed`);
  }
  if (info.get('redis_mode') === 'cluster') {
    throw invalid(
      'the server is part of a cluster; give the address of a single master or of its failover name',
    );
  }
  if (info.get('role') !== 'master') {
    throw invalid('the server is a replica, which takes no writes; give the address of its master');
  }
  const policy = info.get('maxmemory_policy') ?? 'unknown';
  if (policy !== 'noeviction') {
    throw invalid(
      `its maxmemory-policy is ${policy}, which throws records away when memory is short; set 'maxmemory-policy noeviction'`,
    );
  }
  if (info.get('aof_enabled') !== '1' && !(await savesSnapshots(redis))) {
    throw invalid(
      "it keeps nothing on disk; set 'appendonly yes' (or, losing minutes at a crash, 'save 60 1')",
    );
  }
}

/** Hosted servers often refuse CONFIG; then only `appendonly yes`, which INFO shows, counts. */
async function savesSnapshots(redis: Redis): Promise<boolean> {
  try {
    const [, save] = await redis.config('GET', 'save');
    return save !== undefined && save !== '';
  } catch (error) {
    if (error instanceof Error && /unknown command|NOPERM/i.test(error.message)) return false;
    throw error;
  }
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const pairs = text.split('\r\n').map((line) => line.split(':', 2) as [string, string | undefined]);
  return new Map(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function invalid(problem: string): AppError {
  return new AppError('invalid', `REDIS_URL names a server that cannot hold the journal: ${problem}.`);
}
