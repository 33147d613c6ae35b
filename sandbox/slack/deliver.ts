/** Sends one signed request to the app and waits for its acknowledgement, for three seconds as Slack does. */
import { request } from 'node:http';
import { ACK_MS } from './limits.ts';
import { signedHeaders } from './signature.ts';
import type { After } from './state.ts';

export type Ack =
  | { readonly outcome: 'acked'; readonly contentType: string; readonly body: string }
  | { readonly outcome: 'http_error'; readonly status: number; readonly noRetry: boolean }
  | { readonly outcome: 'timeout' }
  | { readonly outcome: 'unreachable'; readonly message: string };

/** What went over the wire, byte by byte, so that it can be sent again or forged. */
export type Delivery = {
  readonly kind:
    | 'command'
    | 'block_actions'
    | 'shortcut'
    | 'view_submission'
    | 'view_closed'
    | 'event'
    | 'url_verification';
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: number;
};

export type RawRequest = Pick<Delivery, 'body' | 'headers'>;

export type Post = {
  readonly deliver: (
    kind: Delivery['kind'],
    contentType: string,
    body: string,
    extraHeaders?: Readonly<Record<string, string>>,
  ) => Promise<Ack>;
  readonly deliveries: readonly Delivery[];
  readonly setAppUrl: (url: string) => void;
};

export function createPost(options: {
  readonly appUrl: string | undefined;
  readonly signingSecret: string;
  readonly now: () => number;
  readonly after: After;
  /** The way there while Socket Mode is on: nothing then goes to the URL. */
  readonly socket?: (delivery: Delivery) => Promise<Ack>;
}): Post {
  const deliveries: Delivery[] = [];
  let appUrl = options.appUrl;
  return {
    deliveries,
    setAppUrl: (url) => {
      appUrl = url;
    },
    deliver: (kind, contentType, body, extraHeaders = {}) => {
      const seconds = Math.floor(options.now() / 1_000);
      const headers = {
        ...signedHeaders(options.signingSecret, seconds, body, contentType),
        ...extraHeaders,
      };
      const delivery = { kind, body, headers, at: options.now() };
      deliveries.push(delivery);
      if (options.socket !== undefined) return options.socket(delivery);
      if (appUrl === undefined)
        return Promise.resolve({ outcome: 'unreachable', message: 'The app has no URL yet.' });
      return sendRaw(appUrl, { body, headers }, options.after);
    },
  };
}

/** Each on a connection of its own: one that an app left half-closed would look like an app that is down. */
export function sendRaw(appUrl: string, { body, headers }: RawRequest, after: After): Promise<Ack> {
  return new Promise((resolve) => {
    const outgoing = request(appUrl, { method: 'POST', headers, agent: false });
    const cancel = after(ACK_MS, () => {
      resolve({ outcome: 'timeout' });
      outgoing.destroy();
    });
    const settle = (ack: Ack): void => {
      cancel();
      resolve(ack);
    };
    outgoing.on('error', (error) => settle({ outcome: 'unreachable', message: error.message }));
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => settle({ outcome: 'unreachable', message: error.message }));
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        const noRetry = response.headers['x-slack-no-retry'] === '1';
        if (status < 200 || status > 299) return settle({ outcome: 'http_error', status, noRetry });
        const contentType = response.headers['content-type'] ?? '';
        settle({ outcome: 'acked', contentType, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.end(body);
  });
}
