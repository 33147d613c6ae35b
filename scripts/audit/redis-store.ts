/** The bot's keys in Redis, read in pages: the bot may go on writing to them, and histories only grow. */
import { Redis } from 'ioredis';
import {
  byName,
  CannotLook,
  type DocumentName,
  type Head,
  type KeyUse,
  type RawDocument,
  type RawEntry,
  type Store,
} from './store.ts';

const PAGE = 1_000;
/** So many documents, with the first entries of each, are read in one step. */
const DOCUMENTS_A_STEP = 50;
const FIRST_ENTRIES = 200;

export async function openRedisStore(url: string, prefix: string): Promise<Store> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  // Told by whatever waits for an answer.
  redis.on('error', () => {});
  try {
    await redis.connect();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotLook(`Redis cannot be reached: ${why}. Look at REDIS_URL.`);
  }
  const base = `{${prefix}}:`;
  return {
    description: `Redis, keys ${base}*`,
    document: async (name) => {
      const [document] = await readStep(redis, base, [name]);
      if (document === undefined) throw new CannotLook('Redis answered nothing.');
      return document;
    },
    names: () => namesIn(redis, base),
    documents: async function* (names) {
      for (let from = 0; from < names.length; from += DOCUMENTS_A_STEP) {
        yield* await readStep(redis, base, names.slice(from, from + DOCUMENTS_A_STEP));
      }
    },
    keyUses: () => keyUsesIn(redis, base),
    close: async () => void (await redis.quit()),
  };
}

/** SCAN may tell a key twice, and tells every one that is there all the while. */
async function* keysLike(redis: Redis, start: string): AsyncIterable<readonly string[]> {
  const pattern = `${start.replaceAll(/[[\]*?\\]/g, '\\$&')}*`;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', PAGE);
    cursor = next;
    yield keys;
  } while (cursor !== '0');
}

async function namesIn(redis: Redis, base: string): Promise<readonly DocumentName[]> {
  const found = new Map<string, DocumentName>();
  for (const start of [`${base}doc:`, `${base}log:`]) {
    for await (const keys of keysLike(redis, start)) {
      for (const key of keys) {
        const text = key.slice(start.length);
        const colon = text.indexOf(':');
        found.set(text, { kind: text.slice(0, colon), id: text.slice(colon + 1) });
      }
    }
  }
  return [...found.values()].sort(byName);
}

/** Heads and histories of one step are of one moment, so that a commit in between looks like nothing missing. */
async function readStep(
  redis: Redis,
  base: string,
  names: readonly DocumentName[],
): Promise<readonly RawDocument[]> {
  const step = redis.multi();
  for (const { kind, id } of names) {
    step.hmget(`${base}doc:${kind}:${id}`, 'version', 'head', 'state');
    step.llen(`${base}log:${kind}:${id}`);
    step.lrange(`${base}log:${kind}:${id}`, 0, FIRST_ENTRIES - 1);
  }
  const answers = (await step.exec()) ?? [];
  return names.map((name, index) => {
    // An error is a key of another type than the bot's: then there is nothing of the bot's.
    const [head, length, first] = [0, 1, 2].map((part) => {
      const [error, value] = answers[index * 3 + part] ?? [];
      return error ? null : value;
    });
    const log = `${base}log:${name.kind}:${name.id}`;
    return {
      name,
      head: headOf(head),
      pages: pagesOf(redis, log, Number(length ?? 0), (first ?? []) as readonly string[]),
    };
  });
}

function headOf(fields: unknown): Head | null {
  const [version, head, state] = (fields ?? []) as readonly (string | null | undefined)[];
  if (version == null && head == null && state == null) return null;
  return { version: Number(version ?? Number.NaN), head: head ?? '', state: state ?? '' };
}

async function* pagesOf(
  redis: Redis,
  log: string,
  length: number,
  first: readonly string[],
): AsyncIterable<readonly RawEntry[]> {
  if (first.length > 0) yield first.map(entryOf);
  for (let from = first.length; from < length; from += PAGE) {
    const texts = await redis.lrange(log, from, Math.min(from + PAGE, length) - 1);
    yield texts.map(entryOf);
  }
}

function entryOf(text: string): RawEntry {
  const { seq, atMs, event, stateHash, previous, hash } = membersOf(text);
  const flaw =
    text === JSON.stringify({ seq, atMs, event, stateHash, previous, hash })
      ? null
      : 'is not written as the bot writes it';
  return {
    number: Number(seq),
    atMs: Number(atMs),
    event: String(event),
    stateHash: String(stateHash),
    previous: String(previous),
    hash: String(hash),
    flaw,
  };
}

function membersOf(text: string): { readonly [member: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as { [member: string]: unknown }) : {};
  } catch {
    return {};
  }
}

async function* keyUsesIn(redis: Redis, base: string): AsyncIterable<KeyUse> {
  const start = `${base}once:`;
  for await (const keys of keysLike(redis, start)) {
    if (keys.length === 0) continue;
    const texts = await redis.mget(...keys);
    for (const [index, key] of keys.entries()) {
      const text = texts[index];
      // It has expired since.
      if (text == null) continue;
      const { ref, version } = membersOf(text);
      const { kind, id } = (ref ?? {}) as Partial<DocumentName>;
      yield {
        key: key.slice(start.length),
        name: { kind: String(kind), id: String(id) },
        version: Number(version),
      };
    }
  }
}
