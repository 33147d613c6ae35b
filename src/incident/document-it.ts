/** Documenting what is over: the words, and who does what by which day. */
import { otherFullMember } from '../approval/full-member.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { type Asker, commitAs, findIncident, type IncidentAnswer, type IncidentDeps } from './commit.ts';
import { type Incident, isOver } from './state.ts';

/** `due` is a day, as in 2026-01-31. */
export type ItemWish = { readonly text: string; readonly owner: string; readonly due: string };

export type PostmortemWish = {
  readonly impact: string;
  readonly factors: string;
  readonly item: ItemWish | null;
  /** How often it had been written when the form was opened. */
  readonly seen?: number;
};

/** In the team's zone: on the morning of its day a thing to do is due. */
const DUE_AT = '09:00';

export async function findOver(journal: Pick<Journal, 'load'>, id: string): Promise<Incident> {
  const incident = await findIncident(journal, id);
  if (isOver(incident)) return incident;
  throw new AppError('refused', `${id} is not resolved yet. Resolve it first, with what was done.`);
}

export async function writePostmortem(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  { item, ...words }: PostmortemWish,
): Promise<IncidentAnswer> {
  const todo = item === null ? null : await dated(deps, asker, item);
  return commitAs(deps, asker, id, { type: 'postmortem_written', by: asker.by, ...words, item: todo });
}

async function dated({ directory, zone }: IncidentDeps, asker: Asker, { text, owner, due }: ItemWish) {
  await otherFullMember(
    directory,
    asker,
    owner,
    'Only a full member of this workspace can be given something to do.',
  );
  return { text, owner, dueAtMs: morningOf(due, zone) };
}

function morningOf(day: string, zone: string): number {
  try {
    const date = Temporal.PlainDate.from(day);
    return date.toZonedDateTime({ timeZone: zone, plainTime: DUE_AT }).epochMilliseconds;
  } catch (error) {
    throw new AppError('invalid', `“${day}” is not a day. Choose one from the calendar.`, error);
  }
}
