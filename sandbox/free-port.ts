/** A port for whoever has to know it before it is listened on, or who goes away from it and comes back. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that the system hands out by itself: one of them could be given to somebody else meanwhile. */
const PORTS = { from: 15_000, below: 32_000 } as const;

export async function freePort(): Promise<number> {
  const port = randomInt(PORTS.from, PORTS.below);
  return (await isFree(port)) ? port : freePort();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => void server.close(() => resolve(true)));
  });
}
