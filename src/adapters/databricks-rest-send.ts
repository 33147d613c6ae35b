/**
 * A change by REST, sent at most once. Not by fetch, which keeps connections and may repeat a call on a new one: each call
 * has a socket of its own, opened before anything is asked of it, so that until its first byte nothing is in doubt.
 */
import { type EventEmitter, once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { z } from 'zod';
import type { RestActions } from '../check/rest-actions.ts';
import type { Row, SendResult } from '../check/warehouse.ts';
import type { Authority } from './databricks-rest-auth.ts';

export type RestSendDeps = {
  /** `name[:port]`, without a scheme. */
  readonly host: string;
  readonly authority: Authority;
  readonly clock: () => number;
  readonly bodyBytesMax: number;
};

type Limits = Parameters<RestActions['send']>[1];

type Call = { readonly method: string; readonly path: string; readonly body: string | null };

/** No query, no step upwards, and nothing that would end the line. */
const PATH = String.raw`(/api/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*)`;
/** What is deleted is named by its path alone. */
const WITH_BODY = new RegExp(String.raw`^(PATCH|POST|PUT) ${PATH}\n(\{.*\})$`, 's');
const WITHOUT = new RegExp(String.raw`^(DELETE) ${PATH}$`);
/** Read off the text: of 64 bits a number of this language would lose the last ones. */
const BEGUN = /"(run_id|repair_id|update_id)"\s*:\s*"?([\w-]{1,64})"?/g;
const HTTPS_PORT = 443;
const MESSAGE_CHARACTERS_MAX = 1_000;

const databricksRefusal = z
  .object({ error_code: z.string().min(1), message: z.string().default('') })
  .transform(({ error_code, message }) => ({ errorClass: error_code, message }));
/** https://datatracker.ietf.org/doc/html/rfc7644#section-3.12 */
const scimRefusal = z
  .object({
    schemas: z.array(z.string()).refine((all) => all.includes('urn:ietf:params:scim:api:messages:2.0:Error')),
    detail: z.string().default(''),
    scimType: z.string().optional(),
    status: z.union([z.string(), z.number()]),
  })
  .transform(({ detail, scimType, status }) => ({
    errorClass: scimType ?? `SCIM_${status}`,
    message: detail,
  }));
const refusalSchema = z.union([databricksRefusal, scimRefusal]);

export async function sendCall(text: string, limits: Limits, deps: RestSendDeps): Promise<SendResult> {
  const asked = callIn(text);
  if (asked === null) return { outcome: 'not_sent', message: 'This is not a call that the bot makes.' };
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let call: ClientRequest | null = null;
  try {
    const token = await deps.authority.token(signal);
    call = prepared(asked, token, signal, deps.host);
    await connected(call, signal);
  } catch (error) {
    call?.destroy();
    return { outcome: 'not_sent', message: `No connection could be opened: ${wordsOf(error)}` };
  }
  try {
    if (!(await limits.guard().catch(() => false)))
      return { outcome: 'not_sent', message: 'It was called off just before it would have been sent.' };
    return await exchange(call, asked.body, signal, deps);
  } finally {
    call.destroy();
  }
}

function callIn(text: string): Call | null {
  const [, method, path, body = null] = WITH_BODY.exec(text) ?? WITHOUT.exec(text) ?? [];
  return method === undefined || path === undefined ? null : { method, path, body };
}

/** Nothing of it is written before its end is: not even its head. */
function prepared(
  { method, path, body }: Call,
  token: string,
  signal: AbortSignal,
  host: string,
): ClientRequest {
  const { hostname, port } = new URL(`https://${host}`);
  const call = request({
    host: hostname,
    port: port === '' ? HTTPS_PORT : Number(port),
    // A connection of its own, which is not kept.
    agent: false,
    method,
    path,
    signal,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === null
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    },
  });
  // What goes wrong is told to whoever waits; without a listener it would end the process.
  call.on('error', () => undefined);
  return call;
}

async function connected(call: ClientRequest, signal: AbortSignal): Promise<void> {
  const [socket] = (await once(call, 'socket', { signal })) as [EventEmitter];
  await Promise.race([once(socket, 'secureConnect', { signal }), failed(call)]);
}

async function failed(call: ClientRequest): Promise<never> {
  const [error] = (await once(call, 'error')) as [unknown];
  throw error;
}

/** From here on only the workspace's own word counts. */
async function exchange(
  call: ClientRequest,
  body: string | null,
  signal: AbortSignal,
  { authority, clock, bodyBytesMax }: RestSendDeps,
): Promise<SendResult> {
  const startedMs = clock();
  try {
    call.end(body ?? undefined);
    const [response] = (await once(call, 'response', { signal })) as [IncomingMessage];
    const status = response.statusCode ?? 0;
    if (status === 401) authority.forget();
    const answered = await readAll(response, bodyBytesMax);
    return resultOf(status, answered, Math.round(clock() - startedMs));
  } catch (error) {
    return { outcome: 'unknown', message: `It was sent, and the answer was lost: ${wordsOf(error)}` };
  }
}

/** A 2xx is the yes; a 4xx in Databricks' own words the no. A 5xx, a redirect, or a proxy's page says nothing. */
function resultOf(status: number, text: string, takenMs: number): SendResult {
  if (status >= 200 && status < 300) return { outcome: 'succeeded', rows: idsIn(text), takenMs };
  const refused = status >= 400 && status < 500 ? refusalIn(text) : null;
  return refused === null
    ? {
        outcome: 'unknown',
        message: `It was sent, and the answer was HTTP ${status}, which says nothing of what was done.`,
      }
    : { outcome: 'failed', ...refused };
}

/** What was begun is named by the answer; a yes without any is a yes. */
function idsIn(text: string): readonly Row[] {
  const ids = [...text.matchAll(BEGUN)].map(([, name = '', id = '']) => [name, id] as const);
  return ids.length === 0 ? [] : [Object.fromEntries(ids)];
}

function refusalIn(text: string): z.output<typeof refusalSchema> | null {
  try {
    const parsed = refusalSchema.safeParse(JSON.parse(text));
    if (!parsed.success) return null;
    return { ...parsed.data, message: parsed.data.message.slice(0, MESSAGE_CHARACTERS_MAX) };
  } catch {
    return null;
  }
}

async function readAll(response: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`the answer is larger than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function wordsOf(error: unknown): string {
  const told = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return told instanceof Error ? told.message : String(told);
}
