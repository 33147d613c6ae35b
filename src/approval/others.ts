/** Looks up who else gives the same. What that means for whom is in given.ts. */
import type { Journal } from '../journal/journal.ts';
import { givesIndex } from './given.ts';
import type { Approval, Given } from './state.ts';
import { findApproval } from './stored.ts';

/**
 * What is given for good keeps its place for ever, and so do answers that nobody ever settled: only the newest are looked at.
 * One that is older covers nothing, so that what it gives too is taken back sooner, and does not stay by mistake.
 */
export const OTHERS_LOOKED_AT_MAX = 100;

/** Other requests that give it, or may; the newest first. */
export async function othersGiving(
  journal: Journal,
  id: string,
  { key }: Pick<Given, 'key'>,
): Promise<readonly Approval[]> {
  const page = { limit: OTHERS_LOOKED_AT_MAX, order: 'descending' } as const;
  const { ids } = await journal.find('approval', givesIndex(key), page);
  return Promise.all(ids.filter((other) => other !== id).map((other) => findApproval(journal, other)));
}
