/** The way between a process and everything outside it: each request and each answer is a turn, and either may be lost. */
import type { Dice } from '../fuzz/dice.ts';
import { type Owner, onItsWay, type Turns } from './turns.ts';

export type Fate =
  | 'answered'
  /** It never arrives. */
  | 'unheard'
  /** It is done, and nobody hears of it. */
  | 'unanswered'
  /** It arrives after the one who asked has given up. */
  | 'late';

export type Call<Answer> = {
  readonly what: string;
  readonly effect: () => Answer;
  readonly fate: Fate;
  readonly outMs: number;
  readonly backMs: number;
  /** When the one who asked gives up, and what it is told then; may throw. */
  readonly timeoutMs: number;
  readonly fallback: () => Answer;
  /** How long after that a late request may still arrive. */
  readonly lateMaxMs: number;
};

export type Wire = <Answer>(call: Call<Answer>) => Promise<Answer>;

export function openWire(turns: Turns, dice: Dice, owner: Owner): Wire {
  return <Answer>(call: Call<Answer>) =>
    new Promise<Answer>((resolve, reject) => {
      const { what, effect, fate, outMs, backMs, timeoutMs, fallback } = call;
      const answer = (inMs: number, give: () => Answer): void => {
        turns.at({ kind: 'call', owner, what: `hears ${what}`, inMs }, () => {
          settle(give, resolve, reject);
        });
      };
      const arrive = (inMs: number, then: () => void): void => {
        turns.at({ kind: 'call', owner: null, what: what + onItsWay(owner), inMs }, then);
      };
      switch (fate) {
        case 'answered': {
          if (outMs + backMs === 0 && !dice.oneIn(5)) {
            answer(0, effect);
            return;
          }
          arrive(outMs, () => answer(backMs, kept(effect)));
          return;
        }
        case 'unheard':
          answer(timeoutMs, fallback);
          return;
        case 'unanswered':
          arrive(outMs, kept(effect));
          answer(timeoutMs, fallback);
          return;
        case 'late':
          arrive(timeoutMs + dice.below(call.lateMaxMs), kept(effect));
          answer(timeoutMs, fallback);
      }
    });
}

/** Done now; what it gave, or threw, is told when it is asked for. */
function kept<Answer>(effect: () => Answer): () => Answer {
  try {
    const value = effect();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function settle<Answer>(
  give: () => Answer,
  resolve: (answer: Answer) => void,
  reject: (error: unknown) => void,
): void {
  try {
    resolve(give());
  } catch (error) {
    reject(error);
  }
}
