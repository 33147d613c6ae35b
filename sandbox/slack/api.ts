/** POST /api/<method>: token, scopes, limits, then the method. What is asked for is logged whatever the answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authMethods } from './api-auth.ts';
import { canvasMethods } from './api-canvases.ts';
import { chatMethods } from './api-chat.ts';
import { conversationMethods } from './api-conversations.ts';
import { fileMethods } from './api-files.ts';
import type { Call, ChannelEvent, Method } from './api-method.ts';
import { peopleMethods } from './api-people.ts';
import { reactionMethods } from './api-reactions.ts';
import { viewMethods } from './api-views.ts';
import type { Args } from './args.ts';
import { parseBody, text } from './args.ts';
import type { Fault, FaultList } from './faults.ts';
import { readBody } from './http.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ApiAnswer } from './refusal.ts';
import { refuse } from './refusal.ts';
import { socketMethods } from './socket-api.ts';
import type { State } from './state.ts';

const methods: Readonly<Record<string, Method>> = {
  ...chatMethods,
  ...conversationMethods,
  ...authMethods,
  ...reactionMethods,
  ...fileMethods,
  ...canvasMethods,
  ...peopleMethods,
  ...socketMethods,
  ...viewMethods,
};

export type ApiRequest = { readonly method: string; readonly args: Args; readonly at: number };

export type Api = {
  readonly state: State;
  readonly botToken: string;
  /** Undefined while Socket Mode is off. */
  readonly appToken: string | undefined;
  readonly openConnection: () => string;
  readonly scopes: readonly string[];
  readonly hasHome: boolean;
  readonly takeFaults: FaultList['take'];
  /** Null where a test does not want to be counted. */
  readonly rateLimits: RateLimits | null;
  readonly requests: ApiRequest[];
  readonly url: () => string;
  readonly announce: (event: ChannelEvent) => void;
};

type Reply = {
  readonly status: number;
  readonly answer: ApiAnswer;
  readonly headers?: Record<string, string>;
};

export async function handleApi(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = new URL(request.url ?? '/', 'http://slack').pathname.replace(/^\/api\//, '');
  const body = await readBody(request);
  const args = body === null ? null : parseBody(request.headers['content-type'] ?? '', body);
  const { token: inBody, ...rest } = args ?? {};
  api.requests.push({ method, args: readable(rest), at: api.state.now() });
  const faults = api.takeFaults(method, text(rest, 'channel'));
  if (await early(api, faults, request, response)) return;
  const token = bearer(request) ?? (typeof inBody === 'string' ? inBody : undefined);
  const failing = faults.find((fault) => fault.kind === 'error');
  const reply: Reply =
    failing !== undefined
      ? { status: 200, answer: refuse(failing.error) }
      : args === null
        ? { status: 200, answer: refuse('invalid_json') }
        : answer(api, method, rest, token);
  if (faults.some((fault) => fault.kind === 'reset_after')) return void request.socket.resetAndDestroy();
  send(response, reply);
}

/** Faults that come before the call. True: it has been answered, or never will be. */
async function early(
  api: Api,
  faults: readonly Fault[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  for (const fault of faults) {
    if (fault.kind === 'slow')
      await new Promise<void>((resolve) => void api.state.after(fault.delayMs, resolve));
  }
  for (const fault of faults) {
    if (fault.kind === 'reset') request.socket.resetAndDestroy();
    else if (fault.kind === 'rate_limited') send(response, rateLimited(fault.retryAfterSeconds));
    else if (fault.kind === 'http') response.writeHead(fault.status).end();
    else if (fault.kind === 'malformed')
      response.writeHead(200, { 'content-type': 'text/html' }).end(fault.body);
    else continue;
    return true;
  }
  return false;
}

function answer(api: Api, name: string, args: Args, token: string | undefined): Reply {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return { status: 200, answer: { ...refuse('unknown_method'), req_method: name } };
  if (name !== 'api.test') {
    if (token === undefined) return { status: 200, answer: refuse('not_authed') };
    const [wanted, other] =
      method.token === 'app' ? [api.appToken, api.botToken] : [api.botToken, api.appToken];
    if (token !== wanted)
      return { status: 200, answer: refuse(token === other ? 'not_allowed_token_type' : 'invalid_auth') };
  }
  const { state, scopes, hasHome, botToken, announce, openConnection } = api;
  const call: Call = { state, args, scopes, hasHome, url: api.url(), botToken, openConnection, announce };
  const needed = method.scopes(call);
  const headers = { 'x-oauth-scopes': scopes.join(','), 'x-accepted-oauth-scopes': needed.join(',') };
  if (needed.length > 0 && !needed.some((scope) => scopes.includes(scope))) {
    const provided = scopes.join(',');
    return {
      status: 200,
      headers,
      answer: { ...refuse('missing_scope'), needed: needed.join(','), provided },
    };
  }
  const waitSeconds = api.rateLimits?.take(name, method.tier, text(args, 'channel') ?? '') ?? 0;
  if (waitSeconds > 0) return rateLimited(waitSeconds);
  return { status: 200, headers, answer: method.run(call) };
}

function rateLimited(retryAfterSeconds: number): Reply {
  return {
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    answer: refuse('ratelimited'),
  };
}

function send(response: ServerResponse, { status, headers, answer: body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}

/** Blocks and views as objects, so that a test can look into them. */
function readable(args: Args): Args {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (typeof value !== 'string' || !/^[[{]/.test(value)) return [name, value];
      try {
        return [name, JSON.parse(value) as unknown];
      } catch {
        return [name, value];
      }
    }),
  );
}
