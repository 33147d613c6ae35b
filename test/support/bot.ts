/**
 * The whole bot in this process, between the local Slack and the local lakehouse: real sockets, the real Slack SDK, the
 * real driver, a real journal. Only what time it is, is an argument.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { onTestFinished } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { bankFixture, type Fixture, rooms } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { type LocalSlack, startSlack } from '../../sandbox/slack/server.ts';
import { cronClockwork } from '../../src/adapters/cron.ts';
import { databricksRest } from '../../src/adapters/databricks-rest.ts';
import { databricksRestActions } from '../../src/adapters/databricks-rest-actions.ts';
import { httpProbe } from '../../src/adapters/http-probe.ts';
import { resvgPaint } from '../../src/adapters/resvg.ts';
import { slackCanvases } from '../../src/adapters/slack-canvases.ts';
import { slackClient } from '../../src/adapters/slack-client.ts';
import { slackDirectory } from '../../src/adapters/slack-directory.ts';
import { slackFiles } from '../../src/adapters/slack-files.ts';
import { groupPermit } from '../../src/adapters/slack-group-permit.ts';
import { slackHttpReceiver } from '../../src/adapters/slack-http.ts';
import { slackMessages } from '../../src/adapters/slack-messages.ts';
import { slackMessenger } from '../../src/adapters/slack-messenger.ts';
import { slackSocketReceiver } from '../../src/adapters/slack-socket.ts';
import { slackWorkspace } from '../../src/adapters/slack-workspace.ts';
import { databricksWarehouse, type WarehouseLimits } from '../../src/adapters/warehouse.ts';
import { type Bot, buildApp } from '../../src/app.ts';
import { auditSigner } from '../../src/audit/key.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Clock } from '../../src/outbox/clock.ts';
import { formatProblems, loadRunbook } from '../../src/runbook/load.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { watchedForLooks } from './looked.ts';
import { inTime, PATIENT_ACK_MS, patiently } from './patience.ts';
import { redisStore, type Store, sqliteStore } from './stores.ts';
import { underWay } from './under-way.ts';

export const SIGNING_SECRET = '5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e';
export const BOT_TOKEN = 'xoxb-test-0123456789';
export const APP_TOKEN = 'xapp-1-A06-1-localsocket';
export const READER_TOKEN = 'dapi-reader';
export const ACTIONS_TOKEN = 'dapi-actions';
export const READER = 'svc-runbook-reader';
export const ACTIONS = 'svc-runbook-actions';
export const TIMEZONE = 'Europe/Berlin';

export type World = {
  readonly slack: LocalSlack;
  readonly lakehouse: Lakehouse;
  readonly journal: Journal;
  /** Of the journal, as DATA_DIR or REDIS_URL name it. */
  readonly storePlace: string;
  readonly runbook: Runbook;
  /** The one that runs now. It is idle when nobody who pressed or wrote something is being served either. */
  readonly bot: Pick<Bot, 'idle'>;
  /** Moves the clock of Slack, the store, the lakehouse and the bot; what is due is then looked for. */
  readonly advance: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
  readonly logged: readonly Logged[];
  /** Where Slack's deliveries go. */
  readonly appUrl: () => string;
  /** The bot loses its store where it stands and dies; another begins on the same file. */
  readonly restart: () => Promise<void>;
  /** One more bot before the same Slack and lakehouse, on a journal that the test closes. Slack does not know it yet. */
  readonly join: (journal: Journal) => Promise<Running>;
};

export type Running = {
  readonly bot: Bot;
  /** Until it neither serves anybody nor has anything else that could be done now. */
  readonly settled: () => Promise<void>;
  /** Until it has looked for what is due, and done it. */
  readonly caughtUp: () => Promise<void>;
  readonly appUrl: string;
  readonly close: () => Promise<void>;
};

export type Logged = { readonly level: string; readonly fields: object; readonly text: string };

export type Transport = 'http' | 'socket';

