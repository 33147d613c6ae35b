/** Whose thread it is: only the message above it is known, and which incident's card that is, only the journal knows. */
import type { Journal } from '../journal/journal.ts';
import { declaredIndex, incidentRef, incidentThread, OPEN_INDEX } from './document.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Of one day, and of those that are open. */
const LOOKED_AT_MAX = 200;

/**
 * A card is posted within moments of the declaration, so those of its day and the day before are looked at, closed ones
 * too; then all that are open, for a card that was deleted is posted again. Null: none that is known.
 */
export async function incidentOfThread(
  journal: Pick<Journal, 'find' | 'posts'>,
  channel: string,
  ts: string,
): Promise<string | null> {
  if (!/^\d{10}\.\d{6}$/.test(ts)) return null;
  const postedAtMs = Number(ts) * 1000;
  for (const index of [declaredIndex(postedAtMs), declaredIndex(postedAtMs - DAY_MS), OPEN_INDEX]) {
    const found = await among(journal, index, channel, ts);
    if (found !== null) return found;
  }
  return null;
}

async function among(
  journal: Pick<Journal, 'find' | 'posts'>,
  index: string,
  channel: string,
  ts: string,
): Promise<string | null> {
  const { ids } = await journal.find('incident', index, { limit: LOOKED_AT_MAX, order: 'descending' });
  const isIts = await Promise.all(
    ids.map(async (id) => {
      const { view } = incidentThread(id);
      const posts = await journal.posts(incidentRef(id));
      return posts.some((post) => post.view === view && post.channel === channel && post.ts === ts);
    }),
  );
  return ids[isIts.indexOf(true)] ?? null;
}
