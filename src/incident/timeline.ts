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
  /** There was more than is looked at: of so much, the beginning and the newest are here. */
  readonly isCut: boolean;
};

/** The timeline of a very long week; past it the audit's export has all. */
const REQUESTS_MAX = 200;
const ENTRIES_OF_INCIDENT_MAX = 5_000;
const ENTRIES_OF_REQUEST_MAX = 300;
const PAGE = 1_000;

type Source = Pick<Journal, 'load' | 'history' | 'find'>;

export async function timelineOf(journal: Source, id: string): Promise<Timeline> {
  const own = await entriesOf(journal, incidentRef(id), ENTRIES_OF_INCIDENT_MAX);
  const page = { limit: REQUESTS_MAX, order: 'descending' } as const;
  const asked = await journal.find('approval', originIndex(incidentOrigin(id)), page);
  const requests = await Promise.all(asked.ids.map((request) => requestTimeline(journal, request)));
  const procedures = await procedureItems(journal, id);
  const parts = [...requests, procedures];
  const items = [...incidentItems(own.entries), ...parts.flatMap((part) => part.items)];
  const isCut = own.isCut || asked.next !== undefined || parts.some((part) => part.isCut);
  return { items: items.toSorted(inOrder), isCut };
}

function inOrder(a: TimelineItem, b: TimelineItem): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  return a.id === b.id ? a.seq - b.seq : a.id < b.id ? -1 : 1;
}

type Entries = { readonly entries: readonly Entry[]; readonly isCut: boolean };

/** How it began, and of the rest the newest: whoever looks wants to know where it stands. */
async function entriesOf(journal: Source, ref: DocumentRef, most: number): Promise<Entries> {
  const version = (await journal.load(ref))?.version ?? 0;
  const isCut = version > most;
  const entries: Entry[] = isCut ? [...(await journal.history(ref, 1, 1))] : [];
  for (let from = isCut ? version - most + 2 : 1; from <= version; from += PAGE)
    entries.push(...(await journal.history(ref, from, Math.min(PAGE, version - from + 1))));
  return { entries, isCut };
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

async function requestTimeline(journal: Source, id: string): Promise<Timeline> {
  const ref = approvalRef(id);
  const [stored, { entries, isCut }] = await Promise.all([
    read<Approval>(journal, ref),
    entriesOf(journal, ref, ENTRIES_OF_REQUEST_MAX),
  ]);
  if (stored === null) return { items: [], isCut: false };
  const request = { title: stored.state.title, target: stored.state.target };
  const items = withoutRepeats(entries).map(
    ({ event, atMs, seq }) =>
      ({ of: 'approval', event: event as ApprovalEvent, request, atMs, id, seq }) as const,
  );
  return { items, isCut };
}

/** What is looked at again and again while the platform is away, and what is sent meanwhile without an end to it. */
const AGAIN_AND_AGAIN: ReadonlySet<string> = new Set([
  'closing_claimed',
  'closing_answered',
  'closing_looked',
  'closing_overdue',
  'evidence_found',
]);

/** Of what says the same as the last of its kind, the first; with anything else in between it is told again. */
function withoutRepeats(entries: readonly Entry[]): readonly Entry[] {
  const last = new Map<string, string>();
  return entries.filter(({ event }) => {
    const { type } = event as ApprovalEvent;
    if (!AGAIN_AND_AGAIN.has(type)) {
      last.clear();
      return true;
    }
    const says = wordsIn(event as ApprovalEvent);
    const isNew = last.get(type) !== says;
    last.set(type, says);
    return isNew;
  });
}

function wordsIn(event: ApprovalEvent): string {
  switch (event.type) {
    case 'closing_looked':
      return `${event.number} ${event.seen} ${event.sentence}`;
    case 'evidence_found':
      return `${event.evidence.applied} ${event.evidence.sentence}`;
    default:
      return '';
  }
}
