/**
 * `npm run bench`: this bot beside bare Bolt, which acknowledges and does nothing. Both on this machine, in turn, under
 * the same load. Only the ratios mean anything elsewhere.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bankFixture, rooms } from '../sandbox/slack/fixture.ts';
import { readManifest } from '../sandbox/slack/manifest.ts';
import { startSlack } from '../sandbox/slack/server.ts';
import { type Compared, comparedLine, plainLine } from './figures.ts';
import { type Round, round, type Shape } from './load.ts';
import { messagesPerSecond } from './outbox.ts';
import { click, declareCommand, helpCommand, post, SECRET } from './requests.ts';
import { BOT_TOKEN, type Name, type Place, startServer } from './servers.ts';
import { commitsPerSecond } from './store.ts';

const ROUNDS = 5;
const WARM_UP_SHARE = 0.5;
/** After so long without an answer there are none on their way. */
const QUIET_MS = 200;
const NAMES: readonly Name[] = ['bare Bolt', 'this bot'];

const slack = await startSlack({
  fixture: bankFixture,
  manifest: readManifest(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8')),
  signingSecret: SECRET,
  botToken: BOT_TOKEN,
  rateLimits: false,
});
const answers = await openAnswers();
const place: Place = { slackApiUrl: slack.apiUrl };
console.log(
  `${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}, ${ROUNDS} rounds each\n`,
);
console.log(`${''.padEnd(40)}${'bare Bolt'.padStart(12)}${'this bot'.padStart(12)}${'ratio'.padStart(10)}`);

await underLoad('/incident help', { body: helpCommand, requests: 1_000 });
await underLoad('Button', { body: click(answers.url), requests: 300 });
await underLoad('/incident P1 …', { body: declareCommand, requests: 150 });
await starts('without a compile cache', place);
const compileCache = mkdtempSync(join(tmpdir(), 'four-eyes-cache-'));
await starts('with one', { ...place, compileCache });
rmSync(compileCache, { recursive: true, force: true });

console.log('');
console.log(plainLine('Journal on SQLite, one writer', 'commits/s', await times(() => commitsPerSecond(1))));
console.log(plainLine('Journal on SQLite, 32 writers', 'commits/s', await times(() => commitsPerSecond(32))));
const outbox = await times(() => messagesPerSecond(slack.apiUrl, Object.values(rooms)));
console.log(plainLine('Outbox, its pace set aside', 'messages/s', outbox));
answers.close();
await slack.close();

/** Both are up at the same time and loaded in turn; who begins changes from round to round. */
async function underLoad(what: string, shape: Omit<Shape, 'settled'>): Promise<void> {
  const servers = {
    'bare Bolt': await startServer('bare Bolt', place),
    'this bot': await startServer('this bot', place),
  };
  const rounds: { readonly [name in Name]: Round[] } = { 'bare Bolt': [], 'this bot': [] };
  // A first incident, acknowledged, for buttons to be about.
  await post(servers['this bot'].url, declareCommand());
  await post(servers['this bot'].url, click(answers.url)());
  for (const name of NAMES)
    await round(servers[name], {
      ...shape,
      requests: Math.ceil(shape.requests * WARM_UP_SHARE),
      ...settling(name, what),
    });
  for (let index = 0; index < ROUNDS; index += 1) {
    const order = index % 2 === 0 ? NAMES : NAMES.toReversed();
    for (const name of order)
      rounds[name].push(await round(servers[name], { ...shape, ...settling(name, what) }));
  }
  for (const name of NAMES) await servers[name].stop();
  const of = (read: (one: Round) => number) => ({
    bare: rounds['bare Bolt'].map(read),
    ours: rounds['this bot'].map(read),
  });
  print({ what: `${what}: processor time`, unit: 'µs', ...of(({ cpuUs }) => cpuUs) });
  print({ what: `${what}: half are answered in`, unit: 'ms', ...of(({ p50Ms }) => p50Ms) });
  print({ what: `${what}: 99 of 100 in`, unit: 'ms', ...of(({ p99Ms }) => p99Ms) });
}

async function starts(how: string, where: Place): Promise<void> {
  const firstMs: { readonly [name in Name]: number[] } = { 'bare Bolt': [], 'this bot': [] };
  const rssMb: { readonly [name in Name]: number[] } = { 'bare Bolt': [], 'this bot': [] };
  // The first of each fills the cache and is not counted.
  for (let index = 0; index <= ROUNDS; index += 1) {
    for (const name of NAMES) {
      const server = await startServer(name, where);
      const { rssBytes } = await server.usage();
      await server.stop();
      if (index === 0) continue;
      firstMs[name].push(server.firstAnswerMs);
      rssMb[name].push(rssBytes / 2 ** 20);
    }
  }
  print({
    what: `Start to first answer, ${how}`,
    unit: 'ms',
    bare: firstMs['bare Bolt'],
    ours: firstMs['this bot'],
  });
  print({
    what: `Memory after the start, ${how}`,
    unit: 'MB',
    bare: rssMb['bare Bolt'],
    ours: rssMb['this bot'],
  });
}

/** A press on our button is answered in private once it is looked up; until then it is not done. */
function settling(name: Name, what: string): Pick<Shape, 'settled'> {
  return name === 'this bot' && what === 'Button' ? { settled: answers.quiet } : {};
}

/** Where private answers to presses go. */
async function openAnswers() {
  let open = 0;
  let lastAtMs = 0;
  const server = createServer((request, response) => {
    open += 1;
    request.resume().on('end', () => {
      response.end('ok');
      open -= 1;
      lastAtMs = performance.now();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    quiet: async () => {
      while (open > 0 || performance.now() - lastAtMs < QUIET_MS) await pause(QUIET_MS);
    },
    close: () => server.close(),
  };
}

async function times(measure: () => Promise<number>): Promise<readonly number[]> {
  const values: number[] = [];
  for (let index = 0; index < ROUNDS; index += 1) values.push(await measure());
  return values;
}

function print(compared: Compared): void {
  console.log(comparedLine(compared));
}
