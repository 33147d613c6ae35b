/** Probes and metrics, on a port of their own that Slack never sees. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Journal } from '../journal/journal.ts';
import type { OutboxMetrics } from '../outbox/settle.ts';

export type OpsServer = {
  readonly port: number;
  readonly outboxMetrics: OutboxMetrics;
  readonly close: () => Promise<void>;
};

export type OpsOptions = {
  readonly host: string;
  readonly port: number;
  readonly journal: Journal;
  readonly wallClockMs: () => number;
  /** Whether requests from Slack are taken: not before the start is over, and not once it is stopping. */
  readonly isServing: () => boolean;
  /** Beyond it between the store's clock and ours, approvals are refused: then we are not ready. */
  readonly clockDifferenceMaxMs: number;
};

export async function startOpsServer(options: OpsOptions): Promise<OpsServer> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const outboxMetrics = outboxCounters(registry, options.journal);
  const server = createServer((request, response) => {
    answer(options, registry, request.url ?? '').then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await listening(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    outboxMetrics,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function listening(server: Server, { host, port }: OpsOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

type Answer = { readonly status: number; readonly type: string; readonly body: string };

const words = (status: number, body: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

async function answer(options: OpsOptions, registry: Registry, url: string): Promise<Answer> {
  switch (url.split('?')[0]) {
    case '/healthz':
      return words(200, 'alive');
    case '/readyz':
      return readiness(options);
    case '/metrics':
      return { status: 200, type: registry.contentType, body: await registry.metrics() };
    default:
      return words(404, 'There are /healthz, /readyz and /metrics.');
  }
}

async function readiness({ journal, isServing, wallClockMs, clockDifferenceMaxMs }: OpsOptions): Promise<Answer> {
  if (!isServing()) return words(503, 'Starting or stopping.');
  const storeMs = await journal.now().catch(() => null);
  if (storeMs === null) return words(503, 'The store does not answer.');
  const differenceMs = Math.abs(storeMs - wallClockMs());
  return differenceMs > clockDifferenceMaxMs
    ? words(503, `The store’s clock and ours differ by ${Math.round(differenceMs)} ms.`)
    : words(200, 'ready');
}

function outboxCounters(registry: Registry, journal: Journal): OutboxMetrics {
  const registers = [registry];
  const sent = new Counter({
    name: 'outbox_done_total',
    help: 'Messages done with, by how.',
    labelNames: ['how'],
    registers,
  });
  const late = new Counter({
    name: 'outbox_put_off_total',
    help: 'Messages put off, by why.',
    labelNames: ['why'],
    registers,
  });
  const dead = new Counter({
    name: 'outbox_buried_total',
    help: 'Messages that Slack will never take, by reason.',
    labelNames: ['reason'],
    registers,
  });
  new Gauge({
    name: 'outbox_waiting',
    help: 'Messages owed to Slack.',
    registers,
    async collect() {
      this.set((await journal.outbox.stats()).waiting);
    },
  });
  return {
    done: (how) => sent.inc({ how }),
    putOff: (why) => late.inc({ why }),
    buried: (reason) => dead.inc({ reason }),
  };
}
