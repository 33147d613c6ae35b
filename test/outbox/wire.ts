/** Knows when nothing is on the wire, so that a test may let its clock jump. */
import { vi } from 'vitest';

export type Wire = {
  /** Resolves when no request is under way and none begins in the next turns of the event loop. */
  readonly settled: () => Promise<void>;
};

/** Counts the requests of every client built from now on, bodies included; `vi.unstubAllGlobals` ends it. */
export function watchWire(): Wire {
  const send = globalThis.fetch;
  let underWay = 0;
  vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
    underWay += 1;
    try {
      const response = await send(...request);
      const { status, headers } = response;
      return new Response(await response.text(), { status, headers });
    } finally {
      underWay -= 1;
    }
  });
  return {
    settled: async () => {
      for (let calm = 0; calm < 5; calm += 1) {
        await nextTurn();
        if (underWay > 0) calm = -1;
      }
    },
  };
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await nextTurn();
}
