/** Looks whether a checklist is due: at every tick of the schedule's clockwork, and every so often without one. */
import type { Runbook } from '../runbook/runbook.ts';
import { type Log, type Loop, startLoop, type Timers } from '../schedule/loop.ts';
import { type OpenDeps, openDue } from './open.ts';
import { watching } from './watch.ts';

/**
 * Calls `tick` at the times of the expressions, in the zone, until what it answers is called. It may leave out a tick or
 * give one too many, on every replica: what is opened is decided by the journal, and by its clock.
 */
export type Clockwork = (
  schedules: readonly { readonly name: string; readonly expression: string }[],
  zone: string,
  tick: () => void,
) => () => void;

/** A tick that was left out (in the hour that is skipped in spring, or by a process that was busy) is late by this. */
const LOOK_EVERY_MS = 30_000;

type Deps = OpenDeps & {
  readonly runbook: Runbook;
  readonly clockwork: Clockwork;
  readonly timers: Timers;
  readonly log: Log;
};

export function startChecklists(deps: Deps): Loop {
  const { runbook, clockwork, zone, timers, log } = deps;
  const checklists = Object.values(runbook.checklists);
  const opening = { ...deps, watchedSinceMs: watching(deps.journal) };

  /** One that cannot be opened now holds up no other. */
  async function round(): Promise<boolean> {
    const outcomes = await Promise.allSettled(checklists.map((written) => openDue(opening, written)));
    for (const [index, outcome] of outcomes.entries()) {
      const checklist = checklists[index]?.id;
      if (outcome.status === 'rejected')
        log.error({ err: outcome.reason as unknown, checklist }, 'A checklist could not be looked after');
      else if (outcome.value?.isNew === true)
        log.info({ checklist, id: outcome.value.id }, 'A checklist is posted');
    }
    return false;
  }

  const loop = startLoop({ name: 'checklists', everyMs: LOOK_EVERY_MS, round, timers, log });
  const schedules = checklists.map(({ id, schedule }) => ({ name: id, expression: schedule.text }));
  const stopClock = clockwork(schedules, zone, loop.poke);
  return {
    poke: loop.poke,
    idle: async () => {
      // What has come due since the last look is work that could be done now.
      loop.poke();
      await loop.idle();
    },
    stop: async () => {
      stopClock();
      await loop.stop();
    },
  };
}
