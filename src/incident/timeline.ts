/**
 * What happened in an incident, in order, with the time at which it happened. Drawn from the journal's entries of the
 * incident, of what was asked for and of procedures that were begun in it, each time that somebody looks: there is no second copy.
 */
import { approvalRef, originIndex } from '../approval/document.ts';
import type { ApprovalEvent } from '../approval/events.ts';
import { incidentOrigin } from '../approval/origin.ts';
import type { Approval } from '../approval/state.ts';
import { read } from '../journal/document.ts';
import type { DocumentRef, Entry, Journal } from '../journal/journal.ts';
import { incidentRef } from './document.ts';
import { isAt, type SaidMessage } from './said.ts';
import type { IncidentEvent } from './state.ts';
import { type ProcedureItem, procedureItems } from './timeline-procedures.ts';

type Place = { readonly atMs: number; readonly id: string; readonly seq: number };

export type TimelineItem =
  | ProcedureItem
  | (Place & { readonly of: 'incident'; readonly event: IncidentEvent })
  | (Place & {
      readonly of: 'message';
      readonly message: SaidMessage;
      readonly by: string;
      readonly isEdited: boolean;
    })
  | (Place & {
      readonly of: 'approval';
      readonly event: ApprovalEvent;
      readonly request: Pick<Approval, 'title' | 'target'>;
    });

export type Timeline = {
  readonly items: readonly TimelineItem[];
  /** There was more than is looked at. */
  readonly isCut: boolean;
};

/** The timeline of a very long week; past it the audit's export has all. */
const REQUESTS_MAX = 200;
const ENTRIES_OF_INCIDENT_MAX = 5_000;
const ENTRIES_OF_REQUEST_MAX = 300;
const PAGE = 1_000;

type Source = Pick<Journal, 'load' | 'history' | 'find'>;

export async function timelineOf(journal: Source, id: string): Promise<Timeline> {
  const entries = await entriesOf(journal, incidentRef(id), ENTRIES_OF_INCIDENT_MAX);
  const page = { limit: REQUESTS_MAX } as const;
  const asked = await journal.find('approval', originIndex(incidentOrigin(id)), page);
  const requests = await Promise.all(asked.ids.map((request) => requestItems(journal, request)));
  const procedures = await procedureItems(journal, id);
  const items = [...incidentItems(entries), ...requests.flat(), ...procedures.items].toSorted(inOrder);
  const isCut = entries.length >= ENTRIES_OF_INCIDENT_MAX || asked.next !== undefined || procedures.isCut;
  return { items, isCut };
}

function inOrder(a: TimelineItem, b: TimelineItem): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  return a.id === b.id ? a.seq - b.seq : a.id < b.id ? -1 : 1;
}

async function entriesOf(journal: Source, ref: DocumentRef, most: number): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let from = 1; entries.length < most; from += PAGE) {
    const page = await journal.history(ref, from, Math.min(PAGE, most - entries.length));
    entries.push(...page);
    if (page.length < PAGE) break;
  }
  return entries;
}

/** A message is where it was said, with the words that it has now; one that was taken out is in the audit alone. */
function incidentItems(entries: readonly Entry[]): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  for (const entry of entries) {
    const event = entry.event as IncidentEvent;
    const place = { id: entry.ref.id, seq: entry.seq };
    switch (event.type) {
      case 'message_added':
        items.push(messageItem(event.message, event.by, place));
        break;
      case 'message_edited':
        edit(items, event.at, event.text);
        break;
      case 'message_removed':
        items.splice(0, items.length, ...items.filter((item) => !isMessageAt(event.at)(item)));
        break;
      case 'declared':
        if (event.message !== undefined) items.push(messageItem(event.message, event.by, place));
        items.push({ of: 'incident', event, atMs: entry.atMs, ...place });
        break;
      case 'noted':
        items.push({ of: 'incident', event, atMs: event.occurredAtMs ?? entry.atMs, ...place });
        break;
      default:
        items.push({ of: 'incident', event, atMs: entry.atMs, ...place });
    }
  }
  return items;
}

function messageItem(message: SaidMessage, by: string, place: Omit<Place, 'atMs'>): TimelineItem {
  return { of: 'message', message, by, isEdited: false, atMs: message.atMs, ...place };
}

const isMessageAt =
  (at: Pick<SaidMessage, 'channel' | 'ts'>) =>
  (item: TimelineItem): boolean =>
    item.of === 'message' && isAt(at)(item.message);

function edit(items: TimelineItem[], at: Pick<SaidMessage, 'channel' | 'ts'>, text: string): void {
  const index = items.findIndex(isMessageAt(at));
  const item = items[index];
  if (item?.of === 'message') items[index] = { ...item, message: { ...item.message, text }, isEdited: true };
}

async function requestItems(journal: Source, id: string): Promise<readonly TimelineItem[]> {
  const ref = approvalRef(id);
  const [stored, entries] = await Promise.all([
    read<Approval>(journal, ref),
    entriesOf(journal, ref, ENTRIES_OF_REQUEST_MAX),
  ]);
  if (stored === null) return [];
  const request = { title: stored.state.title, target: stored.state.target };
  return entries.map(({ event, atMs, seq }) => ({
    of: 'approval',
    event: event as ApprovalEvent,
    request,
    atMs,
    id,
    seq,
  }));
}
