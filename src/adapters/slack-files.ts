/**
 * A file in three steps, as files.uploadV2 of the SDK takes them: an address, the bytes, and where it is shown.
 * https://docs.slack.dev/messaging/working-with-files
 */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SharedFile, ShareFile } from '../outbox/files.ts';
import type { Address, SendResult } from '../outbox/messenger.ts';
import { slackFailure, slackTimeoutMs } from './slack-client.ts';

const placeSchema = z.object({ upload_url: z.url({ protocol: /^https?$/ }), file_id: z.string().min(1) });

export function slackFiles({ client }: { readonly client: WebClient }): ShareFile {
  return async (address, file) => {
    try {
      return await share(client, address, file);
    } catch (error) {
      return slackFailure(error);
    }
  };
}

async function share(client: WebClient, address: Address, file: SharedFile): Promise<SendResult> {
  const { name, title, message } = file;
  const bytes = 'text' in file ? Buffer.from(file.text, 'utf8') : Buffer.from(file.image);
  const asked = await client.apiCall('files.getUploadURLExternal', {
    filename: name,
    length: bytes.length,
    // As the method's page names it; the SDK's uploadV2 of 8.2 says alt_text, which Slack does not know.
    ...('text' in file ? {} : { alt_txt: file.altText }),
  });
  const { upload_url, file_id } = placeSchema.parse(asked);
  const signal = AbortSignal.timeout(slackTimeoutMs);
  const put = await fetch(upload_url, { method: 'POST', body: bytes, signal });
  // Not shown anywhere yet, so nothing has happened.
  if (!put.ok) return { outcome: 'unreachable', message: `the upload was answered ${put.status}` };
  await client.apiCall('files.completeUploadExternal', {
    files: [{ id: file_id, title }],
    channel_id: address.channel,
    ...(address.threadTs === undefined ? {} : { thread_ts: address.threadTs }),
    // Rich text, which is never read as mark-up as `initial_comment` is.
    ...(message === undefined ? {} : { blocks: JSON.stringify(message.blocks) }),
  });
  return { outcome: 'sent', ts: '' };
}
