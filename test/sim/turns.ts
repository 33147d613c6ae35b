/**
 * Who goes next. Whatever a simulated process waits for (an answer, a timer, a person) is a turn in one queue; of those
 * whose time has come, the seed picks one. So promises are resumed in any order, and the same seed gives the same order.
 */
import { createHash } from 'node:crypto';
import type { Dice } from '../fuzz/dice.ts';

/** A process, or what is on the way to it. What belongs to a dead one is never resumed. */
export type Owner = { readonly name: string; isAlive: boolean; pausedUntilMs: number };

/** `timer` may come late by any amount, as timers do; `person` and `call` come when they come. */
export type TurnKind = 'call' | 'timer' | 'person';

type Turn = {
  readonly kind: TurnKind;
  readonly owner: Owner | null;
  readonly what: string;
  readonly atMs: number;
  readonly run: () => void;
};

export type Turns = {
  readonly nowMs: () => number;
  /** The returned function calls it off. */
  readonly at: (turn: Omit<Turn, 'run' | 'atMs'> & { readonly inMs: number }, run: () => void) => () => void;
  /** Takes one turn, moving time where nothing is ready. False when nothing is left to wait for. */
  readonly step: () => Promise<boolean>;
  /** Of the requests on their way to the outside, each is lost or not, as the coin says. */
  readonly sever: (owner: Owner, isLost: () => boolean) => void;
  readonly note: (line: string) => void;
  readonly taken: () => number;
  readonly hash: () => string;
  readonly trace: () => readonly string[];
};

/** While a call is on its way, timers are passed over for this long at most: leases have to be renewed meanwhile. */
const STRETCH_MAX_MS = 3_000;
const TRACE_LINES_MAX = 4_000;

export function openTurns(dice: Dice, startMs: number, quietUntilMs: () => number): Turns {
  let nowMs = startMs;
  let taken = 0;
  const waiting: Turn[] = [];
  const digest = createHash('sha256');
  const lines: string[] = [];
  const timeOf = (turn: Turn): number => Math.max(turn.atMs, turn.owner?.pausedUntilMs ?? 0);

  function note(line: string): void {
    const timed = `${nowMs - startMs} ${line}`;
    digest.update(timed);
    lines.push(timed);
    if (lines.length > TRACE_LINES_MAX) lines.shift();
  }

  /** Nothing is ready: to the next turn, or, past timers that would find nothing to do, nearly to where there is. */
  function advance(): void {
    let nearestMs = Number.POSITIVE_INFINITY;
    let firmMs = Number.POSITIVE_INFINITY;
    let isCallUnderWay = false;
    for (const turn of waiting) {
      const atMs = timeOf(turn);
      nearestMs = Math.min(nearestMs, atMs);
      if (turn.kind === 'timer') continue;
      firmMs = Math.min(firmMs, atMs);
      isCallUnderWay ||= turn.kind === 'call';
    }
    const stretchMs = isCallUnderWay ? nowMs + STRETCH_MAX_MS : Number.POSITIVE_INFINITY;
    const farMs = Math.min(firmMs, stretchMs, quietUntilMs());
    const leapMs = farMs === Number.POSITIVE_INFINITY ? nearestMs : farMs - dice.below(700);
    nowMs = Math.max(nearestMs, leapMs);
  }

  return {
    nowMs: () => nowMs,
    at: ({ inMs, ...rest }, run) => {
      const turn = { ...rest, atMs: nowMs + Math.max(0, inMs), run };
      waiting.push(turn);
      return () => {
        const index = waiting.indexOf(turn);
        if (index >= 0) waiting.splice(index, 1);
      };
    },
    step: async () => {
      if (waiting.length === 0) return false;
      let ready = waiting.filter((turn) => timeOf(turn) <= nowMs);
      if (ready.length === 0) {
        advance();
        ready = waiting.filter((turn) => timeOf(turn) <= nowMs);
      }
      const turn = dice.pick(ready);
      waiting.splice(waiting.indexOf(turn), 1);
      if (turn.owner?.isAlive === false) return true;
      taken += 1;
      note(`${turn.owner?.name ?? 'world'} ${turn.what}`);
      turn.run();
      await settled();
      return true;
    },
    sever: (owner, isLost) => {
      for (const turn of waiting.filter((each) => each.what.endsWith(onItsWay(owner)) && isLost())) {
        waiting.splice(waiting.indexOf(turn), 1);
      }
    },
    note,
    taken: () => taken,
    hash: () => digest.copy().digest('hex'),
    trace: () => lines,
  };
}

/** How a request that has left a process is marked: it arrives even where the process has died since. */
export function onItsWay(owner: Owner): string {
  return ` from ${owner.name}`;
}

/** Every promise that could go on has gone on: nothing here waits for anything real. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
