import { AppError } from '../errors.ts';
import type { Directory, PersonFacts } from './directory.ts';

const NOT_YOU =
  'Only full members of this workspace can do this; guests, bots and people of other organisations cannot.';
const NOT_WHO_YOU_ARE = 'Slack did not say who you are, so nothing was done. Try again in a moment.';

/** Whoever cannot be known to be a full member of the workspace is told so, and nothing happens. */
export function fullMember(directory: Directory, userId: string): Promise<PersonFacts> {
  return admitted(directory, userId, NOT_YOU, NOT_WHO_YOU_ARE);
}

/** And whoever is to be given something by somebody else: `what` says that they cannot have it. */
export function otherFullMember(directory: Directory, userId: string, what: string): Promise<PersonFacts> {
  const unknown = 'Slack did not say who that is, so nothing was done. Try again in a moment.';
  return admitted(directory, userId, what, unknown);
}

async function admitted(
  directory: Directory,
  userId: string,
  refused: string,
  unknown: string,
): Promise<PersonFacts> {
  const person = await directory.person(userId);
  if (person === 'unknown') throw new AppError('unavailable', unknown);
  if (!person.isFullMember) throw new AppError('refused', refused);
  return person;
}
