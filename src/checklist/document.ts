/** What a checklist's change entails: its card, a word in its thread, the next deadlines, whose it is, what is handed on. */
import type { Change, Consequences, DocumentType } from '../journal/document.ts';
import type { DocumentRef, Emitted, OutboxRow } from '../journal/journal.ts';
import type { Thread } from '../outbox/intent.ts';
import { cardRows } from '../outbox/rows.ts';
import type { Checklist, ChecklistEvent, ChecklistRefusal, Item } from './state.ts';
import { isLeft, nudgeAtMs } from './state.ts';
import { transition } from './transition.ts';

export const checklistDocument: DocumentType<Checklist, ChecklistEvent, ChecklistRefusal> = {
  kind: 'checklist',
  transition,
  consequences,
};

export function checklistRef(id: string): DocumentRef {
  return { kind: 'checklist', id };
}

export function checklistThread(id: string): Thread {
  return { ref: checklistRef(id), view: 'checklist-card' };
}

/** Of one checklist of the runbook: all that were ever posted, by their slots; those that are open; and of one person. */
export const postedIndex = (checklist: string) => `posted/${checklist}`;
export const openIndex = (checklist: string) => `open/${checklist}`;
export const itemsIndex = (user: string) => `items/${user}`;

/** Who an item waits for, where that is one person. */
export function holderOf({ takenBy, owner }: Item): string | null {
  return takenBy ?? owner?.user ?? null;
}

/** A deadline of its own for each check that is to be run: a long one holds up no other. */
export const runDeadline = (item: string) => `run/${item}`;

function consequences(change: Change<Checklist, ChecklistEvent>): Consequences {
  return {
    outbox: messages(change),
    due: deadlines(change.after),
    indexes: indexes(change.after),
    emit: emitted(change),
  };
}

function deadlines({ items }: Checklist): { name: string; atMs: number }[] {
  const runs = items.flatMap(({ id, running }) =>
    running === null ? [] : [{ name: runDeadline(id), atMs: running.atMs }],
  );
  const nudges = items.map(nudgeAtMs).filter((atMs) => atMs !== null);
  return nudges.length === 0 ? runs : [...runs, { name: 'nudge', atMs: Math.min(...nudges) }];
}

function indexes({ checklist, slotMs, status, items }: Checklist): { [index: string]: number } {
  const holders = items.filter(isLeft).map((item) => [holderOf(item), item.dueAtMs] as const);
  const mine = Map.groupBy(holders, ([holder]) => holder);
  return {
    [postedIndex(checklist)]: slotMs,
    ...(status === 'open' ? { [openIndex(checklist)]: slotMs } : {}),
    ...Object.fromEntries(
      [...mine].flatMap(([holder, theirs]) =>
        holder === null ? [] : [[itemsIndex(holder), Math.min(...theirs.map(([, dueAtMs]) => dueAtMs))]],
      ),
    ),
  };
}

function messages({ before, after, event, seq }: Change<Checklist, ChecklistEvent>): OutboxRow[] {
  const { id, channel } = after;
  return cardRows({ thread: checklistThread(id), channel, isNew: before === null, said: said(event), seq });
}

/** Which new message in the thread an event is worth; a redrawn card alone notifies nobody. */
function said(event: ChecklistEvent): 'checklist-note' | 'check-report' | null {
  switch (event.type) {
    case 'check_reported':
      return 'check-report';
    case 'nudged':
      return 'checklist-note';
    case 'opened':
    case 'taken':
    case 'ticked':
    case 'skipped':
    case 'check_requested':
    case 'request_told':
    case 'followed':
    case 'left_over':
      return null;
  }
}

/**
 * The one that is opened asks those before it for what they left; they close and hand it over. So an item that somebody
 * ticks meanwhile is either done there or open here, never both and never neither.
 */
function emitted({ before, after, event }: Change<Checklist, ChecklistEvent>): Emitted[] {
  const { id, carriedTo } = after;
  const handOver = (items: readonly Item[], key: string): Emitted[] => {
    if (carriedTo === null) return [];
    const leftOver: ChecklistEvent = { type: 'left_over', from: id, items };
    return [{ to: checklistRef(carriedTo), event: leftOver, once: `left_over/${key}/${carriedTo}` }];
  };
  switch (event.type) {
    case 'opened': {
      const followed: ChecklistEvent = { type: 'followed', by: id };
      return after.previous.map((previous) => ({
        to: checklistRef(previous),
        event: followed,
        once: `followed/${previous}/${id}`,
      }));
    }
    case 'followed': {
      const left = (before?.items ?? []).filter(isLeft).map(
        (item): Item => ({
          ...item,
          running: null,
          since: item.since ?? { checklist: id, atMs: after.openedAtMs },
        }),
      );
      return handOver(left, id);
    }
    case 'left_over': {
      const settledHere = after.items.filter(({ mark }) => mark === 'done' || mark === 'skipped');
      const still = event.items.filter((item) => settledHere.every((settled) => settled.id !== item.id));
      return handOver(still, `${event.from}/${id}`);
    }
    // The item is in the next one by now.
    case 'request_told':
      return carriedTo === null
        ? []
        : [
            {
              to: checklistRef(carriedTo),
              event,
              once: `told/${event.news.approval}/${event.news.seq}/${carriedTo}`,
            },
          ];
    case 'taken':
    case 'ticked':
    case 'skipped':
    case 'check_requested':
    case 'check_reported':
    case 'nudged':
      return [];
  }
}
