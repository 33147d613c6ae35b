/** Looks up who else gives the same. What that means for whom is in given.ts. */
import type { Journal } from '../journal/journal.ts';
import { givesIndex } from './given.ts';
import type { Approval, Given } from './state.ts';
import { findApproval } from './stored.ts';

const PAGE_MAX = 50;

/** All other requests that give it, or may. */
export async function othersGiving(
  journal: Journal,
  id: string,
  { key }: Pick<Given, 'key'>,
): Promise<readonly Approval[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await journal.find('approval', givesIndex(key), {
      limit: PAGE_MAX,
      ...(after === undefined ? {} : { after }),
    });
    ids.push(...page.ids);
    after = page.next;
  } while (after !== undefined);
  return Promise.all(ids.filter((other) => other !== id).map((other) => findApproval(journal, other)));
}
