/** What Slack has taken: under the document that it shows, and the other way round by where it stands. */
import type { DocumentRef, Journal, Kind, Post } from '../journal/journal.ts';
import { parseStored } from '../journal/parse-stored.ts';
import { adoptOnce } from './redis-adopt.ts';
import type { RedisConnection } from './redis-connection.ts';

type Field = readonly [ts: string, channel: string, view: string];
type Whose = readonly [kind: Kind, id: string, view: string];

/** Posts of a document by their ts, as Slack shows them. */
export async function postsOnRedis(
  connection: RedisConnection,
  prefix: string,
  ref: DocumentRef,
): Promise<readonly Post[]> {
  const fields = await connection.run((redis) => redis.hgetall(`${prefix}:posts:${documentKey(ref)}`));
  return Object.entries(fields)
    .map(([field, digest]) => {
      const [ts, channel, view] = parseStored<Field>(field);
      return { ref: { kind: ref.kind, id: ref.id }, view, channel, ts, digest };
    })
    .sort((a, b) => compare(a.ts, b.ts) || compare(a.channel, b.channel) || compare(a.view, b.view));
}

export function postAtOnRedis({ run }: RedisConnection, prefix: string): Journal['postAt'] {
  return async (channel, ts) => {
    const whose = await run((redis) => redis.hget(`${prefix}:posted`, placeOf({ channel, ts })));
    if (whose === null) return null;
    const [kind, id, view] = parseStored<Whose>(whose);
    return { ref: { kind, id }, view };
  };
}

/** As `outbox-done` takes it. */
export function recordOf(post: Post): readonly string[] {
  return [documentKey(post.ref), fieldOf(post), post.digest, placeOf(post), whoseOf(post)];
}

export async function forgetOnRedis({ run }: RedisConnection, prefix: string, post: Post): Promise<void> {
  await run((redis) =>
    redis
      .multi()
      .hdel(`${prefix}:posts:${documentKey(post.ref)}`, fieldOf(post))
      .hdel(`${prefix}:posted`, placeOf(post))
      .exec(),
  );
}

/** Posts of a store that was begun before they were kept by their places. */
export function adoptPosts(connection: RedisConnection, prefix: string): Promise<void> {
  const names = { found: `${prefix}:posts:`, done: `${prefix}:posted:adopted` };
  return adoptOnce(connection, names, async (documents) => {
    const found = await Promise.all(
      documents.map((document) => {
        const colon = document.indexOf(':');
        const ref = { kind: document.slice(0, colon) as Kind, id: document.slice(colon + 1) };
        return postsOnRedis(connection, prefix, ref);
      }),
    );
    const pairs = found.flat().flatMap((post) => [placeOf(post), whoseOf(post)]);
    if (pairs.length > 0) await connection.run((redis) => redis.hset(`${prefix}:posted`, ...pairs));
  });
}

function documentKey(ref: DocumentRef): string {
  return `${ref.kind}:${ref.id}`;
}

function fieldOf({ ts, channel, view }: Post): string {
  return JSON.stringify([ts, channel, view] satisfies Field);
}

function placeOf({ ts, channel }: Pick<Post, 'ts' | 'channel'>): string {
  return JSON.stringify([ts, channel]);
}

function whoseOf({ ref, view }: Post): string {
  return JSON.stringify([ref.kind, ref.id, view] satisfies Whose);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
