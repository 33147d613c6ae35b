/** The only reader of the environment, and the only one that ends the process. */
import { randomBytes } from 'node:crypto';
import { setTimeout as after } from 'node:timers';
import type { Receiver } from '@slack/bolt';
import type { pino } from 'pino';
import { cronClockwork } from './adapters/cron.ts';
import { databricksRest } from './adapters/databricks-rest.ts';
import { databricksRestActions } from './adapters/databricks-rest-actions.ts';
import { httpProbe } from './adapters/http-probe.ts';
import { openLog } from './adapters/log.ts';
import { openMetrics } from './adapters/ops-metrics.ts';
import { startOpsServer } from './adapters/ops-server.ts';
import { openPagers } from './adapters/page-kinds.ts';
import { resvgPaint } from './adapters/resvg.ts';
import { slackCanvases } from './adapters/slack-canvases.ts';
import { slackClient } from './adapters/slack-client.ts';
import { slackDirectory } from './adapters/slack-directory.ts';
import { slackFiles } from './adapters/slack-files.ts';
import { groupPermit } from './adapters/slack-group-permit.ts';
import { slackHttpReceiver } from './adapters/slack-http.ts';
import { slackMessages } from './adapters/slack-messages.ts';
import { slackMessenger } from './adapters/slack-messenger.ts';
import { slackSocketReceiver } from './adapters/slack-socket.ts';
import { slackWorkspace } from './adapters/slack-workspace.ts';
import { databricksWarehouse } from './adapters/warehouse.ts';
import { databricksAuditTable, type OpenAuditTable } from './adapters/warehouse-audit-table.ts';
import { buildApp } from './app.ts';
import { CLOCK_DIFFERENCE_MAX_MS } from './approval/decide.ts';
import { behindMs, behindWords } from './audit/copy.ts';
import { auditSigner } from './audit/key.ts';
import { lastCheckpointAtMs } from './audit/make.ts';
import type { Http } from './check/http.ts';
import type { Rest } from './check/rest.ts';
import type { RestActions } from './check/rest-actions.ts';
import type { Warehouse } from './check/warehouse.ts';
import { type Config, loadConfig } from './config.ts';
import { AppError } from './errors.ts';
import type { Journal } from './journal/journal.ts';
import type { Clock } from './outbox/clock.ts';
import type { Pagers } from './page/pager.ts';
import { pagerPlaces } from './page/settings.ts';
import { formatProblems, loadRunbook } from './runbook/load.ts';
import type { Runbook } from './runbook/runbook.ts';

/** Who started us kills us after ten seconds, commonly; a busy machine may take two of them to let us go. */
const STOP_WITHIN_MS = 8_000;

const NO_CHECKPOINTS =
  'AUDIT_KEY is not set: no checkpoints are made, and nothing outside the store vouches for the audit. npm run audit -- key makes one.';

try {
  await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof AppError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}

async function main(): Promise<void> {
  const { config, ...read } = await readAll();
  const log = openLog(config.logLevel);
  const client = slackClient({ token: config.slack.botToken, apiUrl: config.slack.apiUrl, log });
  const { permalink, canvasUrl } = await slackWorkspace(client, config);
  const journal = await openJournal(config, log);
  let serving = false;
  const audit = openAudit(config, journal, log);
  const metrics = openMetrics(journal, () => lastCheckpointAtMs(journal), audit.behind);
  const starting = startOpsServer({
    ...config.ops,
    journal,
    wallClockMs: Date.now,
    clockDifferenceMaxMs: CLOCK_DIFFERENCE_MAX_MS,
    isServing: () => serving,
    remarks: audit.remarks,
    metrics: metrics.render,
  });
  const ops = await listening('OPS_HOST and OPS_PORT', config.ops, starting);
  const warehouses = openWarehouses(config, log);
  const clock = { monotonicMs: () => performance.now(), wallClockMs: Date.now, after: later };
  const bot = buildApp({
    journal,
    ...read,
    directory: slackDirectory({ client, clock, permit: groupPermit(journal) }),
    messenger: slackMessenger({ client }),
    ...warehouses,
    receiver: receiverOf(config.slack, clock, log),
    slack: { ...config.slack, permalink, ...messagesAndFiles(client, canvasUrl) },
    paint: resvgPaint(),
    incidentsChannel: config.incidentsChannel,
    checklistChannel: config.checklistChannel,
    timezone: config.timezone,
    clockwork: cronClockwork(log),
    replicasMin: config.redis?.replicasMin ?? 0,
    clock,
    random: Math.random,
    newToken: () => randomBytes(16).toString('hex'),
    log,
    ...audit.given,
    ...metrics.counters,
  });
  const quit = async (): Promise<void> => {
    serving = false;
    await bot.stop();
  };
  outliveRejections(log);
  const opened = [warehouses.reader, warehouses.actions, audit.table].map((one) => async () => one?.close());
  stopOnSignal(log, [quit, ops.close, ...opened, journal.close]);
  await listening('HOST and PORT', config.http, bot.start(config.http));
  serving = true;
  const store = config.redis === null ? 'sqlite' : 'redis';
  const from = 'appToken' in config.slack.requests ? { slack: 'socket' } : config.http;
  log.info({ ...from, opsPort: ops.port, store, actions: warehouses.actions !== null }, 'Listening');
}

