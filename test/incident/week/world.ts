/**
 * A store's file, a Slack and one process of the bot at a time, in a time that only the test moves. Whatever could go on
 * at a moment has gone on when the next one comes; a process that dies leaves the file and Slack as they were.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PageText } from '../../../src/page/pager.ts';
import type { Dice } from '../../fuzz/dice.ts';
import { parsed, runbookOf } from '../../runbook/fixtures.ts';
import type { Arrived } from './model/pager.ts';
import { type BotProcess, startProcess } from './process.ts';
import { WEEK_RUNBOOK } from './runbook-text.ts';
import { type WatchedSlack, watchedSlack } from './slack.ts';
import { drivenClock } from './time.ts';

export type World = {
  readonly slack: WatchedSlack;
  readonly pages: readonly Arrived[];
  /** Errors that a living process has logged. */
  readonly logged: readonly string[];
  readonly nowMs: () => number;
  /** Null while it is down. */
  readonly bot: () => BotProcess | null;
  readonly start: () => Promise<void>;
  readonly die: () => Promise<void>;
  /** So late it is when somebody comes, before the bot has looked. */
  readonly leapTo: (atMs: number) => void;
  /** Answers whether it lived through it. */
  readonly moveTo: (atMs: number) => Promise<boolean>;
  /** Until nothing goes on by itself at this moment. Answers whether it is alive. */
  readonly settled: () => Promise<boolean>;
  /** The earliest stored deadline, or the next turn of what waits to be sent. */
  readonly nextAtMs: () => Promise<number>;
  /** Nothing waits to be sent. */
  readonly isPaid: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

export function openWorld(dice: Dice, startMs: number): World {
  const clock = drivenClock(startMs);
  const slack = watchedSlack(clock.nowMs);
  const dataDir = mkdtempSync(join(tmpdir(), 'four-eyes-week-'));
  const pages: Arrived[] = [];
  let runs = 0;
  const logged: string[] = [];
  const deadlines = new Map<string, number>();
  let bot: BotProcess | null = null;
  const outside = {
    clock,
    slack,
    runbook: runbookOf(parsed(WEEK_RUNBOOK)),
    dataDir,
    logged,
    random: () => dice.below(1_000) / 1_000,
    pager: (page: PageText) => {
      pages.push({ page, atMs: clock.nowMs(), run: runs });
      return Promise.resolve({ outcome: 'accepted' } as const);
    },
    stored: ({ kind, id }: { kind: string; id: string }, due: readonly { readonly atMs: number }[]) => {
      if (due.length === 0) deadlines.delete(`${kind}/${id}`);
      else deadlines.set(`${kind}/${id}`, Math.min(...due.map(({ atMs }) => atMs)));
    },
  };

  async function settled(): Promise<boolean> {
    let calls = -1;
    while (bot !== null && bot.life.isAlive() && (bot.life.underWay() > 0 || bot.life.calls() !== calls)) {
      calls = bot.life.calls();
      await turn();
    }
    if (bot === null) return false;
    if (bot.life.isAlive()) return true;
    await die();
    return false;
  }

  async function die(): Promise<void> {
    const dead = bot;
    if (dead === null) return;
    bot = null;
    dead.life.die();
    while (dead.life.underWay() > 0) await turn();
    await dead.journal.close();
  }

  return {
    slack,
    pages,
    logged,
    nowMs: clock.nowMs,
    bot: () => bot,
    start: async () => {
      runs += 1;
      bot = startProcess(outside);
      await settled();
    },
    die,
    leapTo: clock.leapTo,
    moveTo: async (atMs) => {
      clock.moveTo(atMs);
      return settled();
    },
    settled,
    nextAtMs: async () => {
      const earliestMs = Math.min(Number.POSITIVE_INFINITY, ...deadlines.values());
      const waiting = (await bot?.journal.outbox.stats())?.waiting ?? 0;
      return waiting === 0 ? earliestMs : Math.min(earliestMs, clock.nextAtMs());
    },
    isPaid: async () => (await bot?.journal.outbox.stats())?.waiting === 0,
    close: async () => {
      await die();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Everything that was asked for in this turn of the event loop has been done. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
