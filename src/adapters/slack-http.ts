/** Requests from Slack by HTTP: Bolt's receiver, with the holes closed that it leaves open. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, HTTPModuleFunctions, HTTPReceiver, type ReceiverEvent } from '@slack/bolt';
import { AppError } from '../errors.ts';
import { boltLogger, type Log } from './slack-log.ts';

/** Slack's own recipe: five minutes on either side. Bolt looks at one side only and takes a request of next year. */
export const TIMESTAMP_WINDOW_S = 5 * 60;
/** Slack's largest payloads are views of 250 kB, escaped as a form: a megabyte holds them. */
export const BODY_BYTES_MAX = 1024 * 1024;

const ENDPOINT = '/slack/events';

export type SlackHttpOptions = {
  readonly signingSecret: string;
  readonly wallClockMs: () => number;
  readonly log: Log;
};

/** The request key is made of the signature: the same signed request has the same key, whoever sends it again. */
export function slackHttpReceiver({ signingSecret, wallClockMs, log }: SlackHttpOptions): HTTPReceiver {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: ENDPOINT,
    bodyLimit: BODY_BYTES_MAX,
    logger: boltLogger(log),
    customPropertiesExtractor: ({ headers }) => ({
      requestKey: `http/${digest(String(headers['x-slack-signature'] ?? ''))}`,
    }),
    // Bolt's default answers an unknown path with a throw that ends the process.
    dispatchErrorHandler: ({ response }) => {
      response.writeHead(404).end();
    },
    processEventErrorHandler: ({ error, response }) => {
      log.warn({ err: error }, 'A request from Slack was not taken');
      if (!response.headersSent) refuse(response, isNotFound(error) ? 404 : 400);
      return Promise.resolve(true);
    },
  });
  const inner = receiver.requestListener;
  receiver.requestListener = (request: IncomingMessage, response: ServerResponse) => {
    if (!isTimely(request, wallClockMs())) response.writeHead(401).end();
    else if (isForUs(request)) void takeBody(request, response, inner);
    else inner(request, response);
  };
  const init = receiver.init.bind(receiver);
  receiver.init = (app) => init({ processEvent: (event) => answered(app, event) } as App);
  return receiver;
}

function isForUs({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && url.split('?')[0] === ENDPOINT;
}

/** Bolt reads no body twice, so what is read here it does not read again. */
async function takeBody(
  request: IncomingMessage,
  response: ServerResponse,
  inner: HTTPReceiver['requestListener'],
): Promise<void> {
  try {
    const { rawBody } = await HTTPModuleFunctions.bufferIncomingMessage(request, BODY_BYTES_MAX);
    if (isObject(rawBody.toString(), request.headers['content-type'])) inner(request, response);
    else refuse(response, 400);
  } catch (error) {
    const isTooLarge = HTTPModuleFunctions.isRawBodyError(error) && Reflect.get(error, 'statusCode') === 413;
    if (!response.headersSent) refuse(response, isTooLarge ? 413 : 400);
    // What is left unread stands in the way of the connection's next request, which would never be answered.
    request.resume();
  }
}

/** At a body of `null` Bolt throws in a promise that nobody waits for, and never answers. Whether it parses, Bolt sees. */
function isObject(body: string, contentType: string | undefined): boolean {
  if (contentType !== 'application/x-www-form-urlencoded') return body.trimStart().startsWith('{');
  // As Slack sends it: the usual case costs no second look.
  if (!body.includes('payload=') || body.startsWith('payload=%7B')) return true;
  const [payload, another] = new URLSearchParams(body).getAll('payload');
  return payload === undefined || another !== undefined || payload.trimStart().startsWith('{');
}

/**
 * What no listener takes Bolt answers after three seconds, too late, and calls it an error of ours. What it cannot find
 * its way about in it throws at; errors of listeners go another way, to app.error.
 */
async function answered(app: App, event: ReceiverEvent): Promise<void> {
  let isAcked = false;
  const ack: ReceiverEvent['ack'] = async (answer) => {
    isAcked = true;
    await event.ack(answer);
  };
  await app.processEvent({ ...event, ack });
  if (!isAcked) throw new AppError('not_found', 'No listener of the bot took it.');
}

function isNotFound(error: Error): boolean {
  return error instanceof AppError && error.code === 'not_found';
}

/** Sent again it would be the same: https://docs.slack.dev/apis/events-api/#errors */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'x-slack-no-retry': '1' }).end();
}

/** Bolt takes what stands behind a second `=` for nothing, so that one signature would have any number of keys. */
const SIGNATURE = /^v0=[0-9a-f]{64}$/;

/** A request without a timestamp goes on to Bolt, which refuses it, or answers Slack's own ssl_check. */
function isTimely(request: IncomingMessage, nowMs: number): boolean {
  const header = request.headers['x-slack-request-timestamp'];
  if (header === undefined) return true;
  if (!SIGNATURE.test(String(request.headers['x-slack-signature'] ?? ''))) return false;
  const seconds = Number(header);
  return Number.isFinite(seconds) && Math.abs(nowMs / 1000 - seconds) <= TIMESTAMP_WINDOW_S;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
