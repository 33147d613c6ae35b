/** The REST API over HTTP: faults first, then the answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultSource } from '../faults.ts';
import type { Principal } from '../sessions.ts';
import { answerRest } from './answer.ts';
import type { RestContext } from './call.ts';
import { readBody } from './read-body.ts';

/** A call that changes something, as it arrived. */
export type Change = {
  readonly method: string;
  readonly target: string;
  readonly body: string;
  readonly principal: string;
  readonly status: number;
};

export type RestDeps = RestContext & { readonly faults: FaultSource; readonly changes: Change[] };

export async function serveRest(
  request: IncomingMessage,
  response: ServerResponse,
  caller: Principal,
  { faults, changes, ...context }: RestDeps,
): Promise<void> {
  const target = request.url ?? '';
  const slow = faults.take('rest_slow', target);
  if (slow !== null) await pause(slow.ms, undefined, { ref: false });
  const error = faults.take('rest_error', target);
  if (error !== null) {
    if (error.retryAfterS !== undefined) response.setHeader('Retry-After', String(error.retryAfterS));
    return send(response, error.status, { error_code: error.errorCode, message: error.message });
  }
  if (faults.take('rest_garbage', target) !== null) {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<html>a proxy that lost its way</html>');
    return;
  }
  const sent = await readBody(request);
  if (sent === null) {
    return send(response, 413, {
      error_code: 'INVALID_PARAMETER_VALUE',
      message: 'The request is too large.',
    });
  }
  const { status, body } = answerRest(context, {
    method: request.method ?? '',
    url: new URL(target, 'https://lakehouse.test'),
    caller,
    body: sent.length === 0 ? null : sent.toString(),
  });
  if (request.method !== 'GET')
    changes.push({
      method: request.method ?? '',
      target,
      body: sent.toString(),
      principal: caller.principal,
      status,
    });
  const cut = faults.take('rest_cut', target);
  if (cut === null) return send(response, status, body);
  if (cut.partly === true) {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    });
    response.write(text.slice(0, Math.floor(text.length / 2)));
    await pause(CUT_AFTER_MS);
  }
  request.socket.destroy();
}

/** So that the first half is on its way. */
const CUT_AFTER_MS = 20;

function send(response: ServerResponse, status: number, body: object | null): void {
  if (body === null) {
    response.writeHead(status);
    response.end();
    return;
  }
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
