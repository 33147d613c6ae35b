/** Draws every post of a picture again, where it differs, and posts it again where it was deleted. */
import type { Post } from '../journal/journal.ts';
import { digestOf, unknownDigest } from './digest.ts';
import type { Errand, Stopped } from './errand.ts';
import { type Intent, viewKey } from './intent.ts';
import type { Message } from './messenger.ts';
import { isAboutContent, place, textOf } from './place.ts';
import type { RowDeps } from './row-deps.ts';
import { addressOf } from './thread.ts';
import type { Verdict } from './verdict.ts';

type UpdateIntent = Extract<Intent, { readonly type: 'update' }>;

type Redrawn =
  | { readonly outcome: 'drawn'; readonly post: Post }
  | { readonly outcome: 'same' }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'refused'; readonly code: string }
  | Stopped;

export async function refresh(
  deps: RowDeps,
  errand: Errand,
  intent: UpdateIntent,
  message: Message,
): Promise<Verdict> {
  const view = viewKey(intent.picture);
  const posts = (await deps.journal.posts(intent.picture.ref)).filter((post) => post.view === view);
  const gone: Post[] = [];
  const refusals: string[] = [];
  let drawn: Post | undefined;
  for (const post of posts) {
    const redrawn = await redraw(deps, errand, post, message);
    if (redrawn.outcome === 'stopped') return redrawn.verdict;
    if (redrawn.outcome === 'drawn') drawn = redrawn.post;
    if (redrawn.outcome === 'gone') gone.push(post);
    if (redrawn.outcome === 'refused') refusals.push(redrawn.code);
  }

  // Where another post of the picture still hangs in the channel, a deleted one is only forgotten.
  const isOrphan = (post: Post) =>
    posts.every((other) => other.channel !== post.channel || gone.includes(other));
  const orphan = gone.find(isOrphan);
  if (orphan !== undefined) {
    const again = await postAgain(deps, errand, intent, orphan, message);
    if ('then' in again) return again;
    drawn = again;
  }
  const [refusal] = refusals;
  // The other posts had their turn; what was drawn is drawn, and `seen` knows it.
  if (refusal !== undefined) return { then: 'bury', reason: refusal };
  const forgotten = gone.filter((post) => post.channel === orphan?.channel || !isOrphan(post));
  return { then: 'done', how: drawn === undefined ? 'unchanged' : 'sent', post: drawn, gone: forgotten };
}

async function redraw(deps: RowDeps, errand: Errand, post: Post, message: Message): Promise<Redrawn> {
  const digest = digestOf(message);
  // After an answer that was lost it may show what has been taken back since.
  if (errand.isClean() && deps.seen.digest(post) === digest) return { outcome: 'same' };
  const shown = errand.memory().textOnly ? textOf(message) : message;
  const answer = await errand.call({ method: 'chat.update', channel: post.channel }, 'harmless', () =>
    deps.messenger.update(post.channel, post.ts, shown),
  );
  switch (answer.outcome) {
    case 'stopped':
      return answer;
    case 'sent': {
      deps.seen.note(post, digest);
      return { outcome: 'drawn', post: { ...post, digest } };
    }
    case 'refused':
      if (answer.code === 'message_not_found') return { outcome: 'gone' };
      if (errand.memory().textOnly || !isAboutContent(answer.code)) return answer;
      errand.remember({ textOnly: true });
      return redraw(deps, errand, post, message);
  }
}

/** The old post is forgotten only after the new one is recorded: a crash in between leaves too much, not too little. */
async function postAgain(
  deps: RowDeps,
  errand: Errand,
  intent: UpdateIntent,
  lost: Post,
  message: Message,
): Promise<Post | Verdict> {
  const address = await addressOf(deps.journal, lost.channel, intent.thread, lost);
  const placed = await place(deps.messenger, errand, address, message);
  if (placed.outcome === 'stopped') return placed.verdict;
  if (placed.outcome === 'refused') return { then: 'bury', reason: placed.code };
  return { ...lost, ts: placed.ts, digest: placed.isStale ? unknownDigest : digestOf(message) };
}
