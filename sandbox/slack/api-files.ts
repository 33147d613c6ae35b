/**
 * A file in three steps: an address, the bytes, and where it is shown.
 * https://docs.slack.dev/reference/methods/files.getUploadURLExternal and files.completeUploadExternal
 */
import { readThread } from './api-chat.ts';
import { type Call, type Method, needs, writableRoom } from './api-method.ts';
import { json, text } from './args.ts';
import { isRecord } from './blocks-check.ts';
import { addMessage } from './messages.ts';
import { type ApiAnswer, isRefusal, missing, refuse } from './refusal.ts';
import { nextId, type State, type StoredFile } from './state.ts';

function getUploadUrl({ state, args, url }: Call): ApiAnswer {
  const name = text(args, 'filename');
  const length = Number(text(args, 'length') ?? 0);
  // Slack's own words: this error typically means that the length is 0.
  if (name === undefined) return refuse('missing_argument');
  if (!Number.isInteger(length) || length <= 0) return refuse('missing_argument');
  const id = nextId('F');
  state.uploads.set(id, { id, name, length, bytes: null });
  return { ok: true, upload_url: `${url}/upload/v1/${id}`, file_id: id };
}

/** As raw bytes, or as the first part of a form. */
export function fileIn(contentType: string, body: string): string {
  const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(contentType) ?? [];
  if (boundary === undefined) return body;
  const [, part = ''] = body.split(`--${boundary}`);
  return part.slice(part.indexOf('\r\n\r\n') + 4, -2);
}

/** The bytes, once: what has another length than was said is no such file. */
export function upload(state: State, path: string, bytes: Buffer): boolean {
  const pending = state.uploads.get(path.replace('/upload/v1/', ''));
  if (pending === undefined || pending.bytes !== null || pending.length !== bytes.length) return false;
  state.uploads.set(pending.id, { ...pending, bytes });
  return true;
}

function complete(call: Call): ApiAnswer {
  const { state, args } = call;
  const named = json(args, 'files');
  if (!Array.isArray(named) || named.length === 0) return missing('files');
  const files = named.filter(isRecord).map(({ id, title }) => fileOf(state, String(id), title));
  if (files.some((file) => file === null)) return refuse('file_not_found');
  const found = files.filter((file) => file !== null);
  const answer = { ok: true, files: found.map(({ id, title }) => ({ id, title })) } as const;
  if (text(args, 'channel_id') === undefined) return answer;
  const room = writableRoom({ ...call, args: { ...args, channel: args.channel_id } });
  if (isRefusal(room)) return room;
  const thread = readThread(state, room.id, text(args, 'thread_ts'));
  if (isRefusal(thread)) return thread;
  for (const { id } of found) state.uploads.delete(id);
  const message = addMessage(state, {
    channel: room.id,
    user: state.fixture.app.botUserId,
    content: { text: text(args, 'initial_comment') ?? '' },
    threadTs: thread?.ts,
    files: found,
  });
  call.announce({ type: 'posted', message });
  return answer;
}

function fileOf(state: State, id: string, title: unknown): StoredFile | null {
  const pending = state.uploads.get(id);
  if (pending === undefined || pending.bytes === null) return null;
  const { name, bytes } = pending;
  return { id, name, title: typeof title === 'string' ? title : name, text: bytes.toString('utf8') };
}

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { scopes: needs('files:write'), tier: 4, run: getUploadUrl },
  'files.completeUploadExternal': { scopes: needs('files:write'), tier: 4, run: complete },
};
