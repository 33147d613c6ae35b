/** Who is paged, on this machine: PagerDuty's Events API v2 as it is documented, any webhook, and a mail server. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

export const ROUTING_KEY = 'a'.repeat(32);

const alert = { routing_key: z.literal(ROUTING_KEY), dedup_key: z.string().max(255) };

/** developer.pagerduty.com, "Send an alert event": what is required, what may be, and how long. */
const eventSchema = z.discriminatedUnion('event_action', [
  z.strictObject({
    ...alert,
    event_action: z.literal('trigger'),
    client: z.string().optional(),
    client_url: z.url().optional(),
    links: z.array(z.strictObject({ href: z.url(), text: z.string().optional() })).optional(),
    payload: z.strictObject({
      summary: z.string().min(1).max(1_024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime().optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
  z.strictObject({ ...alert, event_action: z.enum(['acknowledge', 'resolve']) }),
]);

export type Received = { readonly body: unknown; readonly key: string | undefined };
export type Reply = (answer: ServerResponse) => void;

export const status =
  (code: number, headers: { readonly [name: string]: string } = {}): Reply =>
  (answer) =>
    void answer.writeHead(code, { ...headers }).end('{}');

/** `next`: instead of what it would answer, each once, in order. */
export async function webReceiver(kind: 'pagerduty' | 'webhook') {
  const received: Received[] = [];
  const next: Reply[] = [];
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ body, key: request.headers['idempotency-key']?.toString() });
      const reply = next.shift();
      if (reply !== undefined) reply(answer);
      else if (kind === 'webhook') answer.writeHead(200).end('ok');
      else if (eventSchema.safeParse(body).success)
        answer.writeHead(202).end('{"status":"success","message":"Event processed","dedup_key":"x"}');
      else answer.writeHead(400).end('{"status":"invalid event","message":"Event object is invalid"}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/enqueue`, received, next };
}

export type Mail = { readonly from: string; readonly to: readonly string[]; readonly text: string };

/** `next`: with which code it turns the next mail away. */
export async function mailReceiver(options: { readonly password?: string } = {}) {
  const mails: Mail[] = [];
  const next: number[] = [];
  const server = new SMTPServer({
    disabledCommands: options.password === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    authOptional: options.password === undefined,
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ password }, _session, done) =>
      password === options.password ? done(null, { user: 'bot' }) : done(new Error('no')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const code = next.shift();
        if (code !== undefined) return done(Object.assign(new Error('not now'), { responseCode: code }));
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        mails.push({
          from,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, mails, next };
}
