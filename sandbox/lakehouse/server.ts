/** HTTPS in front of the service: path, token, body, and the answers that are not Thrift. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { readBody } from './rest/read-body.ts';
import type { Principal } from './sessions.ts';
import { readCall, writeReply, writeUnknownMethod } from './thrift/envelope.ts';
import type { Reply } from './thrift/reply.ts';

const STOPPED_RETRY_AFTER_S = 1;

export type ServerDeps = {
  readonly httpPath: string;
  readonly tokens: { readonly [token: string]: Principal };
  readonly answer: (method: string, request: unknown, caller: Principal) => Promise<Reply>;
  /** Once the token is known to be good. */
  readonly rest: (request: IncomingMessage, response: ServerResponse, caller: Principal) => Promise<void>;
};

export function createHttpsServer(
  certificate: { certPem: string; keyPem: string },
  deps: ServerDeps,
): Server {
  return createServer({ cert: certificate.certPem, key: certificate.keyPem }, (request, response) => {
    serve(request, response, deps).catch(() => request.socket.destroy());
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, deps: ServerDeps): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?');
  const isRest = path.startsWith('/api/');
  if (!isRest && (path !== deps.httpPath || request.method !== 'POST')) {
    return refuse(response, 404, 'ENDPOINT_NOT_FOUND', `No API found for '${request.method} ${path}'`);
  }
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    return refuse(
      response,
      401,
      '401',
      'Credential was not sent or was of an unsupported type for this API.',
    );
  }
  const caller = Object.hasOwn(deps.tokens, token) ? deps.tokens[token] : undefined;
  if (caller === undefined) return refuse(response, 403, '403', 'Invalid access token.');
  if (isRest) return deps.rest(request, response, caller);
  const body = await readBody(request);
  if (body === null) return refuse(response, 413, 'INVALID_PARAMETER_VALUE', 'The request is too large.');
  const call = readCall(body);
  const reply = await deps.answer(call.method, call.request, caller);
  switch (reply.type) {
    case 'response':
      return send(response, writeReply(call, reply.response));
    case 'unknown_method':
      return send(response, writeUnknownMethod(call));
    case 'garbage':
      return send(response, Buffer.from('<html>a proxy that lost its way</html>'));
    case 'cut':
      request.socket.destroy();
      return;
    case 'stopped':
      response.setHeader('Retry-After', String(STOPPED_RETRY_AFTER_S));
      return refuse(response, 503, 'TEMPORARILY_UNAVAILABLE', 'The warehouse is stopped.');
    case 'hang':
      return;
  }
}

function send(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'Content-Type': 'application/x-thrift', 'Content-Length': body.length });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, errorCode: string, message: string): void {
  response.setHeader('X-Thriftserver-Error-Message', message);
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ error_code: errorCode, message }));
}
