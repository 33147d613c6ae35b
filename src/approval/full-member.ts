import { AppError } from '../errors.ts';
import type { Directory, PersonFacts } from './directory.ts';

const NOT_YOU =
  'Only full members of this workspace can do this; guests, bots and people of other organisations cannot.';
const NOT_WHO_YOU_ARE = 'Slack did not say who you are, so nothing was done. Try again in a moment.';

/** Who asks, as one request has them: an object of its own for each, which nothing outlives the request. */
export type Asking = { readonly by: string };

/**
 * Several look at one press, the form that it opens and what it does: Slack is asked once, after the press, and all of them
 * get that answer. It goes with the request; the next one is asked about anew.
 */
const answers = new WeakMap<Asking, Promise<PersonFacts | 'unknown'>>();

/** Whoever cannot be known to be a full member of the workspace is told so, and nothing happens. */
export function fullMember(directory: Directory, asker: Asking): Promise<PersonFacts> {
  return admitted(answerAbout(directory, asker), NOT_YOU, NOT_WHO_YOU_ARE);
}

/** And whoever is to be given something by somebody else, or by themselves: `what` says that they cannot have it. */
export function otherFullMember(
  directory: Directory,
  asker: Asking,
  userId: string,
  what: string,
): Promise<PersonFacts> {
  const unknown = 'Slack did not say who that is, so nothing was done. Try again in a moment.';
  const answer = userId === asker.by ? answerAbout(directory, asker) : directory.person(userId);
  return admitted(answer, what, unknown);
}

function answerAbout(directory: Directory, asker: Asking): Promise<PersonFacts | 'unknown'> {
  const answer = answers.get(asker) ?? directory.person(asker.by);
  answers.set(asker, answer);
  return answer;
}

async function admitted(
  answer: Promise<PersonFacts | 'unknown'>,
  refused: string,
  unknown: string,
): Promise<PersonFacts> {
  const person = await answer;
  if (person === 'unknown') throw new AppError('unavailable', unknown);
  if (!person.isFullMember) throw new AppError('refused', refused);
  return person;
}
