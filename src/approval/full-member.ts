import { AppError } from '../errors.ts';
import type { Directory, PersonFacts } from './directory.ts';

/** Whoever cannot be known to be a full member of the workspace is told so, and nothing happens. */
export async function fullMember(directory: Directory, userId: string): Promise<PersonFacts> {
  const person = await directory.person(userId);
  if (person === 'unknown') {
    throw new AppError(
      'unavailable',
      'Slack did not say who you are, so nothing was done. Try again in a moment.',
    );
  }
  if (!person.isFullMember) {
    throw new AppError(
      'refused',
      'Only full members of this workspace can do this; guests, bots and people of other organisations cannot.',
    );
  }
  return person;
}
