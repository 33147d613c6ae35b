/** Single messages, read by where they stand: conversations.replies knows those in threads and those outside. */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { FoundMessage, ReadMessage } from '../incident/read-message.ts';
import { saidAtMs } from '../incident/said.ts';
import { slackFailure } from './slack-client.ts';

const messageSchema = z.object({
  ts: z.string().min(1),
  user: z.string().min(1).nullish(),
  bot_id: z.string().nullish(),
  text: z.string().default(''),
  thread_ts: z.string().nullish(),
});

const pageSchema = z.object({ messages: z.array(z.unknown()) });

/** The message itself, and the one above it: Slack heads the page of a reply with its parent. */
const AROUND = 5;

export function slackMessages({ client }: { readonly client: WebClient }): ReadMessage {
  return async (channel, ts) => {
    const window = { channel, ts, oldest: ts, latest: ts, inclusive: true, limit: AROUND };
    const page = await client
      .apiCall('conversations.replies', window)
      .catch((error: unknown) => notThere(error));
    const parsed = pageSchema.safeParse(page);
    const messages = (parsed.data?.messages ?? []).map((each) => messageSchema.safeParse(each).data);
    const message = messages.find((each) => each?.ts === ts);
    return message === undefined ? null : found(channel, message);
  };
}

function found(channel: string, message: z.output<typeof messageSchema>): FoundMessage {
  const { ts, user, text, bot_id, thread_ts } = message;
  const isApp = typeof bot_id === 'string';
  return {
    message: { channel, ts, atMs: saidAtMs(ts), author: isApp ? null : (user ?? null), text },
    threadTs: thread_ts ?? null,
    isApp,
  };
}

/** What Slack refuses is not there for us. */
function notThere(error: unknown): null {
  const failure = slackFailure(error);
  if (failure.outcome === 'refused') return null;
  throw new AppError('unavailable', 'Slack did not show the message. Try again in a moment.', error);
}
