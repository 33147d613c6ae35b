/** How bad the day is: how often something outside fails, and how long its answers take. */
import type { Dice } from '../fuzz/dice.ts';
import type { Fate } from './wire.ts';

export type Weather = {
  /** No more faults: from here on everything that is owed has to come about. */
  readonly calm: () => void;
  readonly isCalm: () => boolean;
  /** Something that goes wrong in one of so many calls on a middling day. */
  readonly strikes: (oneIn: number) => boolean;
  readonly fate: () => Fate;
  /** From nothing to `maxMs`, mostly short. */
  readonly lagMs: (maxMs: number) => number;
  readonly storeIsDown: () => boolean;
  readonly breakStore: (forMs: number) => void;
};

/** `never` is a fine day; a storm is six times as bad as a middling one. */
const DAYS = ['fine', 'fine', 'middling', 'middling', 'middling', 'storm'] as const;

export function openWeather(dice: Dice, nowMs: () => number): Weather {
  const day = dice.pick(DAYS);
  let isCalm = false;
  let storeDownUntilMs = 0;
  const strikes = (oneIn: number): boolean => {
    if (isCalm || day === 'fine') return false;
    return dice.oneIn(day === 'storm' ? Math.ceil(oneIn / 6) : oneIn);
  };
  return {
    calm: () => {
      isCalm = true;
      storeDownUntilMs = 0;
    },
    isCalm: () => isCalm,
    strikes,
    fate: () => (strikes(60) ? dice.pick(['unheard', 'unanswered', 'late'] as const) : 'answered'),
    lagMs: (maxMs) => {
      const how = dice.below(20);
      if (how < 13) return 0;
      if (how < 18) return dice.below(Math.min(maxMs, 40));
      if (how < 19) return dice.below(Math.min(maxMs, 600));
      return strikes(6) ? dice.below(maxMs) : 0;
    },
    storeIsDown: () => nowMs() < storeDownUntilMs,
    breakStore: (forMs) => {
      storeDownUntilMs = nowMs() + forMs;
    },
  };
}
