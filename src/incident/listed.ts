/** Incidents as they are listed: page by page, so that however many there are, a page is what is read. */
import { read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import { incidentRef, OPEN_INDEX, ofPersonIndex, overIndex, RESOLVED_INDEX } from './document.ts';
import type { Incident } from './state.ts';

/** As in 2026-01: what was resolved in that month, by UTC, and is no drill. */
export type Month = `${number}-${number}`;

/** `resolved`: over and not closed. `of`: open, and theirs by a role or by having declared it. */
export type List = 'open' | 'resolved' | Month | { readonly of: string };

export type IncidentPage = {
  readonly incidents: readonly Incident[];
  /** Of all pages. */
  readonly total: number;
  /** From 1. One that there is not is the nearest that there is. */
  readonly page: number;
  readonly pages: number;
};

/** A screen or two of a phone. */
export const LISTED_MAX = 10;

type Counted = Pick<Journal, 'count' | 'find' | 'load'>;

export async function pageOfList(journal: Counted, list: List, asked = 1): Promise<IncidentPage> {
  const { index, order } = placeOf(list);
  const total = await journal.count('incident', index);
  const pages = Math.max(1, Math.ceil(total / LISTED_MAX));
  const page = Math.min(Math.max(asked, 1), pages);
  const skip = (page - 1) * LISTED_MAX;
  const { ids } = await journal.find('incident', index, { limit: LISTED_MAX, skip, order });
  return { incidents: await incidentsOf(journal, ids), total, page, pages };
}

/** The first so many; `isCut`: there are more. */
export async function firstOfList(
  journal: Pick<Journal, 'find' | 'load'>,
  list: List,
  limit: number,
): Promise<{ readonly incidents: readonly Incident[]; readonly isCut: boolean }> {
  const { index, order } = placeOf(list);
  const { ids, next } = await journal.find('incident', index, { limit, order });
  return { incidents: await incidentsOf(journal, ids), isCut: next !== undefined };
}

async function incidentsOf(
  journal: Pick<Journal, 'load'>,
  ids: readonly string[],
): Promise<readonly Incident[]> {
  const stored = await Promise.all(ids.map((id) => read<Incident>(journal, incidentRef(id))));
  return stored.flatMap((doc) => (doc === null ? [] : [doc.state]));
}

/** What is open by how severe it is, what is over by when: the last one first. */
function placeOf(list: List): { readonly index: string; readonly order: 'ascending' | 'descending' } {
  if (list === 'open') return { index: OPEN_INDEX, order: 'ascending' };
  if (list === 'resolved') return { index: RESOLVED_INDEX, order: 'descending' };
  if (typeof list === 'string') return { index: overIndex(list), order: 'descending' };
  return { index: ofPersonIndex(list.of), order: 'ascending' };
}
