import { digestOf, unknownDigest } from './digest.ts';
import type { Errand } from './errand.ts';
import { type Intent, viewKey } from './intent.ts';
import type { Message } from './messenger.ts';
import { isAboutContent, place, textOf } from './place.ts';
import { refresh } from './refresh.ts';
import type { RowDeps } from './row-deps.ts';
import { addressOf } from './thread.ts';
import type { Verdict } from './verdict.ts';

type PostIntent = Extract<Intent, { readonly type: 'post' }>;
type WhisperIntent = Extract<Intent, { readonly type: 'whisper' }>;

/** Throws only what `render` and the journal throw. */
export async function deliverRow(deps: RowDeps, errand: Errand, intent: Intent): Promise<Verdict> {
  const message = await deps.render(intent);
  if (message === null) return { then: 'done', how: 'nothing_to_show' };
  switch (intent.type) {
    case 'post':
      return deliverPost(deps, errand, intent, message);
    case 'update':
      return refresh(deps, errand, intent, message);
    case 'whisper':
      return deliverWhisper(deps, errand, intent, message);
  }
}

async function deliverPost(
  deps: RowDeps,
  errand: Errand,
  intent: PostIntent,
  message: Message,
): Promise<Verdict> {
  const address = await addressOf(deps.journal, intent.channel, intent.thread);
  const placed = await place(deps.messenger, errand, address, message);
  switch (placed.outcome) {
    case 'stopped':
      return placed.verdict;
    case 'refused':
      return { then: 'bury', reason: placed.code };
    case 'placed': {
      const post = {
        ref: intent.picture.ref,
        view: viewKey(intent.picture),
        channel: address.channel,
        ts: placed.ts,
        digest: digestOf(message),
      };
      if (!placed.isStale) return { then: 'done', how: 'sent', post };
      // Found from an earlier take, it shows the state of then, or what somebody's press has made of it since.
      const redrawn = await errand.call({ method: 'chat.update', channel: post.channel }, 'harmless', () =>
        deps.messenger.update(post.channel, post.ts, message),
      );
      const digest = redrawn.outcome === 'sent' ? post.digest : unknownDigest;
      return { then: 'done', how: 'sent', post: { ...post, digest } };
    }
  }
}

/** A whisper leaves no trace that could be read back, so one whose answer was lost is not sent again. */
async function deliverWhisper(
  deps: RowDeps,
  errand: Errand,
  intent: WhisperIntent,
  message: Message,
): Promise<Verdict> {
  if (!errand.isClean()) return { then: 'bury', reason: 'answer_lost' };
  const address = await addressOf(deps.journal, intent.channel, intent.thread);
  const shown = errand.memory().textOnly ? textOf(message) : message;
  const answer = await errand.call(
    { method: 'chat.postEphemeral', channel: address.channel },
    'doubles',
    () => deps.messenger.whisper(address, intent.user, shown),
  );
  if (answer.outcome === 'sent') return { then: 'done', how: 'sent' };
  if (answer.outcome === 'stopped')
    return errand.isClean() ? answer.verdict : { then: 'bury', reason: 'answer_lost' };
  if (errand.memory().textOnly || !isAboutContent(answer.code)) return { then: 'bury', reason: answer.code };
  errand.remember({ textOnly: true });
  return deliverWhisper(deps, errand, intent, message);
}