export type WorldOptions = {
  readonly fixture?: Fixture;
  /** Stands between the bot and its store. */
  readonly journal?: (journal: Journal) => Journal;
  readonly actions?: (warehouse: Warehouse) => Warehouse | null;
  readonly runbook?: (shipped: Runbook) => Runbook;
  /** Posts the runbook's checklists when their time comes. Off by default, or any test might cross a slot. */
  readonly checklists?: true;
  /** Of both warehouses. */
  readonly warehouseLimits?: Partial<WarehouseLimits>;
  /** How Slack's requests come to the bot; by HTTP when it is not said. */
  readonly transport?: Transport;
  /** Where the bot keeps its state; an SQLite file when it is not said. A Redis has its own clock, which nobody moves. */
  readonly store?: Store;
  /** Where the bank's API is; nobody has said so when it is not given. */
  readonly platformApiUrl?: string;
  /** Makes checkpoints, signed with it. */
  readonly auditKey?: string;
  /** Slack waits three seconds for an answer, as it does; without it longer: how busy the machine is is not the question. */
  readonly threeSeconds?: true;
  /** Turns Slack's limits on how often things are called off; on by default. */
  readonly rateLimits?: boolean;
};

export const manifestText = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');

/** Started, and stopped when the test is over. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const clock = movableClock();
  const slack = await startSlack({
    fixture: options.fixture ?? bankFixture,
    manifest: readManifest(manifestText),
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    ...(options.transport === 'socket' ? { appToken: APP_TOKEN } : {}),
    now: clock.nowMs,
    rateLimits: options.rateLimits ?? true,
    after: options.threeSeconds === true ? inTime : patiently,
  });
  const lakehouse = await startTestLakehouse(clock.nowMs);
  const store = options.store === 'redis' ? await redisStore() : sqliteStore(clock.nowMs);
  let opened = await store.open();
  const inBetween = options.journal ?? ((journal: Journal) => journal);
  let journal = inBetween(opened);
  const shipped = await shippedRunbook();
  const quiet = options.checklists === true ? shipped : { ...shipped, checklists: {} };
  const runbook = options.runbook?.(quiet) ?? quiet;
  const logged: Logged[] = [];
  const run = (on: Journal) => startBot({ slack, lakehouse, journal: on, runbook, logged, clock, options });
  let running = await run(journal);
  slack.setAppUrl(running.appUrl);
  onTestFinished(async () => {
    await running.close();
    await Promise.all([slack.close(), lakehouse.close(), opened.close()]);
    await store.remove();
  });
  return {
    slack,
    lakehouse,
    storePlace: store.place,
    runbook,
    logged,
    nowMs: clock.nowMs,
    get journal() {
      return journal;
    },
    bot: { idle: () => running.settled() },
    advance: async (ms) => {
      clock.advance(ms);
      await running.caughtUp();
    },
    appUrl: () => running.appUrl,
    restart: async () => {
      await opened.close();
      const dying = running.close();
      opened = await store.open();
      journal = inBetween(opened);
      running = await run(journal);
      slack.setAppUrl(running.appUrl);
      await dying;
    },
    join: run,
  };
}

export async function startTestLakehouse(now: () => number = Date.now): Promise<Lakehouse> {
  const lakehouse = await startLakehouse({
    now,
    tokens: {
      [READER_TOKEN]: { principal: READER, may: 'read' },
      [ACTIONS_TOKEN]: { principal: ACTIONS, may: 'change' },
    },
  });
  trust(lakehouse);
  return lakehouse;
}

/** What NODE_EXTRA_CA_CERTS does for a process that is started with it: fetch takes no authority of its own. */
export function trust({ caPem }: Lakehouse): void {
  setDefaultCACertificates([...getCACertificates('default'), caPem]);
}

export async function shippedRunbook(): Promise<Runbook> {
  const loaded = await loadRunbook(new URL('../../runbook', import.meta.url).pathname);
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return loaded.runbook;
}

