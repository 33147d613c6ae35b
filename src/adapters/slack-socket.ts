/**
 * Requests from Slack by Socket Mode, as one receiver: two connections, the second opened ten minutes after the first,
 * so that Slack does not renew both at once. One that Slack is about to end has another in its place before it goes.
 */
import type { App, Receiver } from '@slack/bolt';
import type { Clock } from '../outbox/clock.ts';
import type { Log } from './slack-log.ts';
import { type Connection, type ConnectionOptions, socketConnection } from './slack-socket-connection.ts';
import { explain } from './slack-workspace.ts';

export const CONNECTIONS = 2;
/** Slack ends a connection at an age that varies by minutes; those opened together would go together. */
export const STAGGER_MS = 10 * 60_000;
/** The pause after a try that failed doubles from the one to the other. */
export const RETRY_MIN_MS = 1_000;
export const RETRY_MAX_MS = 60_000;

export type SlackSocketOptions = {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly log: Log;
  readonly clock: Clock;
};

/** Starting rejects with an AppError when the first connection cannot be opened; later failures are tried again. */
export function slackSocketReceiver(options: SlackSocketOptions): Receiver {
  const { log, clock } = options;
  let app: App | null = null;
  let isOpening = false;
  let isStopped = false;
  let failures = 0;
  let callOff = (): void => undefined;

  const replenish = (): void => {
    callOff();
    const sinceMs = connections.servingSinceMs();
    if (isStopped || isOpening || sinceMs.length >= CONNECTIONS) return;
    const waitMs = waitingMs(sinceMs, failures, clock.monotonicMs());
    if (waitMs === 0) void reopen();
    else callOff = clock.after(waitMs, () => void reopen());
  };
  const connections = openConnections(options, async (event) => app?.processEvent(event), replenish);
  const open = async (): Promise<void> => {
    isOpening = true;
    try {
      await connections.open();
      failures = 0;
    } catch (error) {
      failures += 1;
      throw error;
    } finally {
      isOpening = false;
    }
    replenish();
  };
  const reopen = (): Promise<void> =>
    open().catch((err: unknown) => {
      if (isStopped) return log.info({ err }, 'A Socket Mode connection came too late: the bot stops');
      const others = connections.servingSinceMs().length;
      log.error({ err, others }, 'A Socket Mode connection could not be opened; it is tried again');
      replenish();
    });
  return {
    init: (given) => void (app = given),
    start: () => open().catch((error: unknown) => explain(error, 'SLACK_APP_TOKEN')),
    stop: async () => {
      isStopped = true;
      callOff();
      await connections.close();
    },
  };
}

type Connections = {
  /** Since when each serves; one that Slack is about to end is not among them. */
  readonly servingSinceMs: () => readonly number[];
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** `fewer` is called when there is one less to count on. */
function openConnections(
  { log, clock, ...slack }: SlackSocketOptions,
  processEvent: ConnectionOptions['processEvent'],
  fewer: () => void,
): Connections {
  const all = new Set<Connection>();
  const serving = new Map<Connection, number>();
  const create = (): Connection => {
    const leave = (): void => {
      serving.delete(connection);
      fewer();
    };
    const end = (): void => {
      all.delete(connection);
      leave();
    };
    const { after } = clock;
    const told = { processEvent, onLeaving: leave, onEnded: end };
    const connection: Connection = socketConnection({ ...slack, log, after, ...told });
    return connection;
  };
  return {
    servingSinceMs: () => [...serving.values()],
    open: async () => {
      const connection = create();
      all.add(connection);
      await connection.open().catch((error: unknown) => {
        all.delete(connection);
        throw error;
      });
      serving.set(connection, clock.monotonicMs());
      log.info({ connections: serving.size }, 'Connected to Slack by Socket Mode');
    },
    close: async () => void (await Promise.all([...all].map((connection) => connection.close()))),
  };
}

/** How long until another connection may be opened beside those that serve since then. */
function waitingMs(servingSinceMs: readonly number[], failures: number, nowMs: number): number {
  const staggerMs = Math.max(...servingSinceMs.map((sinceMs) => sinceMs + STAGGER_MS - nowMs));
  const retryMs = failures === 0 ? 0 : Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (failures - 1));
  return Math.max(0, staggerMs, retryMs);
}
