import type { Journal, Post } from '../journal/journal.ts';
import { type Thread, viewKey } from './intent.ts';
import type { Address } from './messenger.ts';

/**
 * The thread hangs under the first post of its picture in this channel. Rows leave a lane in order, so when there is
 * none, that post was buried: then the channel itself. `deleted` is a post known to be gone.
 */
export async function addressOf(
  journal: Pick<Journal, 'posts'>,
  channel: string,
  thread: Thread | undefined,
  deleted?: Post,
): Promise<Address> {
  if (thread === undefined) return { channel };
  const view = viewKey(thread);
  const tops = (await journal.posts(thread.ref))
    .filter((post) => post.view === view && post.channel === channel && post.ts !== deleted?.ts)
    .map((post) => post.ts)
    .sort(byTime);
  return tops[0] === undefined ? { channel } : { channel, threadTs: tops[0] };
}

/** A ts is seconds and a six-digit fraction; ten digits of seconds until the year 2286, so text order is time order. */
function byTime(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
