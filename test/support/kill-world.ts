/** A local Slack, a local lakehouse and one journal, between which a bot lives, is killed, and is started again. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type BotProcess, startBot } from '../../sandbox/bot-process.ts';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import { bankFixture, people, rooms } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { type LocalSlack, startSlack } from '../../sandbox/slack/server.ts';
import { sqliteReader } from '../../src/adapters/sqlite-read.ts';
import type { Approval } from '../../src/approval/state.ts';
import type { Entry, Post } from '../../src/journal/journal.ts';
import {
  ACTIONS_TOKEN,
  BOT_TOKEN,
  manifestText,
  READER_TOKEN,
  SIGNING_SECRET,
  startTestLakehouse,
} from './bot.ts';
import { asPerson } from './person.ts';

const LOOK_EVERY_MS = 10;
const WAIT_MAX_MS = 60_000;
const preload = new URL('./kill-preload.ts', import.meta.url).pathname;

export type KillWorld = {
  readonly slack: LocalSlack;
  readonly lakehouse: Lakehouse;
  /** Everything on disk: the journal is in `data`. */
  readonly directory: string;
  readonly bot: () => BotProcess;
  readonly start: () => Promise<void>;
  /** Steps are counted from now on, and the process dies at this one: `before commit claimed #1`. Null: at none. */
  readonly arm: (step: string | null) => void;
  readonly disarm: () => void;
  /** Those that came since the last `arm`, in order. */
  readonly steps: () => readonly string[];
  readonly journal: Look;
};

/** What the journal holds, read past the bot, so that the dead can be asked too. */
export type Look = {
  readonly approvals: () => readonly string[];
  readonly approval: (id: string) => Approval;
  readonly history: (id: string) => readonly Entry[];
  readonly posts: (id: string) => readonly Post[];
  /** Messages and events owed, and deadlines that have passed: nothing, when the bot has come to rest. */
  readonly open: () => readonly string[];
  readonly deadlines: (id: string) => readonly { readonly name: string; readonly atMs: number }[];
  /** Why messages were given up. */
  readonly buried: () => readonly string[];
};

/** With one incident declared, in whose thread all requests are made. `runbookDir`: another than the one that is shipped. */
export async function openKillWorld(options: { readonly runbookDir?: string } = {}): Promise<KillWorld> {
  const [slack, lakehouse] = await Promise.all([
    startSlack({
      fixture: bankFixture,
      manifest: readManifest(manifestText),
      signingSecret: SIGNING_SECRET,
      botToken: BOT_TOKEN,
      // Hundreds of requests in a minute are not what the limits are for.
      rateLimits: false,
    }),
    startTestLakehouse(),
  ]);
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-kill-'));
  const [plan, steps] = [join(directory, 'kill-plan'), join(directory, 'kill-steps')];
  let bot: BotProcess | null = null;
  let rounds = 0;
  const current = (): BotProcess => {
    if (bot === null) throw new Error('The bot has not been started.');
    return bot;
  };
  const start = async (): Promise<void> => {
    bot = await startBot({
      slack,
      lakehouse,
      signingSecret: SIGNING_SECRET,
      botToken: BOT_TOKEN,
      readerToken: READER_TOKEN,
      actionsToken: ACTIONS_TOKEN,
      directory,
      environment: {
        KILL_DIRECTORY: directory,
        ...(options.runbookDir === undefined ? {} : { RUNBOOK_DIR: options.runbookDir }),
        NODE_COMPILE_CACHE: join(directory, 'cache'),
        LOG_LEVEL: 'info',
      },
      nodeArguments: ['--import', preload],
    });
  };
  await start();
  // A process that is killed leaves nothing in the compile cache; one that ends in peace does.
  await current().stop();
  await start();
  const db = new DatabaseSync(join(directory, 'data', 'journal.db'), { readOnly: true });
  onTestFinished(async () => {
    await bot?.stop();
    db.close();
    await Promise.all([slack.close(), lakehouse.close()]);
    rmSync(directory, { recursive: true, force: true });
  });
  await asPerson(slack, people.responder).say(rooms.incidents, '/incident P1 Transactions table is stale');
  await asPerson(slack, people.responder).waitFor('Transactions table is stale', { timeoutMs: WAIT_MAX_MS });
  return {
    slack,
    lakehouse,
    directory,
    bot: current,
    start,
    arm: (step) => {
      rounds += 1;
      writeFileSync(steps, '');
      writeFileSync(plan, `${rounds}\n${step ?? ''}`);
    },
    disarm: () => rmSync(plan, { force: true }),
    steps: () => readFileSync(steps, 'utf8').split('\n').filter(Boolean),
    journal: lookInto(db),
  };
}

function lookInto(db: DatabaseSync): Look {
  const reader = sqliteReader(db);
  const ref = (id: string) => ({ kind: 'approval', id }) as const;
  const column = (sql: string, ...values: (string | number)[]) =>
    db
      .prepare(sql)
      .all(...values)
      .map((row) => String(Object.values(row)[0]));
  return {
    approvals: () => column(`SELECT id FROM documents WHERE kind = 'approval'`),
    approval: (id) => reader.load(ref(id))?.state as Approval,
    history: (id) => reader.history(ref(id), 1, 1_000),
    posts: (id) => reader.posts(ref(id)),
    // In one statement: between two of them a deadline could turn into a message, and be in neither.
    open: () =>
      column(
        `SELECT intent FROM outbox UNION ALL SELECT event FROM emitted
         UNION ALL SELECT kind || '/' || id || ' ' || name FROM deadlines WHERE at_ms <= ?`,
        Date.now(),
      ),
    deadlines: (id) =>
      db
        .prepare(`SELECT name, at_ms FROM deadlines WHERE kind = 'approval' AND id = ?`)
        .all(id)
        .map((row) => ({ name: String(row['name']), atMs: Number(row['at_ms']) })),
    buried: () => column(`SELECT intent || ' ' || reason FROM buried`),
  };
}

/** Looks every few milliseconds until there is something to see; `instead` tells what there is when it does not come. */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false,
  instead: () => unknown = () => 'nothing',
): Promise<T> {
  const giveUpAtMs = performance.now() + WAIT_MAX_MS;
  for (;;) {
    const seen = look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() > giveUpAtMs) {
      throw new Error(`In ${WAIT_MAX_MS} ms it did not come: ${what}. There is ${JSON.stringify(instead())}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}

export async function exited({ process: child }: BotProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
