/** What people see: every message that Slack has taken, as it stands. It takes what the local Slack takes, at its pace. */
import { checkMessageBlocks } from '../../../sandbox/slack/blocks-surface.ts';
import { UPDATE_TEXT_CHARS_MAX } from '../../../sandbox/slack/limits.ts';
import { createRateLimits } from '../../../sandbox/slack/rate-limits.ts';
import type { Message, Messenger, SendResult } from '../../../src/outbox/messenger.ts';

export type Said = {
  readonly ts: string;
  readonly atMs: number;
  readonly channel: string;
  readonly threadTs: string | null;
  readonly rowId: string;
  text: string;
  blocks: Message['blocks'];
  /** How often it was drawn again. */
  redrawn: number;
};

export type WatchedSlack = {
  readonly messenger: Messenger;
  /** In the order in which they were said. */
  readonly messages: readonly Said[];
  readonly inThread: (ts: string) => readonly Said[];
  /** Nobody gets through to it. */
  readonly setReachable: (isReachable: boolean) => void;
  readonly isReachable: () => boolean;
  /** What it would not take: none of it may ever be sent. */
  readonly refused: readonly string[];
};

export function watchedSlack(nowMs: () => number): WatchedSlack {
  const messages: Said[] = [];
  const byRow = new Map<string, Said>();
  const byTs = new Map<string, Said>();
  const threads = new Map<string, Said[]>();
  const refused: string[] = [];
  const limits = createRateLimits(nowMs);
  let isReachable = true;
  let micros = 0;

  /** What stands in the way of a call, or null. */
  function obstacle(waitSeconds: number, { text, blocks }: Message): SendResult | null {
    if (waitSeconds > 0) return { outcome: 'rate_limited', retryAfterMs: waitSeconds * 1_000 };
    const fault = checkMessageBlocks(blocks);
    const problems = [
      ...(fault === null ? [] : [fault.error, ...fault.problems]),
      ...(text === '' || text.length > UPDATE_TEXT_CHARS_MAX
        ? [`its text has ${text.length} characters`]
        : []),
    ];
    if (problems.length === 0) return null;
    refused.push(`${text}: ${problems.join(', ')}`);
    return { outcome: 'refused', code: 'invalid_blocks' };
  }

  const away = { outcome: 'unreachable', message: 'No connection.' } as const;
  const messenger: Messenger = {
    post: async ({ channel, threadTs }, message, rowId) => {
      if (!isReachable) return away;
      const failed = obstacle(limits.take('chat.postMessage', 'post', channel), message);
      if (failed !== null) return failed;
      micros = Math.max(micros + 1, nowMs() * 1_000);
      const ts = `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
      const { text, blocks } = message;
      const said: Said = {
        ts,
        atMs: nowMs(),
        channel,
        threadTs: threadTs ?? null,
        rowId,
        text,
        blocks,
        redrawn: 0,
      };
      messages.push(said);
      byRow.set(rowId, said);
      byTs.set(ts, said);
      if (threadTs !== undefined) threads.set(threadTs, [...(threads.get(threadTs) ?? []), said]);
      return { outcome: 'sent', ts };
    },
    update: async (_channel, ts, message) => {
      if (!isReachable) return away;
      const failed = obstacle(limits.take('chat.update', 3, ''), message);
      if (failed !== null) return failed;
      const said = byTs.get(ts);
      if (said === undefined) return { outcome: 'refused', code: 'message_not_found' };
      said.text = message.text;
      said.blocks = message.blocks;
      said.redrawn += 1;
      return { outcome: 'sent', ts };
    },
    // Nobody is whispered to, and nobody opens a Home tab, by what happens in incidents.
    whisper: () => Promise.resolve({ outcome: 'refused', code: 'user_not_found' }),
    publishHome: () => Promise.resolve({ outcome: 'conflict' }),
    findPosted: async (_address, rowId) =>
      isReachable ? { outcome: 'looked', ts: byRow.get(rowId)?.ts ?? null } : away,
  };
  return {
    messenger,
    messages,
    inThread: (ts) => threads.get(ts) ?? [],
    setReachable: (now) => void (isReachable = now),
    isReachable: () => isReachable,
    refused,
  };
}
