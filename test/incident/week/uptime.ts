/** When the process is up: it dies under everybody's hands now and then, and comes back at once or hours later. */
import type { Dice } from '../../fuzz/dice.ts';
import type { Judge } from './judge.ts';
import type { Stored } from './looks.ts';
import { HOUR_MS, MINUTE_MS } from './model/rules.ts';
import type { BotProcess } from './process.ts';
import type { World } from './world.ts';

const DOWN_MAX_MS = [2_000, 2_000, 30_000, 20 * MINUTE_MS, 5 * HOUR_MS] as const;

export type Uptime = {
  /** After all that goes on by itself at this moment has gone on, or the process has died of it. */
  readonly looked: (isAlive: boolean) => Promise<boolean>;
  /** `storedOf`: what had been done and never answered when it died. */
  readonly start: (storedOf: (bot: BotProcess) => Promise<readonly Stored[]>) => Promise<void>;
  /** It may die of what it does next. */
  readonly threaten: () => void;
  readonly end: () => Promise<void>;
  readonly downUntilMs: () => number;
};

export function openUptime(world: World, judge: Judge, dice: Dice): Uptime {
  let downUntilMs = 0;
  /** In the middle of something. */
  let diedAtMs: number | null = null;

  function died(): void {
    if (diedAtMs !== null) return;
    diedAtMs = world.nowMs();
    downUntilMs = diedAtMs + 1 + dice.below(dice.pick(DOWN_MAX_MS));
    judge.count(downUntilMs - diedAtMs > HOUR_MS ? 'down for hours' : 'died');
  }

  return {
    looked: async (isAlive) => {
      if (isAlive) await judge.looked();
      else died();
      return isAlive;
    },
    start: async (storedOf) => {
      await world.start();
      const bot = world.bot();
      if (bot === null) throw new Error('It did not start.');
      if (diedAtMs !== null) await judge.recollect(diedAtMs, await storedOf(bot));
      diedAtMs = null;
      await judge.looked();
    },
    threaten: () => {
      const life = world.bot()?.life;
      if (dice.oneIn(90)) life?.dieAt(1 + dice.below(40), dice.oneIn(2) ? 'before' : 'after');
      // Most is at stake where Slack has a message and the store does not know of it.
      if (dice.oneIn(150)) life?.dieAt(1 + dice.below(3), 'after', 'messenger');
      // Or where somebody was paged.
      if (dice.oneIn(80)) life?.dieAt(1, 'after', 'pagers');
    },
    end: async () => {
      if (world.bot() !== null) await world.die();
      diedAtMs ??= world.nowMs();
      await world.moveTo(world.nowMs() + 1);
    },
    downUntilMs: () => downUntilMs,
  };
}
