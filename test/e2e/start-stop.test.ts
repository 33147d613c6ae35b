import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../sandbox/free-port.ts';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { fillIn, sentFor } from '../support/kill-story.ts';
import { exited, type KillWorld, openKillWorld, until } from '../support/kill-world.ts';
import { asPerson } from '../support/person.ts';

const root = new URL('../../', import.meta.url).pathname;
const MINUTE_MS = 60_000;

type Environment = { readonly [name: string]: string };

const complete: Environment = {
  SLACK_BOT_TOKEN: 'xoxb-test-0123456789',
  SLACK_SIGNING_SECRET: '5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e',
  INCIDENTS_CHANNEL: rooms.incidents,
  DATABRICKS_HOST: '127.0.0.1:1',
  DATABRICKS_HTTP_PATH: '/sql/1.0/warehouses/local',
  DATABRICKS_TOKEN: 'dapi-reader',
  TIMEZONE: 'Europe/Berlin',
  RUNBOOK_DIR: join(root, 'runbook'),
};

/** `npm start` with nothing else in its environment, until it ends by itself. */
async function runToItsEnd(
  environment: Environment,
): Promise<{ readonly code: unknown; readonly said: string }> {
  const child = spawn(process.execPath, [join(root, 'src/main.ts')], {
    cwd: directory(),
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // One that starts where it should have refused to does not end by itself.
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, said };
}

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'four-eyes-start-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What an operator reads: sentences, and no trace of where in the code they came from. */
function expectWords({ code, said }: { readonly code: unknown; readonly said: string }): void {
  expect(said).not.toMatch(/\n\s+at |node:internal|\.ts:\d/);
  expect(code).toBe(1);
}

test('every variable that is missing is named at once, with what it looks like', async () => {
  const ended = await runToItsEnd({});
  expectWords(ended);
  const lines = ended.said
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'SLACK_BOT_TOKEN',
    'SLACK_SIGNING_SECRET',
    'INCIDENTS_CHANNEL',
    'DATABRICKS_HOST',
    'DATABRICKS_HTTP_PATH',
    'TIMEZONE',
    'DATABRICKS_TOKEN',
  ]);
  for (const looks of [
    'xoxb-',
    '32 hexadecimal',
    'C024BE7LH',
    'adb-',
    '/sql/1.0/warehouses/',
    'Europe/Berlin',
    'DATABRICKS_CLIENT_SECRET',
  ])
    expect(ended.said).toContain(looks);
});

test('every variable that is wrong is named at once, and no secret is repeated', async () => {
  const wrong: Environment = {
    SLACK_BOT_TOKEN: 'xoxp-not-a-bot-token',
    SLACK_SIGNING_SECRET: 'changeme',
    SLACK_API_URL: 'http://slack.example/api/',
    SLACK_APP_TOKEN: 'xapp-socket-mode',
    INCIDENTS_CHANNEL: '#incidents',
    DATABRICKS_HOST: 'adb-1.azuredatabricks.net/?o=1',
    DATABRICKS_HTTP_PATH: 'warehouses/abc',
    DATABRICKS_TOKEN: 'one-token-for-all',
    DATABRICKS_ACTIONS_TOKEN: 'one-token-for-all',
    AUDIT_KEY: 'audit-key-of-mine',
    REDIS_URL: 'localhost:6379',
    REDIS_MIN_REPLICAS: 'two',
    TIMEZONE: 'CEST',
    HOST: 'not a host',
    PORT: '70000',
    OPS_HOST: 'not a host',
    OPS_PORT: 'ninety',
    LOG_LEVEL: 'loud',
  };
  const ended = await runToItsEnd(wrong);
  expectWords(ended);
  const named = ended.said
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(' ')[0]);
  const expected = Object.keys(wrong).filter((name) => !name.startsWith('DATABRICKS_'));
  expect(new Set(named)).toEqual(
    new Set([...expected, 'DATABRICKS_ACTIONS_…', 'DATABRICKS_HOST', 'DATABRICKS_HTTP_PATH']),
  );
  expect(ended.said).not.toMatch(/one-token-for-all|xoxp-not-a-bot-token|xapp-socket-mode|audit-key-of-mine/);
});

test('a mistake in the runbook is told by file, line and column', async () => {
  const runbook = join(directory(), 'runbook');
  cpSync(join(root, 'runbook'), runbook, { recursive: true });
  const file = join(runbook, 'data-pipelines.yml');
  const text = readFileSync(file, 'utf8').replace('    risk: destructive', '    risk: harmless');
  writeFileSync(file, text);
  const line = text.split('\n').indexOf('    risk: harmless') + 1;
  const ended = await runToItsEnd({ ...complete, RUNBOOK_DIR: runbook });
  expectWords({ ...ended, said: ended.said.replaceAll(/data-pipelines\.yml:\d+/g, '') });
  expect(ended.said).toContain(`data-pipelines.yml:${line}:11`);
  expect(ended.said).toContain('risk');
});

test('a Slack that cannot be reached is told as that', async () => {
  const port = await freePort();
  const ended = await runToItsEnd({ ...complete, SLACK_API_URL: `http://127.0.0.1:${port}/api/` });
  expectWords(ended);
  expect(ended.said).toContain('Slack could not be asked about SLACK_BOT_TOKEN (unreachable)');
});

