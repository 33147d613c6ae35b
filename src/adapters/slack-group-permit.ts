import type { Journal } from '../journal/journal.ts';
import { groupCallEveryMs, type Permit } from './slack-group-calls.ts';

/** Asked again this soon when another process has just made the call. */
const AGAIN_AFTER_MS = 500;

/** One call per question in three seconds over all processes of this bot: a lease that is never given back early. */
export function groupPermit(journal: Pick<Journal, 'lease'>): Permit {
  return async (question) => {
    const lease = await journal.lease(`group/${question}`, groupCallEveryMs);
    return lease === null ? { outcome: 'later', retryAfterMs: AGAIN_AFTER_MS } : { outcome: 'granted' };
  };
}
