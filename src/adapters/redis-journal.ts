/** The journal in Redis, for many processes: see journal.ts for the contract. */
import type { Journal } from '../journal/journal.ts';
import { prepareCommit } from '../journal/prepare.ts';
import { adoptUnnumbered, changedOnRedis } from './redis-changed.ts';
import { checkRedis } from './redis-check.ts';
import { commitOnRedis, durableCommitter, parseUse } from './redis-commit.ts';
import { answerTimeoutMsDefault, type Log, redisConnection } from './redis-connection.ts';
import { redisOutbox } from './redis-outbox.ts';
import { adoptPosts, postAtOnRedis, postsOnRedis } from './redis-posts.ts';
import { redisLeased, redisReads } from './redis-read.ts';
import { defineScripts } from './redis-scripts.ts';

export type RedisJournalOptions = {
  readonly url: string;
  /** The least that a commit with `replicasMin` asks for, whatever it says itself. */
  readonly replicasMin?: number;
  /** Keeps several bots on one server apart. */
  readonly prefix?: string;
  readonly log?: Log;
  /** How long an answer is waited for, with the time to connect in it. */
  readonly answerTimeoutMs?: number;
};

/** Throws AppError('unavailable') when it cannot be reached, AppError('invalid') for a server that would lose records. */
export async function openRedisJournal(options: RedisJournalOptions): Promise<Journal> {
  // In braces: only this part decides the hash slot, so that every key of one bot lies in the same.
  const prefix = `{${options.prefix ?? 'four-eyes-bot'}}`;
  const answerTimeoutMs = options.answerTimeoutMs ?? answerTimeoutMsDefault;
  const connectionOptions = { url: options.url, answerTimeoutMs, log: options.log };
  const main = redisConnection(connectionOptions, defineScripts);
  const durable = redisConnection(connectionOptions, () => {});
  const close = async (): Promise<void> => {
    await Promise.all([main.close(), durable.close()]);
  };
  try {
    await main.run(checkRedis);
    await adoptUnnumbered(main, prefix);
    await adoptPosts(main, prefix);
  } catch (error) {
    await close();
    throw error;
  }
  // WAIT gives up early enough for its count to arrive before the deadline of the whole.
  const commitDurably = durableCommitter(durable, prefix, answerTimeoutMs / 2);
  return {
    ...redisReads(main, prefix),
    ...redisLeased(main, prefix),
    commit: async (request) => {
      const prepared = prepareCommit(request);
      if (request.replicasMin === undefined) return commitOnRedis(main, prefix, prepared);
      const replicasMin = Math.max(request.replicasMin, options.replicasMin ?? 0);
      return replicasMin === 0 ? commitOnRedis(main, prefix, prepared) : commitDurably(prepared, replicasMin);
    },
    changed: changedOnRedis(main, prefix),
    next: (sequence) => main.run((redis) => redis.hincrby(`${prefix}:sequences`, sequence, 1)),
    usedBy: async (key) => {
      const use = await main.run((redis) => redis.get(`${prefix}:once:${key}`));
      return use === null ? null : parseUse(use);
    },
    posts: (ref) => postsOnRedis(main, prefix, ref),
    postAt: postAtOnRedis(main, prefix),
    outbox: redisOutbox(main, prefix),
    close,
  };
}
