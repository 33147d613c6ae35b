/** response_url: five answers in thirty minutes to one command or press, without a token. */
import { randomBytes } from 'node:crypto';
import type { Args } from './args.ts';
import { bool, text } from './args.ts';
import { readContent } from './content.ts';
import { RESPONSE_URL_MS, RESPONSE_URL_USES_MAX } from './limits.ts';
import { addMessage, editMessage, findMessage, removeMessage } from './messages.ts';
import type { ApiAnswer } from './refusal.ts';
import { isRefusal, refuse } from './refusal.ts';
import type { ResponseUrl, State } from './state.ts';

export type ResponseContext = Pick<ResponseUrl, 'user' | 'channel' | 'messageTs' | 'threadTs'>;

/** The path; it is a secret like a token. */
export function newResponsePath(state: State, context: ResponseContext): string {
  const key = randomBytes(18).toString('base64url');
  state.responseUrls.set(key, { ...context, expiresAt: state.now() + RESPONSE_URL_MS, uses: 0 });
  return `/response/${state.fixture.team.id}/${key}`;
}

/** Null for a path that was never handed out. */
export function useResponseUrl(state: State, path: string, args: Args): ApiAnswer | null {
  const entry = state.responseUrls.get(path.split('/').at(-1) ?? '');
  if (entry === undefined) return null;
  if (state.now() > entry.expiresAt) return refuse('expired_url');
  if (entry.uses >= RESPONSE_URL_USES_MAX) return refuse('used_url');
  const refusal = respond(state, entry, args);
  if (!isRefusal(refusal)) entry.uses += 1;
  return refusal;
}

/** What is answered to a command's request goes the same way as what comes to its response_url. */
export function respond(state: State, context: ResponseContext, args: Args): ApiAnswer {
  const source =
    context.messageTs === undefined ? undefined : findMessage(state, context.channel, context.messageTs);
  if (bool(args, 'delete_original')) {
    if (source === undefined) return refuse('message_not_found');
    removeMessage(state, source);
    return { ok: true };
  }
  const content = readContent(args);
  if (isRefusal(content)) return content;
  if (content.text === undefined && (content.blocks ?? []).length === 0) return refuse('no_text');
  if (bool(args, 'replace_original') && source !== undefined) {
    editMessage(state, source, content);
    return { ok: true };
  }
  const threadTs = text(args, 'thread_ts') ?? context.threadTs;
  addMessage(state, {
    channel: context.channel,
    user: state.fixture.app.botUserId,
    content,
    threadTs,
    ...(args.response_type === 'in_channel' ? {} : { to: context.user }),
  });
  return { ok: true };
}
