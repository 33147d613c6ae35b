/** One open WebSocket to an app: what was sent down it waits for its acknowledgement, for three seconds as by HTTP. */
import type { WebSocket } from 'ws';
import { isRecord } from './blocks-check.ts';
import type { Ack } from './deliver.ts';
import { ACK_MS } from './limits.ts';
import type { Envelope } from './socket-envelope.ts';
import { ackOf } from './socket-envelope.ts';
import type { After } from './state.ts';

export type Line = {
  /** Resolves with what came of it; a connection that ends first leaves it unanswered. */
  readonly deliver: (envelope: Envelope) => Promise<Ack>;
  readonly say: (message: object) => void;
  readonly close: () => void;
  /** Cut off as by a network that fails. */
  readonly cut: () => void;
  readonly delivered: () => number;
};

/** The app may answer pings with nothing but pongs, and expects to be pinged: by 30 s its SDK gives the line up. */
const PING_EVERY_MS = 10_000;

export function socketLine(socket: WebSocket, after: After, ended: () => void): Line {
  const waiting = new Map<string, { readonly envelope: Envelope; readonly settle: (ack: Ack) => void }>();
  let delivered = 0;
  let cancelPing = (): void => undefined;
  const ping = (): void => {
    cancelPing = after(PING_EVERY_MS, () => {
      socket.ping();
      ping();
    });
  };
  ping();
  socket.on('message', (data: Buffer) => {
    const answer = readAnswer(data.toString('utf8'));
    const found = waiting.get(answer.id);
    if (found !== undefined) found.settle(ackOf(found.envelope, answer.payload));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    cancelPing();
    ended();
    for (const { settle } of waiting.values())
      settle({ outcome: 'unreachable', message: 'The connection ended.' });
  });
  return {
    deliver: (envelope) =>
      new Promise((resolve) => {
        const cancel = after(ACK_MS, () => settle({ outcome: 'timeout' }));
        const settle = (ack: Ack): void => {
          cancel();
          waiting.delete(envelope.envelope_id);
          resolve(ack);
        };
        waiting.set(envelope.envelope_id, { envelope, settle });
        delivered += 1;
        socket.send(JSON.stringify(envelope));
      }),
    say: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(1000),
    cut: () => socket.terminate(),
    delivered: () => delivered,
  };
}

function readAnswer(text: string): { readonly id: string; readonly payload: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value) && typeof value.envelope_id === 'string')
      return { id: value.envelope_id, payload: value.payload };
  } catch {
    // Slack says nothing to what it cannot read.
  }
  return { id: '', payload: undefined };
}
