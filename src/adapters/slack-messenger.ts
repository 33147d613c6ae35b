import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Address, Failure, HomeResult, Message, Messenger, SendResult } from '../outbox/messenger.ts';
import { slackFailure } from './slack-client.ts';

/** Marks our messages, so that one whose answer was lost can be told from all others. */
export const metadataEventType = 'outbox_row';

/** A read-back looks at this many messages at most: `pagesMax` × `pageSize`. */
export const pagesMax = 5;
export const pageSize = 200;

export function slackMessenger({ client }: { readonly client: WebClient }): Messenger {
  return {
    post: (address, message, rowId) =>
      send(() =>
        client.apiCall('chat.postMessage', {
          ...content(message),
          ...place(address),
          metadata: { event_type: metadataEventType, event_payload: { row: rowId } },
          mrkdwn: false,
          unfurl_links: false,
          unfurl_media: false,
        }),
      ),
    update: (channel, ts, message) =>
      send(() => client.apiCall('chat.update', { ...content(message), channel, ts })),
    whisper: (address, user, message) =>
      send(() => client.apiCall('chat.postEphemeral', { ...content(message), ...place(address), user })),
    publishHome: (user, view, hash) => publishHome(client, user, view, hash),
    findPosted: (address, rowId, sinceMs) => findPosted(client, address, rowId, sinceMs),
  };
}

/**
 * `parse: none` keeps Slack from making links and mentions out of text (chat.update would by default). An empty list of
 * blocks is sent as such: chat.update keeps the old ones, buttons and all, when they are left out.
 */
function content(message: Message) {
  return { text: message.text, blocks: [...message.blocks], parse: 'none', link_names: false };
}

function place(address: Address) {
  return {
    channel: address.channel,
    ...(address.threadTs === undefined ? {} : { thread_ts: address.threadTs }),
  };
}

/** chat.postEphemeral answers with `message_ts`. */
const sentAnswer = z.union([
  z.object({ ok: z.literal(true), ts: z.string().min(1) }).transform(({ ts }) => ts),
  z.object({ ok: z.literal(true), message_ts: z.string().min(1) }).transform((answer) => answer.message_ts),
]);

async function send(call: () => Promise<unknown>): Promise<SendResult> {
  let answer: unknown;
  try {
    answer = await call();
  } catch (error) {
    return slackFailure(error);
  }
  const parsed = sentAnswer.safeParse(answer);
  return parsed.success
    ? { outcome: 'sent', ts: parsed.data }
    : { outcome: 'unknown', message: 'an answer without a ts' };
}

const homeAnswer = z.object({ ok: z.literal(true), view: z.object({ hash: z.string().min(1) }) });

/** https://docs.slack.dev/reference/methods/views.publish */
async function publishHome(
  client: WebClient,
  user: string,
  view: HomeView,
  hash: string | null,
): Promise<HomeResult> {
  try {
    const given = { user_id: user, view, ...(hash === null ? {} : { hash }) };
    const parsed = homeAnswer.safeParse(await client.views.publish(given));
    return parsed.success
      ? { outcome: 'published', hash: parsed.data.view.hash }
      : { outcome: 'unknown', message: 'an answer without a hash' };
  } catch (error) {
    const failure = slackFailure(error);
    const isConflict = failure.outcome === 'refused' && failure.code === 'hash_conflict';
    return isConflict ? { outcome: 'conflict' } : failure;
  }
}

const pageAnswer = z.object({
  messages: z.array(
    z.object({
      ts: z.string().min(1),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ row: z.unknown() }).optional() })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

type Page = z.infer<typeof pageAnswer>;

async function findPosted(
  client: WebClient,
  address: Address,
  rowId: string,
  sinceMs: number,
): Promise<{ readonly outcome: 'looked'; readonly ts: string | null } | Failure> {
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await readPage(client, address, sinceMs, cursor);
    if ('outcome' in answer) return answer;
    const found = answer.messages.find(({ metadata }) => isRow(metadata, rowId));
    if (found !== undefined) return { outcome: 'looked', ts: found.ts };
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return { outcome: 'looked', ts: null };
  }
  // Not found among so many is not the same as not there.
  return { outcome: 'refused', code: 'too_many_messages' };
}

async function readPage(
  client: WebClient,
  address: Address,
  sinceMs: number,
  cursor: string | undefined,
): Promise<Page | Failure> {
  const window = {
    channel: address.channel,
    oldest: (Math.max(0, sinceMs) / 1_000).toFixed(6),
    limit: pageSize,
    include_all_metadata: true,
    ...(cursor === undefined ? {} : { cursor }),
  };
  try {
    const answer =
      address.threadTs === undefined
        ? await client.apiCall('conversations.history', window)
        : await client.apiCall('conversations.replies', { ...window, ts: address.threadTs });
    const parsed = pageAnswer.safeParse(answer);
    return parsed.success ? parsed.data : { outcome: 'unknown', message: 'a page in another shape' };
  } catch (error) {
    return slackFailure(error);
  }
}

function isRow(metadata: Page['messages'][number]['metadata'], rowId: string): boolean {
  return metadata?.event_type === metadataEventType && metadata.event_payload?.row === rowId;
}
