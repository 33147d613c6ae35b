import { createHash } from 'node:crypto';
import type { Post } from '../journal/journal.ts';
import { canonicalJson, type Json } from '../journal/json.ts';
import type { Message } from './messenger.ts';

/** SHA-256 of what is to be seen. Where Slack took the text only, it is still that of the whole message. */
export function digestOf(message: Message): string {
  const shown = { text: message.text, blocks: message.blocks } as unknown as Json;
  return createHash('sha256').update(canonicalJson(shown)).digest('hex');
}

/** Equals the digest of no message: the post is redrawn at the next occasion, whatever it shows. */
export const unknownDigest = '';

/**
 * The journal takes one post with a finished row. Where a picture hangs in several places, the digests of the others
 * are remembered here; forgetting them costs one update that changes nothing.
 */
export type Seen = {
  readonly digest: (post: Post) => string;
  /** `post` as the journal has it, and the digest of what it shows now. */
  readonly note: (post: Post, digest: string) => void;
};

const seenMax = 1_000;

export function openSeen(): Seen {
  // With the journal's own digest: when that has moved on, somebody has drawn since, and what is remembered is old.
  const shown = new Map<string, { readonly since: string; readonly digest: string }>();
  const key = ({ channel, ts }: Post) => `${channel}/${ts}`;
  return {
    digest: (post) => {
      const last = shown.get(key(post));
      if (last?.since === post.digest) return last.digest;
      shown.delete(key(post));
      return post.digest;
    },
    note: (post, digest) => {
      if (shown.size >= seenMax) shown.clear();
      shown.set(key(post), { since: post.digest, digest });
    },
  };
}
