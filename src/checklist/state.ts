/** A checklist that was posted: its items, who has them, how they ended, and what may happen to them. */
import { isWaiting, type RequestNews, type RequestTold } from '../approval/news.ts';
import type { CheckReport } from '../check/report.ts';
import type { Refusal, Step } from '../journal/document.ts';
import type { Verdict } from '../runbook/verdict.ts';

/** `carried`: left open when the next one was posted, which has it now. */
export type ItemMark = 'open' | 'flagged' | 'done' | 'skipped' | 'carried';

/** `user` is who is told by name in Slack, where the contact is one person there. */
export type Owner = { readonly contact: string; readonly title: string; readonly user: string | null };

export type ItemRun = { readonly run: number; readonly by: string; readonly atMs: number };

/** A check or an action of the runbook, with the values that it names. */
export type Run = { readonly id: string; readonly with: { readonly [parameter: string]: string } };

export type Link = { readonly title: string; readonly url: string };

/** What an item is to do: the runbook's words at the time of posting. */
export type Task = {
  readonly id: string;
  readonly text: string;
  readonly how: string | null;
  readonly links?: readonly Link[];
  readonly check: Run | null;
  /** What Run asks for; absent or null: nothing. */
  readonly action?: Run | null;
  readonly owner: Owner | null;
  readonly dueMs: number;
};

export type Item = Omit<Task, 'dueMs'> & {
  readonly dueAtMs: number;
  readonly mark: ItemMark;
  /** Who last changed the mark, and when; null for `open`. A check that ticked or flagged it ran for them. */
  readonly marked: { readonly by: string; readonly atMs: number } | null;
  readonly takenBy: string | null;
  /** Why it was skipped. */
  readonly reason: string | null;
  readonly runs: number;
  readonly running: ItemRun | null;
  readonly found: { readonly verdict: Verdict; readonly sentence: string } | null;
  /** What was asked for to get it done; absent: nothing. */
  readonly requests?: readonly RequestNews[];
  readonly nudgedAtMs: number | null;
  /** The first one in which it was left open. */
  readonly since: { readonly checklist: string; readonly atMs: number } | null;
};

export type ChecklistStatus = 'open' | 'complete' | 'carried';

export type Checklist = {
  readonly id: string;
  /** The runbook's id of it, as in `daily`. */
  readonly checklist: string;
  readonly title: string;
  readonly channel: string;
  /** When it should have been posted. */
  readonly slotMs: number;
  readonly openedAtMs: number;
  /** Who asked for it; null: the schedule. */
  readonly openedBy: string | null;
  /** Earlier slots that went by without one. */
  readonly missed: number;
  readonly status: ChecklistStatus;
  readonly items: readonly Item[];
  /** Those before it that were still open: what they left comes here. */
  readonly previous: readonly string[];
  /** Which one has what was left open. */
  readonly carriedTo: string | null;
};

/** Who is told of an overdue item. */
export type Nudged = {
  readonly item: string;
  readonly whom:
    | { readonly kind: 'user'; readonly id: string }
    | { readonly kind: 'group'; readonly id: string }
    | null;
};

export type ChecklistEvent =
  | {
      readonly type: 'opened';
      readonly id: string;
      readonly checklist: string;
      readonly title: string;
      readonly channel: string;
      readonly slotMs: number;
      readonly by: string | null;
      readonly missed: number;
      readonly tasks: readonly Task[];
      readonly previous: readonly string[];
    }
  | { readonly type: 'taken'; readonly item: string; readonly by: string }
  | { readonly type: 'ticked'; readonly item: string; readonly by: string }
  | { readonly type: 'skipped'; readonly item: string; readonly by: string; readonly reason: string }
  | { readonly type: 'check_requested'; readonly item: string; readonly by: string }
  | {
      readonly type: 'check_reported';
      readonly item: string;
      readonly run: number;
      readonly report: CheckReport;
    }
  | RequestTold
  | { readonly type: 'nudged'; readonly nudges: readonly Nudged[] }
  /** The next one was posted. */
  | { readonly type: 'followed'; readonly by: string }
  /** What the one before left open. */
  | { readonly type: 'left_over'; readonly from: string; readonly items: readonly Item[] };

export type ChecklistRefusal =
  | 'exists'
  | 'not_found'
  | 'no_item'
  | 'already_done'
  | 'already_skipped'
  | 'already_yours'
  | 'check_running'
  | 'no_check'
  | 'request_waiting'
  | 'old_news'
  | 'was_carried'
  | 'not_asked_for'
  | 'not_due'
  | 'is_over'
  | 'not_before';

export type ChecklistStep = Step<Checklist, ChecklistRefusal>;

export const CHECKLIST_STATUSES = ['open', 'complete', 'carried'] as const satisfies ChecklistStatus[];

/** More than the runbook allows in one: items that it no longer has may come from the one before. */
export const ITEMS_MAX = 20;

/** Somebody has still to do something about it. */
export function isLeft({ mark }: Pick<Item, 'mark'>): boolean {
  return mark === 'open' || mark === 'flagged';
}

/** Its check runs, or what was asked for waits for a decision or runs. */
export function isUnderWay({ running, requests = [] }: Pick<Item, 'running' | 'requests'>): boolean {
  return running !== null || isWaiting(requests);
}

/** The item that the card offers first: the first one left that is not under way. */
export function itemAtHand({ items }: Checklist): Item | null {
  return items.find((item) => isLeft(item) && !isUnderWay(item)) ?? null;
}

/** It is told again after a day, counted from when it was told: what is late does not come in a flood. */
export const NUDGE_AGAIN_MS = 24 * 60 * 60_000;

/** When somebody is told of this item; null: never. */
export function nudgeAtMs(item: Item): number | null {
  if (!isLeft(item)) return null;
  return item.nudgedAtMs === null ? item.dueAtMs : item.nudgedAtMs + NUDGE_AGAIN_MS;
}

export function refuse(code: ChecklistRefusal): Refusal<ChecklistRefusal> {
  return { ok: false, code };
}
