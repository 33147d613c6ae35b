/** The four ways in which the bot can stand between Slack and its store. What people do has to work in each. */
import { describe } from 'vitest';
import { hasRedisServer } from '../contract/redis-server.ts';
import type { Transport } from './bot.ts';
import type { Store } from './stores.ts';

export type Way = { readonly transport: Transport; readonly store: Store };

const TRANSPORTS = { http: 'HTTP', socket: 'Socket Mode' } as const satisfies { [each in Transport]: string };
const STORES = { sqlite: 'SQLite', redis: 'Redis' } as const satisfies { [each in Store]: string };

/** One group of tests for each way; those with a Redis count as skipped where there is none. */
export function inEveryWay(tests: (way: Way) => void): void {
  for (const transport of ['http', 'socket'] as const) {
    for (const store of ['sqlite', 'redis'] as const) {
      const isMissing = store === 'redis' && !hasRedisServer;
      describe.skipIf(isMissing)(`by ${TRANSPORTS[transport]}, on ${STORES[store]}`, () => {
        tests({ transport, store });
      });
    }
  }
}
