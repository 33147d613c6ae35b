/** One round of requests against one server: what it cost the server, and how long each took to be answered. */
import autocannon from 'autocannon';
import { type Body, signed } from './requests.ts';
import type { Server } from './servers.ts';

export type Shape = {
  readonly body: Body;
  readonly requests: number;
  /** Resolves when what the requests have set off is done too: it counts as their cost. */
  readonly settled?: () => Promise<void>;
};

export type Round = { readonly cpuUs: number; readonly p50Ms: number; readonly p99Ms: number };

/** So many at once: a busy hour of a team, not a flood. */
const CONNECTIONS = 8;

export async function round(server: Server, { body, requests, settled }: Shape): Promise<Round> {
  const before = await server.usage();
  const tookMs: number[] = [];
  const result = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    amount: requests,
    requests: [
      {
        setupRequest: (request, context) => {
          const text = body();
          context.startedMs = performance.now();
          return { ...request, method: 'POST', body: text, headers: signed(text) };
        },
        onResponse: (_status, _text, context) => {
          tookMs.push(performance.now() - (context.startedMs ?? Number.NaN));
        },
      },
    ],
  });
  const { errors, timeouts, non2xx } = result;
  if (errors + timeouts + non2xx > 0 || tookMs.length !== requests)
    throw new Error(`${errors} errors, ${timeouts} timeouts, ${non2xx} refusals; ${tookMs.length} answers.`);
  await settled?.();
  const after = await server.usage();
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { cpuUs: (after.cpuUs - before.cpuUs) / requests, p50Ms: at(0.5), p99Ms: at(0.99) };
}