/** Bolt's receiver works in a promise that nobody waits for: a body of `null`, rightly signed, would end the process. */
function outliveRejections(log: pino.Logger): void {
  process.on('unhandledRejection', (error) =>
    log.error({ err: error }, 'Something failed that nobody waited for'),
  );
}

/** An address that cannot be had is for who configured it to mend: they are told which, and no stack. */
async function listening<T>(variables: string, at: Config['http'], started: Promise<T>): Promise<T> {
  try {
    return await started;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== 'listen' && syscall !== 'getaddrinfo') throw error;
    const words = `${variables}: nobody can listen on ${at.host}:${at.port} here (${code}). Is it taken, or not of this machine?`;
    throw new AppError('unavailable', words, error);
  }
}

function messagesAndFiles(client: ReturnType<typeof slackClient>, canvasUrl: (id: string) => string) {
  const canvases = slackCanvases({ client, canvasUrl });
  return { readMessage: slackMessages({ client }), shareFile: slackFiles({ client }), canvases };
}

/** Everything that can be wrong before anything is opened. */
async function readAll(): Promise<{ config: Config; runbook: Runbook; pagers: Pagers }> {
  const loaded = loadConfig(process.env);
  if (!loaded.ok) {
    const problems = loaded.problems.map((problem) => `  ${problem}`).join('\n');
    throw new AppError('invalid', `The configuration is not complete:\n${problems}`);
  }
  const found = await loadRunbook(loaded.config.runbookDir);
  if (!found.ok)
    throw new AppError('invalid', `The runbook has problems:\n${formatProblems(found.problems)}`);
  const paging = pagerPlaces(found.runbook, process.env);
  if (!paging.ok) {
    const problems = paging.problems.map((problem) => `  ${problem}`).join('\n');
    throw new AppError(
      'invalid',
      `The runbook pages people by what the environment does not have:\n${problems}`,
    );
  }
  return { config: loaded.config, runbook: found.runbook, pagers: openPagers(paging.places) };
}

type Platform = {
  readonly reader: Warehouse;
  readonly rest: Rest;
  readonly http: Http;
  readonly actions: Warehouse | null;
  readonly actionsRest: RestActions | null;
};

/** Two principals, two clients that share nothing. */
function openWarehouses({ databricks, platformApiUrl }: Config, log: pino.Logger): Platform {
  const { host, httpPath, reader, actions } = databricks;
  const place = { host, httpPath, log };
  return {
    reader: databricksWarehouse({ ...place, credentials: reader }),
    rest: databricksRest({ host, credentials: reader }),
    http: httpProbe({ platformApiUrl }),
    actions: actions === null ? null : databricksWarehouse({ ...place, credentials: actions }),
    actionsRest: actions === null ? null : databricksRestActions({ host, credentials: actions }),
  };
}

/** A third client, which can do nothing but what its port says. */
function openAuditTable({ databricks, auditTable }: Config, log: pino.Logger): OpenAuditTable | null {
  if (auditTable === null) return null;
  const { host, httpPath } = databricks;
  return databricksAuditTable(auditTable.name, { host, httpPath, log, credentials: auditTable.credentials });
}

/** What the bot is given for its audit, and what there is to say of it to whoever asks whether the bot is ready. */
function openAudit(config: Config, journal: Journal, log: pino.Logger) {
  const { auditKey } = config;
  if (auditKey === null) log.warn({}, NO_CHECKPOINTS);
  const table = openAuditTable(config, log);
  const behind = table === null ? null : () => behindMs(journal, table.name);
  const remarks = async () => [
    ...(auditKey === null ? [NO_CHECKPOINTS] : []),
    ...(table === null || behind === null ? [] : behindWords(table.name, await behind())),
  ];
  const given = {
    ...(auditKey === null ? {} : { signCheckpoint: auditSigner(auditKey) }),
    ...(table === null ? {} : { auditTable: table }),
  };
  return { table, behind, remarks, given };
}

function receiverOf({ apiUrl, requests }: Config['slack'], clock: Clock, log: pino.Logger): Receiver {
  return 'appToken' in requests
    ? slackSocketReceiver({ appToken: requests.appToken, apiUrl, clock, log })
    : slackHttpReceiver({ signingSecret: requests.signingSecret, wallClockMs: Date.now, log });
}

/** The store that is not configured is not even imported. */
async function openJournal(config: Config, log: pino.Logger): Promise<Journal> {
  if (config.redis !== null) {
    const { openRedisJournal } = await import('./adapters/redis-journal.ts');
    return openRedisJournal({ ...config.redis, log });
  }
  const { openSqliteJournal } = await import('./adapters/sqlite-journal.ts');
  return openSqliteJournal({ dataDir: config.dataDir, log });
}

/** In this order. What is not done in time is left to the journal, for which the next start looks: an orderly end too. */
function stopOnSignal(log: pino.Logger, steps: readonly (() => Promise<unknown>)[]): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'Stopping');
    const leave = (): never => {
      log.warn({}, 'Stopped with work under way: it is in the journal');
      process.exit(0);
    };
    after(leave, STOP_WITHIN_MS).unref();
    void (async () => {
      for (const step of steps)
        await step().catch((error: unknown) => log.error({ err: error }, 'A part did not stop cleanly'));
      process.exit(0);
    })();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function later(delayMs: number, run: () => void): () => void {
  const timer = after(run, delayMs);
  return () => clearTimeout(timer);
}
