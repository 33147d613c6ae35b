/** Posts a checklist for a slot of its schedule: once for each, whoever asks and however many replicas look. */
import { idOf } from '../ids.ts';
import { apply, read } from '../journal/document.ts';
import type { Journal, Once } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { ChecklistItem, Checklist as Written } from '../runbook/schema-checklists.ts';
import { latestSlot, nextSlot, type Schedule, slotsSince } from '../schedule/slots.ts';
import { checklistDocument, checklistRef, openIndex, postedIndex } from './document.ts';
import type { Checklist, Task } from './state.ts';
import type { Watching } from './watch.ts';

export type OpenDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly channel: string;
  /** The team's, as IANA names it. */
  readonly zone: string;
  readonly wake: () => void;
};

/** `isNew` false: it had been opened before, by whomever. */
export type Opened = { readonly id: string; readonly isNew: boolean };

/** Far more are never open at once; a store that was tampered with must not make an opening impossible. */
const OPEN_MAX = 20;
/** More that were missed are not counted. */
const MISSED_MAX = 999;

/**
 * Opens the newest slot that has come since this checklist is looked after, unless it is open or was, and says how many
 * before it went by without one. Null: there is nothing to open.
 */
export async function openDue(
  deps: OpenDeps & { readonly watchedSinceMs: Watching },
  written: Written,
): Promise<Opened | null> {
  const { journal, watchedSinceMs } = deps;
  const [sinceMs, lastMs] = await Promise.all([
    watchedSinceMs(written.id),
    lastPostedSlotMs(journal, written.id),
  ]);
  const afterMs = Math.max(sinceMs, lastMs ?? 0);
  const slots = slotsSince(scheduleOf(deps, written), afterMs, await journal.now(), MISSED_MAX + 1);
  const [slotMs] = slots;
  if (slotMs === undefined) return null;
  return openSlot(deps, written, { slotMs, by: null, missed: slots.length - 1, once: [] });
}

async function lastPostedSlotMs(journal: Journal, checklist: string): Promise<number | null> {
  const page = { limit: 1, order: 'descending' } as const;
  const [id] = (await journal.find('checklist', postedIndex(checklist), page)).ids;
  const last = id === undefined ? null : await read<Checklist>(journal, checklistRef(id));
  return last?.state.slotMs ?? null;
}

/** The slot that it is now, for whoever asks: also one that came before anybody looked after the schedule. */
export async function openCurrent(
  deps: OpenDeps,
  written: Written,
  by: string,
  requestKey: string,
): Promise<Opened | null> {
  const nowMs = await deps.journal.now();
  const slotMs = latestSlot(scheduleOf(deps, written), nowMs);
  if (slotMs === null) return null;
  return openSlot(deps, written, { slotMs, by, missed: 0, once: [{ key: requestKey }] });
}

type Slot = {
  readonly slotMs: number;
  readonly by: string | null;
  readonly missed: number;
  readonly once: readonly Once[];
};

/**
 * The slot's key rides in the commit that opens the checklist and is kept for good: a marker written before it could
 * outlive a process that dies in between, and the slot would be lost. Once the next slot has come the store refuses this
 * one, so that a process that stalled cannot post it behind that.
 */
async function openSlot(deps: OpenDeps, written: Written, slot: Slot): Promise<Opened | null> {
  const { journal, channel, wake } = deps;
  const key = slotKey(written.id, slot.slotMs);
  const used = await journal.usedBy(key);
  if (used !== null) return { id: used.ref.id, isNew: false };
  const [number, before] = await Promise.all([
    journal.next('checklist'),
    journal.find('checklist', openIndex(written.id), { limit: OPEN_MAX }),
  ]);
  const id = idOf('checklist', number);
  const next = nextSlot(scheduleOf(deps, written), slot.slotMs);
  const applied = await apply(
    journal,
    checklistDocument,
    id,
    {
      type: 'opened',
      id,
      checklist: written.id,
      title: written.title,
      channel,
      slotMs: slot.slotMs,
      by: slot.by,
      missed: slot.missed,
      tasks: written.items.map((item) => taskOf(deps.runbook, item)),
      previous: before.ids,
    },
    {
      once: [{ key, keep: 'for_good' }, ...slot.once],
      ...(next === null ? {} : { validUntilMs: next }),
    },
  );
  if (applied.outcome === 'committed') wake();
  if (applied.outcome === 'duplicate') return { id: applied.ref.id, isNew: false };
  return applied.outcome === 'committed' ? { id, isNew: true } : null;
}

function slotKey(checklist: string, slotMs: number): string {
  return `slot/${checklist}/${new Date(slotMs).toISOString()}`;
}

function scheduleOf({ zone }: OpenDeps, { schedule }: Written): Schedule {
  return { times: schedule, zone };
}

function taskOf(runbook: Runbook, item: ChecklistItem): Task {
  const contact = item.owner === undefined ? undefined : runbook.contacts[item.owner];
  return {
    id: item.id,
    text: item.text,
    how: item.how ?? null,
    links: item.links,
    check: item.check === undefined ? null : { id: item.check, with: item.with },
    action: item.action === undefined ? null : { id: item.action, with: item.with },
    owner:
      contact === undefined
        ? null
        : { contact: contact.id, title: contact.title, user: contact.slack_user ?? null },
    dueMs: item.dueMs,
  };
}
