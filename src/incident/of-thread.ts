/** Whose thread it is: only the message above it is known, and which incident's card that is, only the journal knows. */
import type { Journal } from '../journal/journal.ts';
import { incidentThread } from './document.ts';

/** Null: none that is known. */
export async function incidentOfThread(
  journal: Pick<Journal, 'postAt'>,
  channel: string,
  ts: string,
): Promise<string | null> {
  if (!/^\d{10}\.\d{6}$/.test(ts)) return null;
  const above = await journal.postAt(channel, ts);
  if (above?.ref.kind !== 'incident') return null;
  const { id } = above.ref;
  return above.view === incidentThread(id).view ? id : null;
}
