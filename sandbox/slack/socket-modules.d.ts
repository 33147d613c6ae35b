/** The few parts used here of a package that ships without types. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export type WebSocket = EventEmitter & {
    send(text: string): void;
    ping(): void;
    close(code?: number): void;
    /** Cuts the connection without a word. */
    terminate(): void;
  };
  export type WebSocketServer = {
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      taken: (socket: WebSocket) => void,
    ): void;
  };
  export const WebSocketServer: new (options: { readonly noServer: true }) => WebSocketServer;
}
