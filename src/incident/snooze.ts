/** Snoozing, as it is asked for: by whom and for how long is in the thread, and on the card. */
import { AppError } from '../errors.ts';
import { type Asker, commitAs, type IncidentDeps } from './commit.ts';

/** What the button gives. */
export const SNOOZE_MS = 30 * 60_000;

/** `30m`, `2h`, `90 min`, or a number of minutes; nothing is what the button gives. Throws AppError('invalid'). */
export function snoozeMs(text: string): number {
  const said = text.trim().toLowerCase();
  if (said === '') return SNOOZE_MS;
  const [, number, unit = 'm'] = /^(\d{1,3})\s*(m|min|minutes?|h|hours?)?$/.exec(said) ?? [];
  if (number === undefined) throw new AppError('invalid', `“${said}” is no length of time: say 30m, or 2h.`);
  return Number(number) * (unit.startsWith('h') ? 60 : 1) * 60_000;
}

export function snoozing(deps: IncidentDeps) {
  return {
    /** Nobody is told of it or asked about it for so long. */
    snooze: (asker: Asker, id: string, forMs: number) =>
      commitAs(deps, asker, id, { type: 'snoozed', by: asker.by, forMs }),
  };
}
