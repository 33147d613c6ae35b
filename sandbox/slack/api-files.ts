/**
 * A file in three steps: an address, the bytes, and where it is shown.
 * https://docs.slack.dev/reference/methods/files.getUploadURLExternal and files.completeUploadExternal
 */
import { readThread } from './api-chat.ts';
import { type Call, type Method, needs, writableRoom } from './api-method.ts';
import { json, text } from './args.ts';
import { isRecord } from './blocks-check.ts';
import { type Content, readContent } from './content.ts';
import { ALT_TEXT_CHARS_MAX } from './limits.ts';
import { addMessage } from './messages.ts';
import { type ApiAnswer, isRefusal, missing, type Refusal, refuse } from './refusal.ts';
import { type ImageType, nextId, type State, type StoredFile } from './state.ts';

function getUploadUrl({ state, args, url }: Call): ApiAnswer {
  const name = text(args, 'filename');
  const length = Number(text(args, 'length') ?? 0);
  // Slack's own words: this error typically means that the length is 0.
  if (name === undefined) return refuse('missing_argument');
  if (!Number.isInteger(length) || length <= 0) return refuse('missing_argument');
  const altText = text(args, 'alt_txt') ?? null;
  if (altText !== null && altText.length > ALT_TEXT_CHARS_MAX) return refuse('alt_txt_too_large');
  const id = nextId('F');
  state.uploads.set(id, { id, name, length, altText, bytes: null });
  return { ok: true, upload_url: `${url}/upload/v1/${id}`, file_id: id };
}

/** As raw bytes, or as the first part of a form. */
export function fileIn(contentType: string, body: Buffer): Buffer {
  const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(contentType) ?? [];
  if (boundary === undefined) return body;
  const begin = body.indexOf('\r\n\r\n') + 4;
  return body.subarray(begin, body.indexOf(`\r\n--${boundary}`, begin));
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
  const said = saidOver(call);
  if (isRefusal(said)) return said;
  for (const { id } of found) state.uploads.delete(id);
  const message = addMessage(state, {
    channel: room.id,
    user: state.fixture.app.botUserId,
    content: said,
    threadTs: thread?.ts,
    files: found,
  });
  call.announce({ type: 'posted', message });
  return answer;
}

/** Slack's own words: if the initial_comment field is provided, the blocks field is ignored. */
function saidOver({ args }: Call): Content | Refusal {
  const comment = text(args, 'initial_comment');
  if (comment !== undefined) return { text: comment };
  return readContent(args.blocks === undefined ? {} : { blocks: args.blocks });
}

function fileOf(state: State, id: string, title: unknown): StoredFile | null {
  const pending = state.uploads.get(id);
  if (pending === undefined || pending.bytes === null) return null;
  const { name, bytes, altText } = pending;
  const named = { id, name, title: typeof title === 'string' ? title : name };
  return { ...named, bytes, text: bytes.toString('utf8'), image: imageType(bytes), altText };
}

const BEGINNINGS: { readonly [type in ImageType]: string } = {
  'image/png': '89504e470d0a1a0a',
  'image/jpeg': 'ffd8ff',
  'image/gif': '47494638',
};

function imageType(bytes: Buffer): ImageType | null {
  const begins = bytes.subarray(0, 8).toString('hex');
  return (Object.keys(BEGINNINGS) as ImageType[]).find((type) => begins.startsWith(BEGINNINGS[type])) ?? null;
}

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { scopes: needs('files:write'), tier: 4, run: getUploadUrl },
  'files.completeUploadExternal': { scopes: needs('files:write'), tier: 4, run: complete },
};
