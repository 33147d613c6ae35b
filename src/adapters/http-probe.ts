/**
 * The port `Http` on fetch. It goes where the runbook or PLATFORM_API_URL says and nowhere else: no redirect is followed,
 * no credential is sent, and for each host there are a bulkhead and a breaker of its own.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Http, HttpAnswer } from '../check/http.ts';
import { type Guarded, guardReads, type NotTried } from '../guard/reads.ts';
import { PLATFORM_API } from '../runbook/schema-targets.ts';

export type HttpProbeOptions = {
  readonly platformApiUrl: string | null;
  /** Monotonic, in milliseconds. */
  readonly clock?: () => number;
  readonly limits?: Partial<HttpLimits>;
};

export type HttpLimits = {
  /** At a time, for each host. */
  readonly asksMax: number;
  readonly asksWaitingMax: number;
  /** So many in a row without an answer, and the host is not asked for `breakMs`. */
  readonly failuresMax: number;
  readonly breakMs: number;
  readonly bodyBytesMax: number;
};

const LIMITS: HttpLimits = {
  asksMax: 2,
  asksWaitingMax: 8,
  failuresMax: 5,
  breakMs: 10_000,
  bodyBytesMax: 2_000_000,
};

export function httpProbe(options: HttpProbeOptions): Http {
  const { clock = () => performance.now(), platformApiUrl } = options;
  const limits = { ...LIMITS, ...options.limits };
  // As many as the runbook names.
  const guards = new Map<string, Guard>();
  const guardOf = (host: string): Guard => {
    const known = guards.get(host) ?? newGuard(limits);
    guards.set(host, known);
    return known;
  };
  return {
    get: async ({ base, path }, { timeoutMs }) => {
      const origin = base === PLATFORM_API ? platformApiUrl : base;
      if (origin === null)
        return { outcome: 'not_asked', message: `${PLATFORM_API} is not set where the bot runs` };
      const url = new URL(path, origin);
      // A path that begins with two slashes would be another host.
      if (url.origin !== new URL(origin).origin)
        return { outcome: 'not_asked', message: 'the path leads to another host' };
      // From now on, the wait for a turn included.
      const wish = { url, timeoutMs, startedMs: clock(), signal: AbortSignal.timeout(timeoutMs) };
      const tried = await guardOf(url.host)(() => ask(wish, limits, clock));
      return tried.outcome === 'tried'
        ? tried.result
        : { outcome: 'not_asked', message: whyNotAsked(tried, limits) };
    },
    pause: (ms) => pause(ms),
  };
}

type Guard = (read: () => Promise<HttpAnswer>) => Promise<Guarded<HttpAnswer>>;

function newGuard(limits: HttpLimits): Guard {
  const { asksMax: atOnceMax, asksWaitingMax: waitingMax } = limits;
  return guardReads<HttpAnswer>({ ...limits, atOnceMax, waitingMax }, ({ outcome }) => outcome === 'silent');
}

type Wish = {
  readonly url: URL;
  readonly timeoutMs: number;
  readonly startedMs: number;
  readonly signal: AbortSignal;
};

async function ask(
  { url, timeoutMs, startedMs, signal }: Wish,
  { bodyBytesMax }: HttpLimits,
  clock: () => number,
): Promise<HttpAnswer> {
  if (signal.aborted)
    return { outcome: 'not_asked', message: `no turn to ask it came within ${inSeconds(timeoutMs)}` };
  const headers = { accept: 'application/json, text/plain; q=0.9', 'user-agent': 'four-eyes' };
  try {
    const response = await fetch(url, { redirect: 'manual', credentials: 'omit', headers, signal });
    const atMs = clock();
    const body = await bodyOf(response, bodyBytesMax);
    return { outcome: 'answered', status: response.status, body, takenMs: clock() - startedMs, atMs };
  } catch (error) {
    const message = signal.aborted ? `no answer within ${inSeconds(timeoutMs)}` : reasonOf(error);
    return { outcome: 'silent', message, takenMs: clock() - startedMs };
  }
}

/** Null where there is more than is read; the connection is then let go. */
async function bodyOf(response: Response, bytesMax: number): Promise<string | null> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function inSeconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}

/** In a person's words: a socket's own are for its author. */
const REASONS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nobody listens there (connection refused)',
  ENOTFOUND: 'its name is not known (DNS)',
  EAI_AGAIN: 'its name could not be looked up (DNS)',
  ECONNRESET: 'it cut the connection',
  UND_ERR_SOCKET: 'it cut the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
};

/** fetch throws `TypeError: fetch failed`; what it was is the socket's own error, its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code = '', message = '' } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return REASONS[code] ?? (message === '' ? String(error) : message);
}

function whyNotAsked({ why }: NotTried, { asksMax, failuresMax, breakMs }: HttpLimits): string {
  if (why === 'full') return `${asksMax} looks at it are under way and enough are waiting`;
  return `it did not answer ${failuresMax} times in a row; it is asked again after ${Math.ceil(breakMs / 1_000)} s`;
}
