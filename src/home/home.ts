/** What stands on a person's Home tab: the port and the shapes. Nothing is decided by it; every press is judged anew. */
import type { CardPlace } from '../approval/review.ts';
import type { Approval } from '../approval/state.ts';
import type { Incident } from '../incident/state.ts';

/** The first of a list, and how many there are beside them. */
export type Listed<Row> = { readonly rows: readonly Row[]; readonly others: number };

export type HomeIncident = { readonly incident: Incident; readonly link: string | null };

export type HomeRequest = {
  readonly approval: Approval;
  /** Where its card stands; null while it is not posted. */
  readonly card: CardPlace | null;
  readonly link: string | null;
  /** When it came to an end; null while it has not. */
  readonly endedAtMs: number | null;
};

/** One thing to do from a checklist, taken by the reader. */
export type HomeItem = {
  /** As in CHK-1. */
  readonly checklist: string;
  readonly title: string;
  readonly dueAtMs: number | null;
  readonly isOverdue: boolean;
  /** What was asked for to get it done, while it is not over, as in APR-1. */
  readonly asked: string | null;
  readonly link: string | null;
};

export type HomePage =
  | {
      readonly page: 'open';
      /** By the store's clock. */
      readonly asOfMs: number;
      readonly incidents: Listed<HomeIncident>;
      /** What the reader could decide, settle or sign, if they pressed now. */
      readonly waiting: Listed<HomeRequest>;
      /** What they perhaps could: Slack did not say who is in the group. */
      readonly unchecked: Listed<HomeRequest>;
      readonly items: Listed<HomeItem>;
      readonly asked: Listed<HomeRequest>;
      /** Of the last day, the newest first. */
      readonly ended: Listed<HomeRequest>;
    }
  /** A guest, a bot, somebody of another organisation: they are told so, and nothing else. */
  | { readonly page: 'not_a_member' }
  | { readonly page: 'unreadable'; readonly why: string };
