/**
 * Canvases: made, changed, shared and deleted, each by its method. https://docs.slack.dev/reference/methods/canvases.create,
 * canvases.edit, canvases.access.set, canvases.delete. The app's canvases are its own: nobody else's are here. What depends
 * on the plan or on an administrator (`canvas_disabled_user_team`, `free_teams_cannot_create_non_tabbed_canvases`,
 * `restricted_action`, …) is for a fault to say. Sections have no ids here, so a change of one finds none.
 */
import { type Call, type Method, needs } from './api-method.ts';
import { json, text } from './args.ts';
import { isRecord } from './blocks-check.ts';
import { CANVAS_CHARACTERS_MAX, canvasProblem } from './canvas-markdown.ts';
import { botIsIn } from './messages.ts';
import { type ApiAnswer, isRefusal, missing, type Refusal, refuse } from './refusal.ts';
import { changed, nextId, type StoredCanvas } from './state.ts';

function create(call: Call): ApiAnswer {
  const { state, args } = call;
  const markdown = args['document_content'] === undefined ? '' : contentOf(json(args, 'document_content'));
  if (isRefusal(markdown)) return markdown;
  const problem = canvasProblem(markdown);
  if (problem !== null) return { ...refuse('canvas_creation_failed'), detail: problem };
  const channel = text(args, 'channel_id');
  const room = channel === undefined ? undefined : state.rooms.get(channel);
  if (channel !== undefined && (room === undefined || !botIsIn(state, room)))
    return refuse('channel_not_found');
  const id = nextId('F');
  // As a tab of a channel, it is everybody's there to write.
  const channels = new Map(channel === undefined ? [] : [[channel, 'write' as const]]);
  state.canvases.set(id, { id, title: text(args, 'title') ?? '', markdown, channels });
  changed(state);
  return { ok: true, canvas_id: id };
}

/** One change a call, though it is a list. Without a section `replace` is of the whole canvas, but its title. */
function edit({ state, args }: Call): ApiAnswer {
  const canvas = canvasOf(state.canvases, args);
  if (isRefusal(canvas)) return canvas;
  const changes = json(args, 'changes');
  const [change, ...others] = Array.isArray(changes) ? (changes as readonly unknown[]) : [];
  if (!isRecord(change) || others.length > 0) return refuse('invalid_arguments');
  const { operation, section_id } = change;
  if (operation === 'rename') {
    const title = contentOf(change['title_content']);
    if (isRefusal(title)) return title;
    if (title.trim() === '') return refuse('canvas_editing_failed');
    canvas.title = title;
  } else {
    if (section_id !== undefined || operation === 'delete') return refuse('canvas_editing_failed');
    const markdown = contentOf(change['document_content']);
    if (isRefusal(markdown)) return markdown;
    const problem = canvasProblem(markdown);
    if (problem !== null) return { ...refuse('canvas_editing_failed'), detail: problem };
    const whole = withChange(canvas.markdown, operation, markdown);
    if (whole === null) return refuse('invalid_arguments');
    canvas.markdown = whole;
  }
  changed(state);
  return { ok: true };
}

function withChange(before: string, operation: unknown, markdown: string): string | null {
  if (operation === 'replace') return markdown;
  if (operation === 'insert_at_start') return `${markdown}\n${before}`;
  return operation === 'insert_at_end' ? `${before}\n${markdown}` : null;
}

/** Channels or people, not both; an owner is a person, and direct messages are no channel here. */
function setAccess({ state, args }: Call): ApiAnswer {
  const level = text(args, 'access_level');
  const [channels, users] = [json(args, 'channel_ids'), json(args, 'user_ids')];
  if (level !== 'read' && level !== 'write' && level !== 'owner') return refuse('invalid_arguments');
  if (Array.isArray(channels) === Array.isArray(users)) return refuse('invalid_parameters');
  const canvas = canvasOf(state.canvases, args);
  if (isRefusal(canvas)) return canvas;
  // Nobody was sent the canvas itself, and until then nobody’s own access can be set.
  if (!Array.isArray(channels)) return refuse('failed_to_update_user_ids');
  if (level === 'owner' || channels.length === 0) return refuse('invalid_arguments');
  const rooms = channels.map((id) => state.rooms.get(String(id)));
  if (rooms.some((room) => room === undefined || room.directWith !== undefined || !botIsIn(state, room)))
    return refuse('channel_not_found');
  for (const id of channels) canvas.channels.set(String(id), level);
  changed(state);
  return { ok: true };
}

function remove({ state, args }: Call): ApiAnswer {
  const canvas = canvasOf(state.canvases, args);
  if (isRefusal(canvas)) return canvas;
  state.canvases.delete(canvas.id);
  changed(state);
  return { ok: true };
}

function canvasOf(canvases: ReadonlyMap<string, StoredCanvas>, args: Call['args']): StoredCanvas | Refusal {
  const id = text(args, 'canvas_id');
  if (id === undefined) return missing('canvas_id');
  return canvases.get(id) ?? refuse('canvas_not_found');
}

function contentOf(value: unknown): string | Refusal {
  if (!isRecord(value) || value['type'] !== 'markdown' || typeof value['markdown'] !== 'string')
    return refuse('invalid_arguments', [
      'failed to match exactly one allowed schema [json-pointer:/document_content]',
    ]);
  return value['markdown'].length > CANVAS_CHARACTERS_MAX ? refuse('canvas_too_large') : value['markdown'];
}

const scopes = needs('canvases:write');

export const canvasMethods: Readonly<Record<string, Method>> = {
  'canvases.create': { scopes, tier: 2, run: create },
  'canvases.edit': { scopes, tier: 3, run: edit },
  'canvases.access.set': { scopes, tier: 3, run: setAccess },
  'canvases.delete': { scopes, tier: 3, run: remove },
};
