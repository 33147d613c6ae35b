/** One GET of Databricks' REST API: the answer as data, or what went wrong. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Authority } from './databricks-rest-auth.ts';

/** `errorCode` is Databricks' own word, null where nothing could be learnt. */
export class RestFailure extends Error {
  readonly errorCode: string | null;

  constructor(errorCode: string | null, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RestFailure';
    this.errorCode = errorCode;
  }
}

export type CallDeps = {
  readonly base: string;
  readonly authority: Authority;
  readonly bodyBytesMax: number;
};

/** A list is a name that stands as often as it has values. */
export type Query = { readonly [name: string]: string | readonly string[] };

export type Call = (path: string, query: Query, signal: AbortSignal) => Promise<unknown>;

/** A read may be asked again: so often after 429 and 503, when they say how long to wait. */
const TRIES_MAX = 3;
const MESSAGE_CHARACTERS_MAX = 1_000;

const refusalSchema = z.object({ error_code: z.string().min(1), message: z.string().default('') });

export function createCall(deps: CallDeps): Call {
  return async (path, query, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      const { response, text } = await send(deps, `${deps.base}${path}?${queryText(query)}`, signal);
      if (response.ok) return dataOf(text);
      const waitMs = attempt < TRIES_MAX ? waitOf(response) : null;
      // 401 for a token that has ended, which a new one mends; a token that was given stays what it is.
      if (response.status === 401) deps.authority.forget();
      if (waitMs === null) throw failureOf(response.status, text);
      await pause(waitMs, undefined, { signal });
    }
  };
}

function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as [string, string]),
  );
  return new URLSearchParams(pairs).toString();
}

async function send({ authority, bodyBytesMax }: CallDeps, url: string, signal: AbortSignal) {
  try {
    const token = await authority.token(signal);
    // No redirects: the token goes to this host and to no other.
    const init = { headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal } as const;
    const response = await fetch(url, init);
    return { response, text: await bodyOf(response, bodyBytesMax) };
  } catch (error) {
    if (error instanceof RestFailure) throw error;
    throw new RestFailure(null, reasonOf(error), { cause: error });
  }
}

async function bodyOf(response: Response, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (response.body === null) return '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new RestFailure(null, `the answer is larger than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Ids go up to 2^63: an integer that a double cannot hold is kept as its digits. */
function dataOf(text: string): unknown {
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? context?.source
      : value;
  try {
    return JSON.parse(text, exact) as unknown;
  } catch (error) {
    throw new RestFailure(null, 'the answer is not JSON', { cause: error });
  }
}

/** Retry-After in seconds, as Databricks gives it; without it the call is not repeated. */
function waitOf({ status, headers }: Response): number | null {
  if (status !== 429 && status !== 503) return null;
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,4}$/.test(text) ? Number(text) * 1_000 : null;
}

/** 429 and 5xx say nothing about the question; a 4xx without Databricks' words may be a proxy's. */
function failureOf(status: number, text: string): RestFailure {
  let parsed: ReturnType<typeof refusalSchema.safeParse> | null = null;
  try {
    parsed = refusalSchema.safeParse(JSON.parse(text));
  } catch {
    return new RestFailure(null, `HTTP ${status}`);
  }
  if (!parsed.success) return new RestFailure(null, `HTTP ${status}`);
  const message = parsed.data.message.slice(0, MESSAGE_CHARACTERS_MAX);
  if (status === 429 || status >= 500) return new RestFailure(null, `HTTP ${status}: ${message}`);
  return new RestFailure(parsed.data.error_code, message);
}

/** fetch throws `TypeError: fetch failed`; what it was is the socket's own error, its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const told = cause instanceof Error && cause.message !== '' ? cause : error;
  return told instanceof Error ? told.message : String(told);
}
