/**
 * One WebSocket to Slack, from its opening to its end: Bolt's Socket Mode receiver, used once. Its client would renew
 * itself, but is deaf for five seconds while it does, and a renewal that fails is a rejection that nobody catches
 * (socket-mode 3.1, SocketModeClient.js, delayReconnectAttempt); so that is switched off, and the pool opens another.
 */
import { type App, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import type { Clock } from '../outbox/clock.ts';
import { boltLogger, type Log } from './slack-log.ts';

export type ConnectionOptions = {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly log: Log;
  readonly after: Clock['after'];
  readonly processEvent: (event: ReceiverEvent) => Promise<void>;
  /** Slack will end it soon. It still delivers, and what it has delivered can still be answered. */
  readonly onLeaving: () => void;
  readonly onEnded: () => void;
};

export type Connection = {
  /** Resolves once Slack has said hello. Rejects when that fails, or takes too long. */
  readonly open: () => Promise<void>;
  /** Waits for the answers that are under way, for a while. */
  readonly close: () => Promise<void>;
};

/** From the asking for an address to Slack's hello. */
export const OPEN_WITHIN_MS = 30_000;
/** What was delivered has to be answered within three seconds; an answer after that is of no use. */
export const ANSWER_WITHIN_MS = 3_000;
/** A warning comes about ten seconds before the request to go, which may get lost. */
export const WARNED_MAX_MS = 60_000;

/** An outage is over sooner or later, and a reset at once: the pool tries again when these are used up. */
const ADDRESS_CALL = { timeout: 10_000, retryConfig: { retries: 3, minTimeout: 250, maxTimeout: 2_000 } };

type Message = (data: unknown, isBinary: boolean) => unknown;

export function socketConnection(options: ConnectionOptions): Connection {
  const { log, after } = options;
  const receiver = receiverOf(options);
  const underWay = new Set<Promise<void>>();
  let closing: Promise<void> | null = null;
  let callOff = (): void => undefined;

  receiver.init({
    processEvent: (event) => {
      const work = options
        .processEvent(event)
        .catch((err: unknown) => log.error({ err }, 'A request from Slack could not be handled'))
        .finally(() => underWay.delete(work));
      underWay.add(work);
      return work;
    },
  } as App);
  const close = (): Promise<void> => {
    callOff();
    closing ??= settled(underWay, after).then(() => receiver.stop());
    return closing;
  };
  onDisconnect(receiver, log, (reason) => {
    callOff();
    callOff = after(reason === 'warning' ? WARNED_MAX_MS : ANSWER_WITHIN_MS, () => void close());
    options.onLeaving();
  });
  return {
    close,
    open: async () => {
      await opened(receiver, after);
      if (closing !== null) {
        // The client does not notice, and would leave it open.
        await receiver.stop();
        throw new Error('It was closed before it stood');
      }
      receiver.client.once('disconnected', () => {
        callOff();
        options.onEnded();
      });
    },
  };
}

function receiverOf({ appToken, apiUrl, log }: ConnectionOptions): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, ...ADDRESS_CALL } },
    // At debug the client writes out whole messages, with response_urls and trigger ids in them.
    logger: { ...boltLogger(log), debug: () => undefined },
    // Called outside Bolt's try: it must not throw.
    customPropertiesExtractor: ({ envelope_id }: { readonly envelope_id?: unknown }) => ({
      requestKey: typeof envelope_id === 'string' && envelope_id !== '' ? `socket/${envelope_id}` : '',
    }),
  });
}

async function opened(receiver: SocketModeReceiver, after: Clock['after']): Promise<void> {
  let callOff = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    callOff = after(OPEN_WITHIN_MS, () => reject(new Error('Slack did not say hello')));
  });
  try {
    await Promise.race([receiver.start(), late]);
  } catch (error) {
    await receiver.stop();
    // The client rejects with nothing when Slack ends the connection before its hello.
    throw error instanceof Error ? error : new Error('Slack ended the connection before it stood');
  } finally {
    callOff();
  }
}

/** Until nothing is under way, or for as long as an answer is of use. */
async function settled(underWay: ReadonlySet<Promise<void>>, after: Clock['after']): Promise<void> {
  let isLate = false;
  let callOff = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    callOff = after(ANSWER_WITHIN_MS, () => {
      isLate = true;
      resolve();
    });
  });
  while (underWay.size > 0 && !isLate) await Promise.race([late, ...underWay]);
  callOff();
}

const disconnectSchema = z.object({ type: z.literal('disconnect'), reason: z.string() });

/**
 * Stands before the client's own listener, which hangs up at a mere warning (its ack then fails, and what is on its way
 * is lost), and rejects, unheard, at an event without an inner one such as app_rate_limited.
 */
function onDisconnect(
  { client }: SocketModeReceiver,
  log: Log,
  leave: (reason: 'warning' | 'refresh_requested') => void,
): void {
  const inner = client.listeners('ws_message') as Message[];
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: boolean) => {
    const reason = disconnectReason(data);
    if (reason === 'warning' || reason === 'refresh_requested') return leave(reason);
    if (reason !== null) log.warn({ reason }, 'Slack ends a Socket Mode connection');
    for (const listener of inner) {
      void Promise.resolve(listener(data, isBinary)).catch((err: unknown) =>
        log.warn({ err }, 'A message from Slack could not be read'),
      );
    }
  });
}

function disconnectReason(data: unknown): string | null {
  if (typeof data !== 'string' || !data.includes('"disconnect"')) return null;
  try {
    return disconnectSchema.safeParse(JSON.parse(data)).data?.reason ?? null;
  } catch {
    return null;
  }
}
