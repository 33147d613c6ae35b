/** The two that are compared, each as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { rooms } from '../sandbox/slack/fixture.ts';
import { helpCommand, post, SECRET } from './requests.ts';
import type { Usage } from './usage.ts';

export type Name = 'bare Bolt' | 'this bot';

export type Server = {
  readonly url: string;
  /** From the start of the process to its first answer. */
  readonly firstAnswerMs: number;
  readonly usage: () => Promise<Usage>;
  readonly stop: () => Promise<void>;
};

export type Place = {
  readonly slackApiUrl: string;
  /** Node's compile cache, where one is wanted. */
  readonly compileCache?: string;
};

const FIRST_ANSWER_MAX_MS = 30_000;
const LOOK_EVERY_MS = 2;
const ENTRY: { readonly [name in Name]: string } = {
  'bare Bolt': 'bare-bolt.ts',
  'this bot': '../src/main.ts',
};

const STARTS_MAX = 3;

/** A port may be taken by somebody else between the choice and the start: such a start is made again. */
export async function startServer(name: Name, place: Place): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const directory = mkdtempSync(join(tmpdir(), 'four-eyes-bench-'));
    try {
      return await startIn(directory, name, place);
    } catch (error) {
      rmSync(directory, { recursive: true, force: true });
      if (attempt === STARTS_MAX) throw error;
    }
  }
}

async function startIn(directory: string, name: Name, place: Place): Promise<Server> {
  const [port = 0, opsPort = 0] = await freePorts(2);
  const file = (path: string) => new URL(path, import.meta.url).pathname;
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--import', file('usage.ts'), file(ENTRY[name])], {
    env: environment(place, directory, port, opsPort),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = `http://127.0.0.1:${port}/slack/events`;
  await firstAnswer(url, child, startedMs);
  const firstAnswerMs = performance.now() - startedMs;
  return {
    url,
    firstAnswerMs,
    usage: async () => {
      const answer = once(child, 'message');
      child.send('usage');
      return ((await answer) as [Usage])[0];
    },
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function environment(place: Place, directory: string, port: number, opsPort: number) {
  return {
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: place.slackApiUrl,
    INCIDENTS_CHANNEL: rooms.incidents,
    // Nothing here asks the warehouse; its driver is loaded at the first question only.
    DATABRICKS_HOST: '127.0.0.1:9',
    DATABRICKS_HTTP_PATH: '/sql/1.0/warehouses/none',
    DATABRICKS_TOKEN: 'dapi-bench',
    DATA_DIR: join(directory, 'data'),
    RUNBOOK_DIR: new URL('../runbook', import.meta.url).pathname,
    TIMEZONE: 'Europe/Berlin',
    PORT: String(port),
    OPS_PORT: String(opsPort),
    LOG_LEVEL: 'info',
    ...(place.compileCache === undefined ? {} : { NODE_COMPILE_CACHE: place.compileCache }),
  };
}

export const BOT_TOKEN = 'xoxb-bench-0123456789';

async function firstAnswer(url: string, child: ChildProcess, startedMs: number): Promise<void> {
  while (performance.now() - startedMs < FIRST_ANSWER_MAX_MS) {
    if (child.exitCode !== null) throw new Error('The server ended before it answered.');
    const status = await post(url, helpCommand()).catch(() => null);
    if (status === 200) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`No answer from ${url} within ${FIRST_ANSWER_MAX_MS} ms.`);
}

/** All held until the last is found, so that no two are the same. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
