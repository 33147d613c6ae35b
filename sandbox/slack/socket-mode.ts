/**
 * Socket Mode: up to ten WebSockets that the app opens, each payload down one of them. While nobody is connected,
 * people see what they see of an app that is down.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Ack, Delivery } from './deliver.ts';
import { listen, shut } from './http.ts';
import { SOCKET_REFRESH_MS, SOCKETS_MAX } from './limits.ts';
import type { Envelope } from './socket-envelope.ts';
import { envelopeOf } from './socket-envelope.ts';
import type { Line } from './socket-line.ts';
import { socketLine } from './socket-line.ts';
import type { After } from './state.ts';

/** What a test can see of the connections and do to them; 0, or none, is the one that has been open longest. */
export type SocketFaults = {
  /** How many payloads went down each open connection, in the order of their opening. */
  readonly connections: () => readonly number[];
  /** "About ten seconds from now": payloads keep coming. */
  readonly warn: (which?: number) => void;
  /** Payloads go elsewhere from now on, and the connection is closed when the app has not done it by then. */
  readonly refresh: (which?: number) => void;
  /** Cuts the connection. */
  readonly drop: (which?: number) => void;
  /** The next connection that the app opens is cut before it stands. */
  readonly cutNext: () => void;
  /** A message of the test's own. */
  readonly say: (message: object, which?: number) => void;
  /** The newest envelope once more, down the next connection. */
  readonly again: () => Promise<Ack>;
};

export type SocketMode = SocketFaults & {
  readonly deliver: (delivery: Delivery) => Promise<Ack>;
  /** A WebSocket address that is good for one connection. */
  readonly newUrl: () => string;
  readonly close: () => Promise<void>;
};

const UNREACHABLE: Ack = { outcome: 'unreachable', message: 'The app is not connected.' };

export async function openSocketMode(appId: string, after: After): Promise<SocketMode> {
  const lines = createLines(appId, after);
  const tickets = new Set<string>();
  const upgrader = new WebSocketServer({ noServer: true });
  let cuts = 0;
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    if (cuts === 0) return upgrader.handleUpgrade(request, socket, head, lines.add);
    cuts -= 1;
    socket.destroy();
  });
  const port = await listen(server, 0);
  return {
    ...lines.faults,
    cutNext: () => void (cuts += 1),
    deliver: lines.deliver,
    newUrl: () => {
      const ticket = randomBytes(18).toString('base64url');
      tickets.add(ticket);
      return `ws://127.0.0.1:${port}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    close: async () => {
      lines.cutAll();
      await shut(server);
    },
  };
}

type Lines = {
  readonly add: (socket: WebSocket) => void;
  readonly deliver: SocketMode['deliver'];
  readonly faults: Omit<SocketFaults, 'cutNext'>;
  readonly cutAll: () => void;
};

function createLines(appId: string, after: After): Lines {
  const open: Line[] = [];
  const leaving = new Set<Line>();
  /** An event that was not acknowledged comes again in the same envelope: slackapi/bolt-js#2487. */
  const eventEnvelopes = new Map<string, string>();
  let turn = 0;
  let newest: Envelope | null = null;

  const send = (envelope: Envelope): Promise<Ack> => {
    const able = open.filter((line) => !leaving.has(line));
    turn += 1;
    return able[turn % able.length]?.deliver(envelope) ?? Promise.resolve(UNREACHABLE);
  };
  const at = (which: number): Line => {
    const line = open[which];
    if (line === undefined) throw new Error(`There is no connection ${which}; ${open.length} are open.`);
    return line;
  };
  return {
    add: (socket) => {
      const line = socketLine(socket, after, () => {
        open.splice(open.indexOf(line), 1);
        leaving.delete(line);
      });
      open.push(line);
      if (open.length <= SOCKETS_MAX) return line.say(hello(appId, open.length));
      leaving.add(line);
      line.say(disconnect('too_many_websockets'));
      line.close();
    },
    deliver: (delivery) => {
      const made = envelopeOf(delivery);
      if (made === null) return Promise.resolve(UNREACHABLE);
      const known = eventEnvelopes.get(delivery.body) ?? made.envelope_id;
      if (made.type === 'events_api') eventEnvelopes.set(delivery.body, known);
      newest = { ...made, envelope_id: known };
      return send(newest);
    },
    faults: {
      connections: () => open.map((line) => line.delivered()),
      warn: (which = 0) => at(which).say(disconnect('warning')),
      refresh: (which = 0) => {
        const line = at(which);
        leaving.add(line);
        line.say(disconnect('refresh_requested'));
        after(SOCKET_REFRESH_MS, line.close);
      },
      drop: (which = 0) => at(which).cut(),
      say: (message, which = 0) => at(which).say(message),
      again: () => (newest === null ? Promise.resolve(UNREACHABLE) : send(newest)),
    },
    cutAll: () => [...open].forEach((line) => line.cut()),
  };
}

function hello(appId: string, connections: number): object {
  return {
    type: 'hello',
    num_connections: connections,
    debug_info: { host: 'applink-local', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

function disconnect(reason: 'warning' | 'refresh_requested' | 'too_many_websockets'): object {
  return { type: 'disconnect', reason, debug_info: { host: 'applink-local' } };
}
