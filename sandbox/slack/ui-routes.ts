/** The routes of page-api.ts, and the page itself. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { extname, normalize } from 'node:path';
import { z } from 'zod';
import { act } from './act.ts';
import { readBody, sendJson } from './http.ts';
import { openHome } from './open-home.ts';
import type { Answer } from './page-api.ts';
import { toggleReaction } from './reaction.ts';
import { say } from './say.ts';
import { runShortcut } from './shortcut.ts';
import { snapshot } from './snapshot.ts';
import { close, submit } from './submit.ts';
import type { World } from './world.ts';

const values = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const user = z.string();

/** `undefined` and "not there" are the same in JSON. */
const routes: Readonly<Record<string, (world: World, body: unknown) => Promise<Answer>>> = {
  '/ui/say': (world, body) =>
    say(
      world,
      z
        .object({ user, channel: z.string(), threadTs: z.string().exactOptional(), text: z.string() })
        .parse(body),
    ),
  '/ui/act': (world, body) =>
    act(
      world,
      z
        .object({
          user,
          place: z.union([
            z.object({ channel: z.string(), ts: z.string() }),
            z.object({ viewId: z.string() }),
          ]),
          blockId: z.string(),
          actionId: z.string(),
          selected: z.string().exactOptional(),
          values: values.exactOptional(),
        })
        .parse(body),
    ),
  '/ui/submit': (world, body) => submit(world, z.object({ user, viewId: z.string(), values }).parse(body)),
  '/ui/shortcut': (world, body) =>
    runShortcut(
      world,
      z
        .object({
          user,
          callbackId: z.string(),
          on: z.object({ channel: z.string(), ts: z.string() }).exactOptional(),
        })
        .parse(body),
    ),
  '/ui/react': async (world, body) =>
    toggleReaction(
      world,
      z.object({ user, channel: z.string(), ts: z.string(), name: z.string() }).parse(body),
    ),
  '/ui/home': (world, body) => openHome(world, z.object({ user }).parse(body)),
  '/ui/close': (world, body) => close(world, z.object({ user, viewId: z.string() }).parse(body)),
};

/** False: no route of the page's. */
export async function handleUi(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://slack');
  if (request.method === 'GET') {
    if (url.pathname === '/ui/state') sendState(world, url.searchParams.get('user'), response);
    else if (url.pathname === '/ui/changes') streamChanges(world, request, response);
    else if (url.pathname.startsWith('/files/')) return sendFile(world, url.pathname, response);
    else return servePage(world.pageDir, url.pathname, response);
    return true;
  }
  const route = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
  if (request.method !== 'POST' || route === undefined) return false;
  // Any web page that is open in the same browser could send a form here, but not JSON.
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    sendJson(response, 415, { ok: false, notice: 'Send application/json.' });
    return true;
  }
  try {
    sendJson(response, 200, await route(world, JSON.parse((await readBody(request)) ?? '')));
  } catch (error) {
    if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
    sendJson(response, 400, { ok: false, notice: error.message });
  }
  return true;
}

/** Without a person: whoever the workspace names first. */
function sendState(world: World, asked: string | null, response: ServerResponse): void {
  const id = asked ?? world.state.fixture.users[0]?.id ?? '';
  const state = snapshot(world, id);
  if (state === null) sendJson(response, 404, { ok: false, notice: `There is no ${id} here.` });
  else sendJson(response, 200, state);
}

/** Pictures alone: everything else is on the page as it is. */
function sendFile({ state }: World, path: string, response: ServerResponse): boolean {
  const file = state.messages.flatMap(({ files }) => files ?? []).find(({ id }) => path === `/files/${id}`);
  if (file === undefined || file.image === null) return false;
  response.writeHead(200, { 'content-type': file.image, 'x-content-type-options': 'nosniff' });
  response.end(file.bytes);
  return true;
}

/** The number at once, so that a reader who connects late knows where things stand. */
function streamChanges({ state }: World, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const write = (change: number): void => void response.write(`data: ${change}\n\n`);
  state.watchers.add(write);
  request.on('close', () => state.watchers.delete(write));
  write(state.change);
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.js': 'text/javascript; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
};

/** TypeScript is sent as JavaScript: there is no build step for the page either. */
async function servePage(pageDir: URL, path: string, response: ServerResponse): Promise<boolean> {
  // Plain names only: nothing that is escaped, and nothing that climbs.
  const name = path === '/' ? 'index.html' : normalize(path).replace(/^\/(page\/)?/, '');
  const type = TYPES[extname(name)];
  if (type === undefined || !/^[\w./-]+$/.test(name) || name.includes('..')) return false;
  try {
    const content = await readFile(new URL(name, pageDir));
    const script = extname(name) === '.ts';
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(script ? stripTypeScriptTypes(content.toString('utf8')) : content);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
