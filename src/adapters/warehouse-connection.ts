/** A session of the driver on a client of its own, and how both are given back. */
import { setTimeout } from 'node:timers/promises';
import type { DBSQLClient } from '@databricks/sql';
import type { Background } from './warehouse-background.ts';
import { startDeadline } from './warehouse-deadline.ts';

export type Credentials =
  | { readonly token: string }
  | { readonly clientId: string; readonly clientSecret: string };

export type Log = {
  readonly debug: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

export type ConnectionSettings = {
  readonly host: string;
  readonly httpPath: string;
  readonly credentials: Credentials;
  readonly ca?: string;
  readonly log: Log;
};

export type SessionSettings = {
  readonly configuration?: { readonly [name: string]: string };
  readonly queryTags?: { readonly [key: string]: string };
};

/** The driver's own types, which it does not export by name. */
export type Session = Awaited<ReturnType<DBSQLClient['openSession']>>;
export type Operation = Awaited<ReturnType<Session['executeStatement']>>;
type ConnectOptions = Parameters<DBSQLClient['connect']>[0];

export type Connection = {
  readonly session: Session;
  /** Closes the session on the server, which ends whatever still runs in it, and then the sockets. */
  readonly close: () => Promise<void>;
  /** Drops the sockets only: what runs in the session goes on. */
  readonly abandon: () => void;
};

/** One HTTP call. Statements are polled, so no call takes as long as its statement. */
const CALL_MAX_MS = 60_000;
/** For calls that are safe to repeat; ExecuteStatement, OpenSession, FetchResults are never repeated by the driver. */
const ATTEMPTS_MAX = 4;
const RETRY_DELAY_MIN_MS = 250;
const RETRY_DELAY_MAX_MS = 2_000;
const RETRIES_MAX_MS = 30_000;

const HTTPS_PORT = 443;

export type Open = (session: SessionSettings) => Promise<Connection>;

export type OpenLimits = {
  /** A stopped warehouse is started by the first call, which takes minutes on a classic one. */
  readonly sessionOpenMaxMs: number;
  /** The first pause before a warehouse that is starting is asked again; it doubles. */
  readonly sessionRetryMs: number;
};

/** Throws when there is no session in time; then none is left behind either. */
export function opener(settings: ConnectionSettings, limits: OpenLimits, background: Background): Open {
  return async (session) => {
    const deadline = startDeadline(limits.sessionOpenMaxMs);
    const opening = openSession(settings, session, limits.sessionRetryMs, deadline.signal);
    try {
      const first = await Promise.race([opening, deadline.passed]);
      if (first !== 'passed') return first;
      background.run('Closing a session that came too late', async () => (await opening).close());
      throw new Error(`none within ${limits.sessionOpenMaxMs} ms; the warehouse may still be starting`);
    } finally {
      deadline.clear();
    }
  };
}

/** The driver is loaded with the first connection: it takes longer than the rest of the start together. */
async function openSession(
  settings: ConnectionSettings,
  { configuration = {}, queryTags }: SessionSettings,
  retryMs: number,
  signal: AbortSignal,
): Promise<Connection> {
  const { DBSQLClient } = await import('@databricks/sql');
  const client = new DBSQLClient({ logger: loggerFor(settings.log) });
  await client.connect(connectOptions(settings));
  const agent = await (await client.getConnectionProvider()).getAgent();
  const abandon = () => agent?.destroy();
  signal.addEventListener('abort', abandon, { once: true });
  try {
    for (let pauseMs = retryMs; ; pauseMs = Math.min(2 * pauseMs, RETRY_DELAY_MAX_MS)) {
      signal.throwIfAborted();
      const session = await client
        .openSession({
          configuration: { ...configuration },
          ...(queryTags === undefined ? {} : { queryTags }),
        })
        .catch(nullWhileStarting);
      if (session !== null) return { session, abandon, close: () => closeAll(client, abandon) };
      await setTimeout(pauseMs, undefined, { signal });
    }
  } catch (error) {
    abandon();
    throw error;
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

/** A warehouse that is starting answers 503, a busy gateway 429; the driver gives up at once, and we need not. */
function nullWhileStarting(error: Error & { readonly statusCode?: unknown }): null {
  if (error.statusCode === 503 || error.statusCode === 429) return null;
  throw error;
}

async function closeAll(client: { close: () => Promise<void> }, abandon: () => void): Promise<void> {
  try {
    await client.close();
  } finally {
    abandon();
  }
}

function connectOptions({ host, httpPath, credentials, ca }: ConnectionSettings): ConnectOptions {
  const { hostname, port } = new URL(`https://${host}`);
  return {
    host: hostname,
    port: port === '' ? HTTPS_PORT : Number(port),
    path: httpPath,
    ...authentication(credentials),
    ...(ca === undefined ? {} : { customCaCert: ca }),
    userAgentEntry: 'four-eyes-bot',
    // On by default, and it sends figures about every statement to Databricks.
    telemetryEnabled: false,
    preserveBigNumericPrecision: true,
    socketTimeout: CALL_MAX_MS,
    retryMaxAttempts: ATTEMPTS_MAX,
    retriesTimeout: RETRIES_MAX_MS,
    retryDelayMin: RETRY_DELAY_MIN_MS,
    retryDelayMax: RETRY_DELAY_MAX_MS,
  };
}

/** A client id and secret are a Databricks service principal's, on Azure too, where the driver would ask Entra. */
function authentication(credentials: Credentials) {
  if ('token' in credentials) return { authType: 'access-token', token: credentials.token } as const;
  return {
    authType: 'databricks-oauth',
    oauthClientId: credentials.clientId,
    oauthClientSecret: credentials.clientSecret,
    useDatabricksOAuthInAzure: true,
  } as const;
}

/** The driver's own logger would write to standard output. What it calls an error is told by the outcome as well. */
function loggerFor(log: Log) {
  return {
    log: (level: string, message: string) => {
      if (level === 'error' || level === 'warn') log.warn({ from: '@databricks/sql', level }, message);
      else log.debug({ from: '@databricks/sql', level }, message);
    },
  };
}
