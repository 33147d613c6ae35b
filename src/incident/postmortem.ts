/** What is written down once it is over: what it meant, what led to it, and who does what by when; reminded of until done. */
import type { Incident, IncidentEvent, IncidentStep } from './state.ts';
import { isOver, refuse, worstOf } from './state.ts';

/** Something to do, so that it does not happen again. `id` counts within the incident. */
export type ActionItem = {
  readonly id: number;
  readonly text: string;
  readonly owner: string;
  /** The morning of the day by which it is to be done, in the team's zone. */
  readonly dueAtMs: number;
  readonly done?: { readonly by: string; readonly atMs: number };
  readonly remindedAtMs?: number;
};

export type Postmortem = {
  readonly impact: string;
  readonly factors: string;
  readonly items: readonly ActionItem[];
  /** Who wrote it last, and when. */
  readonly by: string;
  readonly atMs: number;
  /** How often it was written; absent in documents from before this was counted. Read it by `writingsOf`. */
  readonly writings?: number;
  /** From before the incident was reopened: whoever closes it again has to have gone over it. */
  readonly isEarlier?: true;
};

/** What a form has seen, so that of two that are open the later one does not replace what it never showed. */
export function writingsOf({ postmortem }: Pick<Incident, 'postmortem'>): number {
  return postmortem === undefined ? 0 : (postmortem.writings ?? 1);
}

/** As it is sent: both texts whole, and at most one more thing to do. */
export type WrittenPostmortem = Pick<Postmortem, 'impact' | 'factors'> & {
  readonly item: Pick<ActionItem, 'text' | 'owner' | 'dueAtMs'> | null;
  /** How often it had been written when the form was opened; absent: whatever stands there is replaced. */
  readonly seen?: number;
};

/** What somebody is reminded of: that it is not written yet, and what is not done yet. */
export type Reminder = { readonly postmortem: boolean; readonly items: readonly number[] };

/** Whose documents are owed. */
const POSTMORTEM_SEVERITIES: readonly string[] = ['P0', 'P1'];
export const ACTION_ITEMS_MAX = 20;
const DAY_MS = 24 * 60 * 60_000;
/** From a day after it was resolved on, and then again: late ones do not add up. */
const REMIND_EVERY_MS = DAY_MS;

export function needsPostmortem(incident: Incident): boolean {
  const { postmortem } = incident;
  const isThere = postmortem !== undefined && postmortem.isEarlier !== true;
  return !isThere && POSTMORTEM_SEVERITIES.includes(worstOf(incident));
}

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** From when it is resolved on, and after it is closed too: what is learnt later belongs into it. */
export function writePostmortem(
  incident: Incident,
  { impact, factors, item, by, seen }: Of<'postmortem_written'>,
  atMs: number,
): IncidentStep {
  if (!isOver(incident)) return refuse('not_resolved');
  const writings = writingsOf(incident);
  if (seen !== undefined && seen !== writings) return refuse('written_meanwhile');
  const items = incident.postmortem?.items ?? [];
  if (item !== null && item.dueAtMs < atMs - DAY_MS) return refuse('due_is_past');
  if (item !== null && items.length >= ACTION_ITEMS_MAX) return refuse('too_many_items');
  const more = item === null ? [] : [{ id: items.length + 1, ...item }];
  return accept(incident, { impact, factors, items: [...items, ...more], by, atMs, writings: writings + 1 });
}

export function finishItem(incident: Incident, { item, by }: Of<'item_done'>, atMs: number): IncidentStep {
  const { postmortem } = incident;
  const known = postmortem?.items.find(({ id }) => id === item);
  if (postmortem === undefined || known === undefined) return refuse('no_item');
  if (known.done !== undefined) return refuse('already_done');
  return accept(incident, withItem(postmortem, { ...known, done: { by, atMs } }));
}

/** All of it has to be due: a reminder that another replica gave is not given twice. */
export function remind(incident: Incident, event: Of<'reminded'>, atMs: number): IncidentStep {
  const due = remindersDue(incident, atMs);
  const isDue = event.items.every((id) => due.items.includes(id)) && (!event.postmortem || due.postmortem);
  if (!isDue || isNone(event)) return refuse('not_due');
  const { postmortem } = incident;
  const reminded = (postmortem?.items ?? []).map((item) =>
    event.items.includes(item.id) ? { ...item, remindedAtMs: atMs } : item,
  );
  return {
    ok: true,
    state: {
      ...incident,
      ...(event.postmortem ? { remindedAtMs: atMs } : {}),
      ...(postmortem === undefined ? {} : { postmortem: { ...postmortem, items: reminded } }),
    },
  };
}

export function isNone({ postmortem, items }: Reminder): boolean {
  return !postmortem && items.length === 0;
}

export function remindersDue(incident: Incident, nowMs: number): Reminder {
  const items = (incident.postmortem?.items ?? []).filter((item) => (itemAtMs(item) ?? Infinity) <= nowMs);
  return {
    postmortem: (missingAtMs(incident) ?? Infinity) <= nowMs,
    items: items.map(({ id }) => id),
  };
}

/** When somebody is to be reminded next; null: of nothing. */
export function followUpAtMs(incident: Incident): number | null {
  const items = (incident.postmortem?.items ?? []).map(itemAtMs);
  const all = [missingAtMs(incident), ...items].filter((atMs) => atMs !== null);
  return all.length === 0 ? null : Math.min(...all);
}

function missingAtMs(incident: Incident): number | null {
  if (incident.status !== 'resolved' || !needsPostmortem(incident)) return null;
  const resolvedAtMs = incident.steps.at(-1)?.atMs ?? incident.declaredAtMs;
  return Math.max(resolvedAtMs, incident.remindedAtMs ?? 0) + REMIND_EVERY_MS;
}

function itemAtMs({ done, dueAtMs, remindedAtMs }: ActionItem): number | null {
  if (done !== undefined) return null;
  return remindedAtMs === undefined ? dueAtMs : Math.max(dueAtMs, remindedAtMs + REMIND_EVERY_MS);
}

function withItem(postmortem: Postmortem, changed: ActionItem): Postmortem {
  const items = postmortem.items.map((item) => (item.id === changed.id ? changed : item));
  return { ...postmortem, items };
}

function accept(incident: Incident, postmortem: Postmortem): IncidentStep {
  return { ok: true, state: { ...incident, postmortem } };
}
