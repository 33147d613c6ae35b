/**
 * One connection with a deadline on everything. A command that was not sent is 'unavailable'; what a lost answer means
 * is for the caller to say. ioredis by itself would keep commands for a later connection and send them again, which for
 * a commit is the one thing that must not happen: no offline queue, no resending, no retries.
 */
import { Redis, ReplyError } from 'ioredis';
import { AppError } from '../errors.ts';

export const answerTimeoutMsDefault = 2_000;
/** A peer that is gone without a word: after this long without any answer the connection is made anew. */
const socketTimeoutMs = 5_000;
const reconnectDelayMaxMs = 1_000;

/** The server answered, and did nothing: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
const notNow = /^(READONLY|LOADING|MISCONF|OOM|NOREPLICAS|MASTERDOWN|BUSY|CLUSTERDOWN|MOVED|NOAUTH|NOPERM)\b/;

export type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

export type RedisConnectionOptions = {
  readonly url: string;
  readonly answerTimeoutMs: number;
  readonly log: Log | undefined;
};

export type RedisConnection = {
  /** `lost`: what is thrown when the command was sent and its answer never came. */
  readonly run: <T>(
    send: (redis: Redis) => Promise<T>,
    lost?: 'unavailable' | 'outcome_unknown',
  ) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** `prepare` is called once, before anything is sent: for scripts. */
export function redisConnection(
  { url, answerTimeoutMs, log }: RedisConnectionOptions,
  prepare: (redis: Redis) => void,
): RedisConnection {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: answerTimeoutMs,
    socketTimeout: socketTimeoutMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(50 * 2 ** (times - 1), reconnectDelayMaxMs),
    // After a failover the old master answers READONLY: the name has to be looked up again. 1 does not send again.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 1 : false),
  });
  prepare(redis);
  reportOutages(redis, log);
  const whenReady = readiness(redis);

  return {
    run: async (send, lost = 'unavailable') => {
      const deadline = timer(answerTimeoutMs);
      let sent = false;
      try {
        await Promise.race([whenReady(), deadline.reached]);
        const answer = send(redis);
        sent = true;
        return await Promise.race([answer, deadline.reached]);
      } catch (error) {
        throw asAppError(error, sent ? lost : 'unavailable');
      } finally {
        deadline.clear();
      }
    },
    close: async () => {
      const deadline = timer(answerTimeoutMs);
      try {
        // QUIT is answered behind everything already sent.
        if (redis.status === 'ready') await Promise.race([redis.quit(), deadline.reached]);
      } catch (error) {
        log?.warn({ error: String(error) }, 'redis did not say goodbye');
      } finally {
        deadline.clear();
        redis.disconnect();
      }
    },
  };
}

export function asAppError(error: unknown, lost: 'unavailable' | 'outcome_unknown'): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ReplyError) {
    const code = notNow.test(message) ? 'unavailable' : 'internal';
    return new AppError(code, `Redis answered: ${message}.`, error);
  }
  // ioredis' own words for a command that it did not write to the socket.
  if (lost === 'unavailable' || message.startsWith("Stream isn't writeable")) {
    return new AppError('unavailable', `Redis cannot be reached (${message}): try again in a minute.`, error);
  }
  return new AppError(
    'outcome_unknown',
    `Redis took this and its answer was lost (${message}): whether it was written is not known yet.`,
    error,
  );
}

/** Resolves when commands can be sent; one listener for all who wait. */
function readiness(redis: Redis): () => Promise<void> {
  let waiting: Promise<void> | null = null;
  return async () => {
    if (redis.status === 'ready') return;
    if (redis.status === 'end') throw new AppError('unavailable', 'The journal is closed.');
    if (redis.status === 'wait') redis.connect().catch(() => {}); // told by the 'error' event, and tried again
    waiting ??= new Promise<void>((resolve) => {
      redis.once('ready', () => {
        waiting = null;
        resolve();
      });
    });
    await waiting;
  };
}

function timer(timeoutMs: number): { readonly reached: Promise<never>; readonly clear: () => void } {
  let handle: NodeJS.Timeout | undefined;
  const reached = new Promise<never>((_, reject) => {
    handle = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  return { reached, clear: () => clearTimeout(handle) };
}

/** One line when it goes, one when it is back; ioredis tells of every failed attempt. */
function reportOutages(redis: Redis, log: Log | undefined): void {
  let down = false;
  redis.on('error', (error: Error) => {
    if (!down) log?.warn({ error: error.message }, 'redis cannot be reached');
    down = true;
  });
  redis.on('ready', () => {
    if (down) log?.info({}, 'redis is back');
    down = false;
  });
}
