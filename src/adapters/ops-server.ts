/** Probes and metrics, on a port of their own that Slack never sees. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Journal } from '../journal/journal.ts';

export type OpsServer = {
  readonly port: number;
  readonly close: () => Promise<void>;
};

export type OpsOptions = {
  readonly host: string;
  readonly port: number;
  readonly journal: Pick<Journal, 'now'>;
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>;
  readonly wallClockMs: () => number;
  /** Whether requests from Slack are taken: not before the start is over, and not once it is stopping. */
  readonly isServing: () => boolean;
  /** What whoever runs it should know although it is ready. */
  readonly remarks?: () => Promise<readonly string[]>;
  /** Beyond it between the store's clock and ours, approvals are refused: then we are not ready. */
  readonly clockDifferenceMaxMs: number;
};

export async function startOpsServer(options: OpsOptions): Promise<OpsServer> {
  const server = createServer((request, response) => {
    answer(options, request.url ?? '').then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await listening(server, options);
  return {
    port: (server.address() as AddressInfo).port,
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

async function answer(options: OpsOptions, url: string): Promise<Answer> {
  switch (url.split('?')[0]) {
    case '/healthz':
      return words(200, 'alive');
    case '/readyz':
      return readiness(options);
    case '/metrics':
      return { status: 200, ...(await options.metrics()) };
    default:
      return words(404, 'There are /healthz, /readyz and /metrics.');
  }
}

async function readiness({
  journal,
  isServing,
  wallClockMs,
  clockDifferenceMaxMs,
  remarks = async () => [],
}: OpsOptions): Promise<Answer> {
  if (!isServing()) return words(503, 'Starting or stopping.');
  const storeMs = await journal.now().catch(() => null);
  if (storeMs === null) return words(503, 'The store does not answer.');
  const differenceMs = Math.abs(storeMs - wallClockMs());
  if (differenceMs > clockDifferenceMaxMs)
    return words(503, `The store’s clock and ours differ by ${Math.round(differenceMs)} ms.`);
  // They are no reason not to be ready, and neither is that they cannot be had.
  return words(200, ['ready', ...(await remarks().catch(() => []))].join('\n'));
}
