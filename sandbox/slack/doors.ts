/** The two ports: one for the page and the response_urls, one for the API, which an outage can close. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { freePort } from '../free-port.ts';
import type { Api } from './api.ts';
import { handleApi } from './api.ts';
import { fileIn, upload } from './api-files.ts';
import { parseBody } from './args.ts';
import { listen, readBody, readBytes, sendJson, shut } from './http.ts';
import { useResponseUrl } from './response-urls.ts';
import { handleUi } from './ui-routes.ts';
import type { World } from './world.ts';

export type ApiDoor = {
  readonly port: number;
  readonly disconnect: () => Promise<void>;
  readonly connect: () => Promise<void>;
};

export async function openApiDoor(api: Api): Promise<ApiDoor> {
  const create = (): Server =>
    createServer((request, response) => guard(response, handleApi(api, request, response)));
  let server = create();
  // After an outage it is the same one again.
  const port = await listen(server, await freePort());
  return {
    port,
    disconnect: () => shut(server),
    connect: async () => {
      if (server.listening) return;
      server = create();
      await listen(server, port);
    },
  };
}

export async function openPageDoor(
  world: World,
  port: number,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => guard(response, handlePage(world, request, response)));
  return { port: await listen(server, port), close: () => shut(server) };
}

async function handlePage(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://slack').pathname;
  if (path.startsWith('/response/') && request.method === 'POST') {
    return handleResponseUrl(world, path, request, response);
  }
  if (path.startsWith('/upload/') && request.method === 'POST') {
    const sent = (await readBytes(request)) ?? Buffer.alloc(0);
    const bytes = fileIn(request.headers['content-type'] ?? '', sent);
    response.writeHead(upload(world.state, path, bytes) ? 200 : 400).end(`OK - ${bytes.length}`);
    return;
  }
  if (!(await handleUi(world, request, response))) sendJson(response, 404, { ok: false, error: 'not_found' });
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses: JSON in, `ok` out. */
async function handleResponseUrl(
  world: World,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const args = body === null ? null : parseBody('application/json', body);
  const answer =
    args === null ? { ok: false, error: 'invalid_payload' } : useResponseUrl(world.state, path, args);
  if (answer === null) return sendJson(response, 404, { ok: false, error: 'invalid_url' });
  if (!answer.ok) return sendJson(response, answer.error?.endsWith('_url') === true ? 404 : 400, answer);
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
}

/** A defect of the sandbox is said aloud: it must not look like Slack being down. */
function guard(response: ServerResponse, work: Promise<void>): void {
  work.catch((error: unknown) => {
    process.stderr.write(`The local Slack failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { ok: false, error: 'fatal_error' });
  });
}
