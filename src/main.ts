/** The only reader of the environment, and the only one that ends the process. */
import { randomBytes } from 'node:crypto';
import { setTimeout as after } from 'node:timers';
import { pino } from 'pino';
import { startOpsServer } from './adapters/ops-server.ts';
import { slackClient } from './adapters/slack-client.ts';
import { slackDirectory } from './adapters/slack-directory.ts';
import { slackHttpReceiver } from './adapters/slack-http.ts';
import { slackMessenger } from './adapters/slack-messenger.ts';
import { slackWorkspace } from './adapters/slack-workspace.ts';
import { databricksWarehouse } from './adapters/warehouse.ts';
import { buildApp } from './app.ts';
import { CLOCK_DIFFERENCE_MAX_MS } from './approval/service.ts';
import { type Config, loadConfig } from './config.ts';
import { AppError } from './errors.ts';
import type { Journal } from './journal/journal.ts';
import { formatProblems, loadRunbook } from './runbook/load.ts';

const STOP_WITHIN_MS = 10_000;

try {
  await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof AppError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}

async function main(): Promise<void> {
  const loaded = loadConfig(process.env);
  if (!loaded.ok)
    throw new AppError(
      'invalid',
      `The configuration is not complete:\n${loaded.problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
  const { config } = loaded;
  const found = await loadRunbook(config.runbookDir);
  if (!found.ok)
    throw new AppError('invalid', `The runbook has problems:\n${formatProblems(found.problems)}`);
  const log = pino({ level: config.logLevel });
  const clock = { monotonicMs: () => performance.now(), wallClockMs: Date.now, after: later };
  const client = slackClient({ token: config.slack.botToken, apiUrl: config.slack.apiUrl, log });
  const workspace = await slackWorkspace(client, config.incidentsChannel);
  const journal = await openJournal(config, log);
  let serving = false;
  const ops = await startOpsServer({
    ...config.ops,
    journal,
    wallClockMs: Date.now,
    clockDifferenceMaxMs: CLOCK_DIFFERENCE_MAX_MS,
    isServing: () => serving,
  });
  const warehouse = { host: config.databricks.host, httpPath: config.databricks.httpPath, log };
  const reader = databricksWarehouse({ ...warehouse, credentials: config.databricks.reader });
  const { actions: forActions } = config.databricks;
  const actions = forActions === null ? null : databricksWarehouse({ ...warehouse, credentials: forActions });
  const bot = buildApp({
    journal,
    runbook: found.runbook,
    directory: slackDirectory({ client, clock }),
    messenger: slackMessenger({ client }),
    reader,
    actions,
    receiver: slackHttpReceiver({ signingSecret: config.slack.signingSecret, wallClockMs: Date.now, log }),
    slack: { ...config.slack, permalink: workspace.permalink },
    incidentsChannel: config.incidentsChannel,
    replicasMin: config.redis?.replicasMin ?? 0,
    clock,
    random: Math.random,
    newToken: () => randomBytes(16).toString('hex'),
    log,
    outboxMetrics: ops.outboxMetrics,
  });
  const quit = async (): Promise<void> => {
    serving = false;
    await bot.stop();
  };
  stopOnSignal(log, [quit, ops.close, reader.close, async () => actions?.close(), journal.close]);
  await bot.start(config.http);
  serving = true;
  log.info(
    {
      ...config.http,
      opsPort: ops.port,
      store: config.redis === null ? 'sqlite' : 'redis',
      actions: actions !== null,
    },
    'Listening',
  );
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

/** In this order; what is not done in ten seconds is left to the journal. */
function stopOnSignal(log: pino.Logger, steps: readonly (() => Promise<unknown>)[]): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'Stopping');
    after(() => process.exit(1), STOP_WITHIN_MS).unref();
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