type MovableClock = {
  readonly nowMs: () => number;
  readonly advance: (ms: number) => void;
  /** In its time, or at once when the clock jumps past it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
};

/** Runs with the real one, so that what takes time takes time, and jumps when it is told to. */
function movableClock(): MovableClock {
  let ahead = 0;
  const waiting = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const nowMs = (): number => Date.now() + ahead;
  return {
    nowMs,
    advance: (ms) => {
      ahead += ms;
      for (const each of waiting) if (each.atMs <= nowMs()) each.run();
    },
    after: (delayMs, run) => {
      const callOff = (): void => {
        waiting.delete(each);
        clearTimeout(timer);
      };
      const each = {
        atMs: nowMs() + delayMs,
        run: () => {
          callOff();
          run();
        },
      };
      const timer = setTimeout(each.run, delayMs);
      waiting.add(each);
      return callOff;
    },
  };
}

type Parts = Pick<World, 'slack' | 'lakehouse' | 'journal' | 'runbook'> & {
  readonly logged: Logged[];
  readonly clock: MovableClock;
  readonly options: WorldOptions;
};

async function startBot({
  slack,
  lakehouse,
  journal: store,
  runbook,
  logged,
  clock,
  options,
}: Parts): Promise<Running> {
  const { journal, looked } = watchedForLooks(store);
  const log = recorder(logged);
  const time = { monotonicMs: () => performance.now(), wallClockMs: clock.nowMs, after: later };
  const client = slackClient({ token: BOT_TOKEN, apiUrl: slack.apiUrl, log });
  const channels = { incidentsChannel: rooms.incidents, checklistChannel: rooms.dataPlatform };
  const { permalink, canvasUrl } = await slackWorkspace(client, channels);
  const place = {
    host: `${lakehouse.host}:${lakehouse.port}`,
    httpPath: lakehouse.httpPath,
    ca: lakehouse.caPem,
    log,
    ...(options.warehouseLimits === undefined ? {} : { limits: options.warehouseLimits }),
  };
  const reader = databricksWarehouse({ ...place, credentials: { token: READER_TOKEN } });
  const actions = databricksWarehouse({ ...place, credentials: { token: ACTIONS_TOKEN } });
  const receiver =
    options.transport === 'socket'
      ? slackSocketReceiver({ appToken: APP_TOKEN, apiUrl: slack.apiUrl, log, clock: socketClock(clock) })
      : slackHttpReceiver({ signingSecret: SIGNING_SECRET, wallClockMs: clock.nowMs, log });
  // After three seconds Bolt answers 404 by itself.
  if (options.threeSeconds !== true)
    Object.assign(receiver, { unhandledRequestTimeoutMillis: PATIENT_ACK_MS + 1 });
  const serving = underWay(receiver);
  const bot = buildApp({
    journal,
    runbook,
    directory: slackDirectory({ client, clock: time, permit: groupPermit(journal) }),
    messenger: slackMessenger({ client }),
    reader,
    rest: databricksRest({
      host: place.host,
      credentials: { token: READER_TOKEN },
      wallClockMs: clock.nowMs,
    }),
    http: httpProbe({ platformApiUrl: options.platformApiUrl ?? null }),
    actionsRest: databricksRestActions({
      host: place.host,
      credentials: { token: ACTIONS_TOKEN },
      wallClockMs: clock.nowMs,
    }),
    actions: options.actions === undefined ? actions : options.actions(actions),
    receiver: serving.receiver,
    slack: {
      botToken: BOT_TOKEN,
      apiUrl: slack.apiUrl,
      permalink,
      readMessage: slackMessages({ client }),
      shareFile: slackFiles({ client }),
      canvases: slackCanvases({ client, canvasUrl }),
    },
    paint: resvgPaint(),
    ...channels,
    timezone: TIMEZONE,
    clockwork: cronClockwork(log),
    replicasMin: 0,
    clock: time,
    random: Math.random,
    newToken: () => randomBytes(16).toString('hex'),
    log,
    ...(options.auditKey === undefined ? {} : { signCheckpoint: auditSigner(options.auditKey) }),
  });
  const address = await bot.start({ host: '127.0.0.1', port: 0 });
  const settled = async (): Promise<void> => {
    do {
      await serving.over();
      await bot.idle();
    } while (serving.count() > 0);
  };
  const close = async (): Promise<void> => {
    await bot.stop();
    await Promise.all([reader.close(), actions.close()]);
  };
  const caughtUp = async (): Promise<void> => {
    await looked();
    await bot.idle();
  };
  return { bot, settled, caughtUp, appUrl: `http://127.0.0.1:${address.port}/slack/events`, close };
}

/** The pool of connections counts in the time that the test moves. */
function socketClock({ nowMs, after }: MovableClock): Clock {
  return { monotonicMs: nowMs, after };
}

function recorder(logged: Logged[]) {
  const at = (level: string) => (fields: object, text: string) => void logged.push({ level, fields, text });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function later(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
