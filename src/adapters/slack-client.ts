/** The Web API client as the outbox and the directory need it, and what its errors mean. */
import { LogLevel, WebClient } from '@slack/web-api';
import type { Failure } from '../outbox/messenger.ts';

/**
 * Longer than the ten seconds after which fetch gives up connecting: a Slack that cannot be reached then says so
 * (UND_ERR_CONNECT_TIMEOUT, nothing was sent) before our own timeout makes it an answer that was lost.
 */
export const slackTimeoutMs = 15_000;

/** Where Slack answers 429 (or `ratelimited`) without saying for how long. */
export const retryAfterDefaultMs = 5_000;

/** `Retry-After: 0` is seen too; a pause of nothing would be asked for again at once. */
const retryAfterMinMs = 1_000;

export type SlackClientOptions = {
  readonly token: string;
  /** Ends in `/api/`; Slack's own when absent. */
  readonly apiUrl?: string;
  readonly timeoutMs?: number;
  readonly log?: {
    readonly debug: (fields: object, message: string) => void;
    readonly warn: (fields: object, message: string) => void;
  };
};

/**
 * No retries and no waiting inside: left to itself the client repeats a post whose connection was reset, and one 429
 * stops the queue of every channel. The pace is ours.
 */
export function slackClient({
  token,
  apiUrl,
  timeoutMs = slackTimeoutMs,
  log,
}: SlackClientOptions): WebClient {
  return new WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...(log === undefined ? {} : { logger: loggerFor(log) }),
  });
}

/**
 * What a thrown error says about the call. Read in web-api 8.2 (errors.js, WebClient.js): 429 with `Retry-After` is a
 * rate-limited error, 429 without a plain Error; a body that is no JSON becomes a platform error whose `error` is the
 * body; a connection that breaks while the body is read is the bare error of fetch.
 */
export function slackFailure(error: unknown): Failure {
  const thrown = shapeOf(error);
  switch (thrown.code) {
    case 'slack_webapi_rate_limited_error':
      return rateLimited(Number(thrown['retryAfter']) * 1_000);
    case 'slack_webapi_platform_error':
      return platformFailure(shapeOf(thrown['data'])['error']);
    case 'slack_webapi_http_error':
      return httpFailure(Number(thrown['statusCode']));
    case 'slack_webapi_request_error':
      return requestFailure(thrown['original']);
    default:
      return thrown.message.startsWith('Retry header did not contain')
        ? rateLimited(retryAfterDefaultMs)
        : { outcome: 'unknown', message: thrown.message };
  }
}

function rateLimited(retryAfterMs: number): Failure {
  const asked = Number.isFinite(retryAfterMs) ? retryAfterMs : retryAfterDefaultMs;
  return { outcome: 'rate_limited', retryAfterMs: Math.max(retryAfterMinMs, asked) };
}

function platformFailure(code: unknown): Failure {
  // A proxy's page, or no error at all: not Slack's word.
  if (typeof code !== 'string' || !/^[a-z][a-z0-9_]{1,80}$/.test(code)) {
    return { outcome: 'unknown', message: 'an answer that is not in the shape of Slack’s' };
  }
  if (code === 'ratelimited' || code === 'rate_limited') return rateLimited(retryAfterDefaultMs);
  if (perhapsDone.has(code)) return { outcome: 'unknown', message: code };
  if (notNow.has(code)) return { outcome: 'unreachable', message: `Slack answered ${code}` };
  return { outcome: 'refused', code };
}

/** Slack's words for both: some aspect of the operation may have succeeded. */
const perhapsDone: ReadonlySet<string> = new Set(['internal_error', 'fatal_error']);

/**
 * Nothing was done, and the same request is right once somebody (Slack, or who holds the token) has mended what is
 * broken. A token that was revoked or rotated would otherwise send everything that is owed to the dead letters.
 */
const notNow: ReadonlySet<string> = new Set([
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'access_denied',
  'accesslimited',
  'ekm_access_denied',
  'org_login_required',
  'two_factor_setup_required',
]);

function httpFailure(status: number): Failure {
  // Slack itself answers 200 and 429; these are its front end, or a proxy on the way, and 5xx may come after the work.
  if (status >= 500 || status === 408 || !(status >= 400)) {
    return { outcome: 'unknown', message: `HTTP ${status}` };
  }
  const isOurs = status === 400 || status === 413 || status === 414 || status === 431;
  return isOurs
    ? { outcome: 'refused', code: `http_${status}` }
    : { outcome: 'unreachable', message: `HTTP ${status}` };
}

/** fetch throws `TypeError: fetch failed` with the socket's own error as its cause; a timeout comes bare. */
function requestFailure(original: unknown): Failure {
  const outer = shapeOf(original);
  const inner = shapeOf(outer['cause']);
  const code = inner.code ?? outer.code ?? '';
  const message = [outer.message, code, inner.message].filter((part) => part !== '').join(': ');
  return { outcome: beforeSending(code) ? 'unreachable' : 'unknown', message };
}

function beforeSending(code: string): boolean {
  return unconnected.has(code) || code.startsWith('ERR_TLS_') || code.startsWith('CERT_');
}

const unconnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

type Shape = { readonly [key: string]: unknown } & { readonly code?: string; readonly message: string };

function shapeOf(value: unknown): Shape {
  const record = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const members = Object.fromEntries(
    ['retryAfter', 'data', 'statusCode', 'original', 'cause', 'error'].map((key) => [key, record[key]]),
  );
  const message = typeof record['message'] === 'string' ? record['message'] : '';
  return { ...members, message, ...(typeof record['code'] === 'string' ? { code: record['code'] } : {}) };
}

type Logger = NonNullable<NonNullable<ConstructorParameters<typeof WebClient>[1]>['logger']>;

/** The client's own log, one level down: every failure is judged, and said, by who made the call. */
function loggerFor(log: NonNullable<SlackClientOptions['log']>): Logger {
  let name = 'slack';
  const debug = (...parts: unknown[]) => log.debug({ name }, parts.map(String).join(' '));
  return {
    debug: () => {},
    info: debug,
    warn: debug,
    error: (...parts) => log.warn({ name }, parts.map(String).join(' ')),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: (given) => {
      name = given;
    },
  };
}
