/**
 * The bank's API as its health checks see it: `/health` and `/metrics`, and customers that it answers for. What is wrong
 * with it can be planted while it runs.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { canaries } from '../lakehouse/data/canaries.ts';
import { metricsText } from './metrics.ts';
import { type Condition, startTraffic, type Traffic, WELL } from './traffic.ts';

export type Trouble = Partial<Condition> & {
  /** `degraded` still is 200; `down` is 503. */
  readonly health?: 'degraded' | 'down';
  /** Every answer comes this late. */
  readonly delayMs?: number;
  /** No answer at all: the connection is cut, or stays open without a word. */
  readonly silence?: 'cut' | 'hang';
};

export type BankingApi = {
  readonly url: string;
  /** In place of what was planted before. */
  readonly plant: (trouble: Trouble) => void;
  readonly heal: () => void;
  readonly close: () => Promise<void>;
};

export type BankingApiOptions = {
  /** 0, the default, is a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly now?: () => number;
};

/** As it comes out of a service that tells whatever it has at hand. */
const LAST_ERROR = `Timeout on customer ${canaries.email}, card ${canaries.card}`;

export async function startBankingApi(options: BankingApiOptions = {}): Promise<BankingApi> {
  const { port = 0, host = '127.0.0.1', now = Date.now } = options;
  const traffic = startTraffic(now);
  const failing = every();
  let trouble: Trouble = {};
  const server = createServer((request, response) => {
    serve(request, response, trouble, traffic, failing).catch(() => request.socket.destroy());
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await listening;
  const set = (next: Trouble) => {
    trouble = next;
    traffic.change({ ...WELL, ...conditionIn(next) });
  };
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    plant: set,
    heal: () => set({}),
    close: async () => {
      const { promise: closed, resolve: done } = Promise.withResolvers<void>();
      server.close(() => done());
      server.closeAllConnections();
      await closed;
    },
  };
}

function conditionIn({ health: _health, delayMs: _delay, silence: _silence, ...condition }: Trouble) {
  return condition;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  trouble: Trouble,
  traffic: Traffic,
  failing: (share: number) => boolean,
): Promise<void> {
  if (trouble.silence === 'hang') return;
  if (trouble.silence === 'cut') {
    request.socket.destroy();
    return;
  }
  if (trouble.delayMs !== undefined) await pause(trouble.delayMs, undefined, { ref: false });
  const [path = ''] = (request.url ?? '').split('?');
  if (request.method !== 'GET') return json(response, 405, { detail: 'Method Not Allowed' });
  if (path === '/health') return health(response, trouble);
  if (path === '/metrics') {
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(metricsText(traffic));
    return;
  }
  const [, id] = /^\/api\/v1\/customers\/(CU-\d{4})$/.exec(path) ?? [];
  if (id === undefined) return json(response, 404, { detail: 'Not Found' });
  if (failing(traffic.condition().errorShare))
    return json(response, 500, { detail: 'Internal Server Error' });
  return json(response, 200, { customer_id: id, segment: 'retail', is_active: true });
}

function health(response: ServerResponse, trouble: Trouble): void {
  const status = trouble.health === 'down' ? 'unhealthy' : (trouble.health ?? 'healthy');
  const database = trouble.health === undefined ? 'ok' : trouble.health === 'down' ? 'unreachable' : 'slow';
  json(response, trouble.health === 'down' ? 503 : 200, {
    status,
    version: '2.4.1',
    checks: { database, fraud_model: 'ok' },
    ...(trouble.health === undefined ? {} : { last_error: LAST_ERROR }),
  });
}

/** True for that share of the calls, evenly: of ten at 0.3, the fourth, the seventh and the tenth. */
function every(): (share: number) => boolean {
  let owed = 0;
  return (share) => {
    owed += share;
    if (owed < 1) return false;
    owed -= 1;
    return true;
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
