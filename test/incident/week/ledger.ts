/**
 * What should be: every incident by the model, moved on by what people did and by each moment at which the bot looked.
 * Times within one moment are told apart by a count of the test's own.
 */
import { type Act, born, type Declared, happened, isTaken, type Life } from './model/life.ts';
import { type Calls, type Moment, momentOf } from './model/pager.ts';
import { type Line, lineOfAct, lineOfTold, overtake } from './model/thread.ts';
import { look, type Told } from './model/told.ts';

export type Kept = {
  readonly life: Life;
  readonly lines: Line[];
  /** Something of it has changed since its card was compared. */
  isFresh: boolean;
  calls: Calls;
  /** As those who are paged have to know it, from its first moment on. */
  readonly moments: Moment[];
};

export type Ledger = {
  readonly all: () => readonly Kept[];
  readonly of: (id: string) => Kept;
  readonly declared: (declared: Declared) => void;
  readonly isTaken: (id: string, act: Act, by: string) => boolean;
  readonly done: (id: string, act: Act, by: string, atMs: number) => void;
  /** `isSeen`: of a look in which the process died, what it had got to. */
  readonly look: (atMs: number, isSeen?: (id: string, what: Told['what'] | 'slept') => boolean) => void;
  /** Everything that was owed has been sent. */
  readonly paid: () => void;
};

/** What is being told is not looked at again before it is known that nobody else tells it. */
const PAGED_WITHIN_MS = 10_000;

export function openLedger(chief: string): Ledger {
  const kept = new Map<string, Kept>();
  let tick = 0;
  let sentTick = 0;
  const of = (id: string): Kept => {
    const found = kept.get(id);
    if (found === undefined) throw new Error(`Nobody has declared ${id}.`);
    return found;
  };

  function lookAt(one: Kept, atMs: number): void {
    for (const told of look(one.life, atMs)) {
      one.isFresh = true;
      one.lines.push(lineOfTold(one.life, told, tick));
      if (told.what !== 'called' || told.contact?.isPaged !== true || one.life.isDrill) continue;
      one.calls = { calls: one.calls.calls + 1, isLate: told.isLate };
      goesOn(one, atMs);
    }
  }

  return {
    all: () => [...kept.values()],
    of,
    declared: (declared) => {
      tick += 1;
      const calls = { calls: 0, isLate: false };
      const one: Kept = { life: born(declared), lines: [], isFresh: true, calls, moments: [] };
      kept.set(declared.id, one);
      goesOn(one, declared.declaredAtMs);
    },
    isTaken: (id, act, by) => isTaken(of(id).life, act, by, by === chief),
    done: (id, act, by, atMs) => {
      tick += 1;
      const one = of(id);
      one.isFresh = true;
      happened(one.life, act, by, atMs);
      goesOn(one, atMs);
      overtake(one.lines, one.life, act, sentTick, tick);
      const line = lineOfAct(one.life, act, by, tick);
      if (line !== null) one.lines.push(line);
    },
    look: (atMs, isSeen) => {
      tick += 1;
      for (const one of kept.values()) {
        if (isSeen === undefined) {
          lookAt(one, atMs);
          const now = one.moments.at(-1);
          if (now !== undefined && atMs >= now.atMs + PAGED_WITHIN_MS) now.sureAtMs ??= atMs;
        } else if (copyTells(one.life, atMs).some((what) => isSeen(one.life.id, what))) lookAt(one, atMs);
      }
    },
    paid: () => void (sentTick = tick),
  };
}

function goesOn({ life, calls, moments }: Kept, atMs: number): void {
  moments.push(momentOf(life, calls, atMs, moments.at(-1) ?? null));
}

/** What a look would tell, without telling it. */
function copyTells(life: Life, atMs: number): readonly (Told['what'] | 'slept')[] {
  const copy = structuredClone(life);
  const told = look(copy, atMs).map(({ what }) => what);
  return copy.sleepUntilMs === life.sleepUntilMs ? told : [...told, 'slept'];
}
