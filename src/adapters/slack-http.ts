/** Requests from Slack by HTTP: Bolt's receiver, with the holes closed that it leaves open. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import { boltLogger, type Log } from './slack-log.ts';

/** Slack's own recipe: five minutes on either side. Bolt looks at one side only and takes a request of next year. */
export const TIMESTAMP_WINDOW_S = 5 * 60;
/** Slack's largest payloads are views of 250 kB, escaped as a form: a megabyte holds them. */
export const BODY_BYTES_MAX = 1024 * 1024;

export type SlackHttpOptions = {
  readonly signingSecret: string;
  readonly wallClockMs: () => number;
  readonly log: Log;
};

/** The request key is made of the signature: the same signed request has the same key, whoever sends it again. */
export function slackHttpReceiver({ signingSecret, wallClockMs, log }: SlackHttpOptions): HTTPReceiver {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: '/slack/events',
    bodyLimit: BODY_BYTES_MAX,
    logger: boltLogger(log),
    customPropertiesExtractor: ({ headers }) => ({
      requestKey: `http/${digest(String(headers['x-slack-signature'] ?? ''))}`,
    }),
    // Bolt's default answers an unknown path with a throw that ends the process.
    dispatchErrorHandler: ({ response }) => {
      response.writeHead(404).end();
    },
  });
  const inner = receiver.requestListener;
  receiver.requestListener = (request: IncomingMessage, response: ServerResponse) => {
    if (isTimely(request, wallClockMs())) inner(request, response);
    else response.writeHead(401).end();
  };
  return receiver;
}

/** A request without a timestamp goes on to Bolt, which refuses it, or answers Slack's own ssl_check. */
function isTimely(request: IncomingMessage, nowMs: number): boolean {
  const header = request.headers['x-slack-request-timestamp'];
  if (header === undefined) return true;
  const seconds = Number(header);
  return Number.isFinite(seconds) && Math.abs(nowMs / 1000 - seconds) <= TIMESTAMP_WINDOW_S;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
