/**
 * Marks requests that were seen before. The key comes from the receiver (the signature, or the socket's envelope id) and
 * rides in the commit of whatever the request changes; this memory is for those that change nothing.
 */
import type { AllMiddlewareArgs, Middleware } from '@slack/bolt';
import { AppError } from '../src/errors.ts';

/** Longer than the five minutes that a signature is good for, on either side. */
const REMEMBERED_MS = 10 * 60_000;
/** An hour's quota of Slack's events in ten minutes; past it the oldest are forgotten first. */
const REMEMBERED_MAX = 30_000;

export function markReplays(monotonicMs: () => number): Middleware<object> {
  const seenAtMs = new Map<string, number>();
  return async ({ context, next }: AllMiddlewareArgs) => {
    const key: unknown = context['requestKey'];
    if (typeof key !== 'string' || key === '')
      throw new AppError('internal', 'The receiver gave the request no key.');
    const now = monotonicMs();
    forgetOld(seenAtMs, now);
    context['replayed'] = seenAtMs.has(key);
    if (!seenAtMs.has(key)) seenAtMs.set(key, now);
    await next();
  };
}

/** Entries are in the order in which they were added. */
function forgetOld(seenAtMs: Map<string, number>, now: number): void {
  for (const [key, atMs] of seenAtMs) {
    if (now - atMs < REMEMBERED_MS && seenAtMs.size < REMEMBERED_MAX) return;
    seenAtMs.delete(key);
  }
}
