/** A real redis-server of the test's own: free port, own directory, gone at the end. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../sandbox/free-port.ts';

export const hasRedisServer = spawnSync('redis-server', ['--version']).status === 0;

export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** SIGKILL: no goodbye to clients, nothing written that was not yet. */
  readonly kill: () => Promise<void>;
  /** Stops and continues the process: connections stay open and nobody answers. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Again on the same port and directory. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const portAttemptsMax = 5;
const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];

/** `ready` is the line of its log after which the server is what the test needs. */
export async function startRedisServer(
  options: readonly string[] = durable,
  ready = 'Ready to accept connections',
): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), 'redis-'));
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const launch = (): Promise<ChildProcess> => launchRedis(dir, port, options, ready);
    try {
      return serverOf(dir, port, await launch(), launch);
    } catch (error) {
      // Somebody else may have taken the port in between.
      if (attempt === portAttemptsMax) throw error;
    }
  }
}

function serverOf(
  dir: string,
  port: number,
  first: ChildProcess,
  launch: () => Promise<ChildProcess>,
): RedisServer {
  let child = first;
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    restart: async () => {
      child = await launch();
    },
    stop: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function launchRedis(
  dir: string,
  port: number,
  options: readonly string[],
  ready: string,
): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, ...options];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes(ready)) {
      child.stdout.resume();
      return child;
    }
  }
  throw new Error(`redis-server did not start:\n${lines.join('\n')}`);
}
