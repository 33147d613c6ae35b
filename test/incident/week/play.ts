/**
 * A week, from a seed to what is wrong with it: people come to incidents, the process dies between any two steps and is
 * started again at once or hours later, Slack is away now and then, and time goes on from one thing to the next.
 */
import { type Dice, diceOf } from '../../fuzz/dice.ts';
import { openCrew } from './crew.ts';
import { openJudge } from './judge.ts';
import { openLedger } from './ledger.ts';
import { HOUR_MS, MINUTE_MS } from './model/rules.ts';
import { CHIEF } from './process.ts';
import { openRequests } from './requests.ts';
import { openUptime } from './uptime.ts';
import { openWorld, type World } from './world.ts';

/** Three in the morning before the week in which the clocks are put forward and a month ends. */
const START_MS = Date.UTC(2026, 2, 26, 2, 0, 0);
const DAYS = 7;
/** On the last day nobody declares anything, in time to see most of it through. */
const lengthMs = (days: number): number => days * 24 * HOUR_MS;
/** By then the bot looks again: whatever is due at a moment at which time stands still is seen at it. */
const STEP_MIN_MS = 501;
/** After it whoever was paged knows how it stands. */
const REST_MS = 15_000;
/** Enough to see what is wrong. */
const PROBLEMS_MAX = 10;

export type Played = {
  readonly problems: readonly string[];
  readonly tally: { readonly [what: string]: number };
};

export async function playWeek(
  seed: number,
  incidents: number,
  { problemsMax = PROBLEMS_MAX, days = DAYS }: { readonly problemsMax?: number; readonly days?: number } = {},
): Promise<Played> {
  const dice = diceOf(seed);
  const world = openWorld(dice, START_MS);
  try {
    const ledger = openLedger(CHIEF);
    const judge = openJudge(world, ledger, dice, problemsMax);
    const endMs = START_MS + lengthMs(days);
    const course = courseOf(world, ledger, judge, dice, endMs);
    course.willDeclare(incidents, lengthMs(days - 1));
    await course.start();
    while (world.nowMs() < endMs && !judge.hasSeenEnough()) await course.goOn();
    if (!judge.hasSeenEnough()) await course.comeToRest();
    return { problems: await judge.sum(), tally: judge.tally() };
  } finally {
    await world.close();
  }
}

type Deps = [ledger: ReturnType<typeof openLedger>, judge: ReturnType<typeof openJudge>, dice: Dice];

function courseOf(world: World, ...[ledger, judge, dice, endMs]: [...Deps, number]) {
  const uptime = openUptime(world, judge, dice);
  const requests = openRequests(world, judge, uptime, dice);
  const crew = openCrew(world, ledger, judge, requests, dice);
  const weather = openWeather(dice, world);

  async function start(): Promise<void> {
    await uptime.start(requests.storedOf);
    await requests.askAgain();
  }

  async function goTo(atMs: number): Promise<void> {
    uptime.threaten();
    if (dice.oneIn(3)) await crew.comeFirst(atMs);
    if (world.bot() === null || !(await uptime.looked(await world.moveTo(atMs)))) return;
    if (dice.oneIn(150)) await requests.sendTwice();
    await crew.comeInTurn();
    await judge.compare();
  }

  return {
    willDeclare: (incidents: number, withinMs: number) => {
      for (let number = 1; number <= incidents; number += 1)
        crew.willDeclare(START_MS + 1_000 + dice.below(withinMs), number);
    },
    start,
    goOn: async () => {
      judge.count('stops');
      weather.turn();
      if (world.bot() === null) {
        await world.moveTo(Math.max(uptime.downUntilMs(), world.nowMs() + 1));
        return start();
      }
      const nextMs = Math.min(await weather.nextAtMs(), crew.nextAtMs(), endMs);
      return goTo(Math.max(nextMs, world.nowMs() + STEP_MIN_MS));
    },
    /** Nobody does anything any more, and what is owed is paid. */
    comeToRest: async () => {
      world.slack.setReachable(true);
      crew.goHome();
      await uptime.end();
      await start();
      await uptime.looked(await world.moveTo(world.nowMs() + REST_MS));
      while (!(await world.isPaid())) await uptime.looked(await world.moveTo(world.nowMs() + STEP_MIN_MS));
    },
  };
}

/** How time goes on between what people do, and when Slack is away. */
function openWeather(dice: Dice, world: World) {
  let awayUntilMs = 0;
  return {
    nextAtMs: async () => {
      // A machine that sleeps misses what comes meanwhile, and whoever comes first is there before it has looked.
      const isAsleep = dice.oneIn(8);
      const leapMs = world.nowMs() + 1 + dice.below((isAsleep ? 30 : 6) * MINUTE_MS);
      if (isAsleep) return leapMs;
      // While Slack is away what is owed waits, and is tried again and again.
      if (!world.slack.isReachable()) return Math.min(leapMs, world.nowMs() + 2_000 + dice.below(15_000));
      return Math.min(leapMs, await world.nextAtMs());
    },
    turn: () => {
      if (!world.slack.isReachable()) world.slack.setReachable(world.nowMs() >= awayUntilMs);
      else if (dice.oneIn(1_500)) {
        awayUntilMs = world.nowMs() + dice.below(20 * MINUTE_MS);
        world.slack.setReachable(false);
      }
    },
  };
}
