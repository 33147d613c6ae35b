/** What is written down once it is over: what it meant, what led to it, and who does what by when. */
import type { Incident, IncidentStep } from './state.ts';
import { isOver, refuse } from './state.ts';

/** Something to do, so that it does not happen again. `id` counts within the incident. */
export type ActionItem = {
  readonly id: number;
  readonly text: string;
  readonly owner: string;
  /** The morning of the day by which it is to be done, in the team's zone. */
  readonly dueAtMs: number;
};

export type Postmortem = {
  readonly impact: string;
  readonly factors: string;
  readonly items: readonly ActionItem[];
  /** Who wrote it last, and when. */
  readonly by: string;
  readonly atMs: number;
};

/** As it is sent: both texts whole, and at most one more thing to do. */
export type WrittenPostmortem = Pick<Postmortem, 'impact' | 'factors'> & {
  readonly item: Omit<ActionItem, 'id'> | null;
};

/** Whose documents are owed. */
const POSTMORTEM_SEVERITIES: readonly string[] = ['P0', 'P1'];
export const ACTION_ITEMS_MAX = 20;
const DAY_MS = 24 * 60 * 60_000;

export function needsPostmortem({ severity, postmortem }: Incident): boolean {
  return postmortem === undefined && POSTMORTEM_SEVERITIES.includes(severity);
}

/** From when it is resolved on, and after it is closed too: what is learnt later belongs into it. */
export function writePostmortem(
  incident: Incident,
  { impact, factors, item, by }: WrittenPostmortem & { readonly by: string },
  atMs: number,
): IncidentStep {
  if (!isOver(incident)) return refuse('not_resolved');
  const items = incident.postmortem?.items ?? [];
  if (item !== null && item.dueAtMs < atMs - DAY_MS) return refuse('due_is_past');
  if (item !== null && items.length >= ACTION_ITEMS_MAX) return refuse('too_many_items');
  const more = item === null ? [] : [{ id: items.length + 1, ...item }];
  return {
    ok: true,
    state: { ...incident, postmortem: { impact, factors, items: [...items, ...more], by, atMs } },
  };
}