test('what stands in the way of a start is told in words, and a process that runs is not disturbed by it', async () => {
  const world = await openKillWorld();
  const here = { ...complete, SLACK_API_URL: world.slack.apiUrl, PORT: '0', OPS_PORT: '0' };

  const second = await runToItsEnd({ ...here, DATA_DIR: join(world.directory, 'data') });
  expectWords(second);
  expect(second.said).toContain(`in use by the process with pid ${world.bot().process.pid} `);
  expect(second.said).toContain('DATA_DIR');

  const refused = await runToItsEnd({ ...here, SLACK_BOT_TOKEN: 'xoxb-test-9876543210' });
  expectWords(refused);
  expect(refused.said).toContain('Slack refuses SLACK_BOT_TOKEN: invalid_auth.');

  const shared = await runToItsEnd({ ...here, INCIDENTS_CHANNEL: rooms.shared });
  expectWords(shared);
  expect(shared.said).toContain('INCIDENTS_CHANNEL #ext-audit is shared with another organisation');

  const checklists = await runToItsEnd({ ...here, CHECKLIST_CHANNEL: rooms.shared });
  expectWords(checklists);
  expect(checklists.said).toContain('CHECKLIST_CHANNEL #ext-audit is shared with another organisation');

  const noDirectory = join(directory(), 'a-file');
  writeFileSync(noDirectory, '');
  const unwritable = await runToItsEnd({ ...here, DATA_DIR: noDirectory });
  expectWords(unwritable);
  expect(unwritable.said).toContain('DATA_DIR must be a directory');

  for (const name of ['PORT', 'OPS_PORT']) {
    const taken = await runToItsEnd({ ...here, [name]: String(await portOf(createServer())) });
    expectWords(taken);
    expect(taken.said).toContain(name);
  }

  expect(await (await probe(world, '/readyz')).text()).toMatch(/^ready\n/);
}, 90_000);

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Ready is known a moment before the line that says where arrives. */
async function probe(world: KillWorld, path: string): Promise<Response> {
  const port = await until('its port', () => /"opsPort":(\d+)/.exec(world.bot().output())?.[1]);
  return fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
}

test(
  'the probes tell whether it lives, whether it serves, and in figures how it does',
  async () => {
    const world = await openKillWorld();
    const [alive, ready, figures, nothing] = await Promise.all(
      ['/healthz', '/readyz', '/metrics', '/slack/events'].map((path) => probe(world, path)),
    );
    expect([alive?.status, ready?.status, figures?.status, nothing?.status]).toEqual([200, 200, 200, 404]);
    expect(figures?.headers.get('content-type')).toContain('text/plain');
    expect(await figures?.text()).toMatch(/^# (?:HELP|TYPE) /m);
  },
  MINUTE_MS,
);

/** A request whose statement has reached the lakehouse and stays there for a while. */
async function running(
  world: KillWorld,
  fault: Parameters<KillWorld['lakehouse']['faults']['add']>[0],
): Promise<string> {
  world.lakehouse.faults.add({ ...fault, match: 'RESTORE' });
  const maria = asPerson(world.slack, people.responder);
  await fillIn(maria, 24);
  await maria.submit();
  const id = await until('the request', () => world.journal.approvals()[0]);
  await until('its card', () => world.journal.posts(id).length > 0 && world.journal.open().length === 0);
  await asPerson(world.slack, people.approver).press('Approve', { in: `/* ${id} */` });
  await until('the statement', () => sentFor(world, id).length > 0);
  return id;
}

async function stopped(world: KillWorld): Promise<{ readonly code: number | null; readonly tookMs: number }> {
  const startedMs = performance.now();
  world.bot().process.kill('SIGTERM');
  await exited(world.bot());
  return { code: world.bot().process.exitCode, tookMs: performance.now() - startedMs };
}

test(
  'told to stop while a statement runs, it waits for the answer and takes nothing new meanwhile',
  async () => {
    const world = await openKillWorld();
    const id = await running(world, { kind: 'slow', ms: 5_000 });
    const stopping = stopped(world);
    await until('word that it stops', () => world.bot().output().includes('"Stopping"'));
    expect((await probe(world, '/readyz')).status).toBe(503);
    expect((await probe(world, '/healthz')).status).toBe(200);

    const { code, tookMs } = await stopping;
    expect({ code, inTime: tookMs < 10_000 }).toEqual({ code: 0, inTime: true });
    expect(world.journal.approval(id)).toMatchObject({ status: 'succeeded' });

    await world.start();
    await until('rest', () => world.journal.open().length === 0);
    expect(world.journal.approval(id)).toMatchObject({
      status: 'succeeded',
      verification: { outcome: 'verified' },
    });
    expect(sentFor(world, id)).toHaveLength(1);
    expect(await asPerson(world.slack, people.approver).sees('✅ Done')).toBe(true);
  },
  MINUTE_MS,
);

test(
  'told to stop while a statement runs for longer, it leaves the rest to the journal within ten seconds',
  async () => {
    const world = await openKillWorld();
    const id = await running(world, { kind: 'slow', ms: 13_000 });
    const { code, tookMs } = await stopped(world);
    expect({ code, inTime: tookMs < 10_000 }).toEqual({ code: 0, inTime: true });
    expect(world.journal.approval(id)).toMatchObject({ status: 'executing' });

    await world.start();
    await until('rest', () => world.journal.open().length === 0);
    expect(world.journal.approval(id)).toMatchObject({ status: 'in_doubt' });
    expect(sentFor(world, id)).toHaveLength(1);
    expect(await asPerson(world.slack, people.approver).sees('it is not sent again')).toBe(true);
  },
  MINUTE_MS,
);
