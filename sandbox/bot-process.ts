/** `npm start` as a process of its own, pointed at the local Slack and the local lakehouse: what a bank would run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import type { Lakehouse } from './lakehouse/start.ts';
import { rooms } from './slack/fixture.ts';
import type { LocalSlack } from './slack/server.ts';

export type BotPlace = {
  readonly slack: LocalSlack;
  readonly lakehouse: Lakehouse;
  readonly signingSecret: string;
  /** Socket Mode, which Slack has to be set to as well. */
  readonly appToken?: string;
  readonly botToken: string;
  readonly readerToken: string;
  readonly actionsToken: string;
  /** Holds the journal; the same one again is the same bot again. */
  readonly directory: string;
  readonly environment?: { readonly [name: string]: string };
  readonly nodeArguments?: readonly string[];
};

export type BotProcess = {
  readonly process: ChildProcess;
  /** Everything that it has said so far. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
};

const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** Resolves when it is ready and the local Slack delivers to it. Throws with what it said when it ends before that. */
export async function startBot(place: BotPlace): Promise<BotProcess> {
  const [port, opsPort] = await Promise.all([freePort(), freePort()]);
  const caFile = join(place.directory, 'lakehouse-ca.pem');
  writeFileSync(caFile, place.lakehouse.caPem);
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [...(place.nodeArguments ?? []), main], {
    env: { ...environmentOf(place, port, opsPort), NODE_EXTRA_CA_CERTS: caFile, ...place.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await ready(child, opsPort, () => said);
  place.slack.setAppUrl(`http://127.0.0.1:${port}/slack/events`);
  return {
    process: child,
    output: () => said,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function environmentOf(place: BotPlace, port: number, opsPort: number): { [name: string]: string } {
  const { slack, lakehouse } = place;
  return {
    PATH: process.env['PATH'] ?? '',
    SLACK_BOT_TOKEN: place.botToken,
    ...(place.appToken === undefined
      ? { SLACK_SIGNING_SECRET: place.signingSecret }
      : { SLACK_APP_TOKEN: place.appToken }),
    SLACK_API_URL: slack.apiUrl,
    INCIDENTS_CHANNEL: rooms.incidents,
    DATABRICKS_HOST: `${lakehouse.host}:${lakehouse.port}`,
    DATABRICKS_HTTP_PATH: lakehouse.httpPath,
    DATABRICKS_TOKEN: place.readerToken,
    DATABRICKS_ACTIONS_TOKEN: place.actionsToken,
    DATA_DIR: join(place.directory, 'data'),
    RUNBOOK_DIR: new URL('../runbook', import.meta.url).pathname,
    TIMEZONE: 'Europe/Berlin',
    PORT: String(port),
    OPS_PORT: String(opsPort),
    LOG_LEVEL: 'warn',
  };
}

async function ready(child: ChildProcess, opsPort: number, said: () => string): Promise<void> {
  const giveUpAtMs = performance.now() + READY_WITHIN_MS;
  while (performance.now() < giveUpAtMs) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The bot ended at once:\n${said()}`);
    const answer = await fetch(`http://127.0.0.1:${opsPort}/readyz`).catch(() => null);
    if (answer?.ok === true) return;
    await pause(LOOK_EVERY_MS);
  }
  child.kill('SIGKILL');
  throw new Error(`The bot was not ready within ${READY_WITHIN_MS} ms:\n${said()}`);
}
