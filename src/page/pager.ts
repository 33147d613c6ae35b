/** Whoever carries a page out of the bot: the port. What it says is all that leaves. */

/** The same for every try of one page, so that a receiver who had it already can tell. */
export type PageText = {
  readonly key: string;
  /** Of one incident and one contact: a receiver that folds repeats folds these. */
  readonly foldKey: string;
  readonly incident: string;
  readonly severity: 'P0' | 'P1' | 'P2' | 'P3';
  readonly title: string;
  readonly contact: string;
  readonly isLate: boolean;
  readonly atMs: number;
};

export type PageAnswer =
  | { readonly outcome: 'accepted' }
  /** It will be refused again: `text` says why, without any secret. */
  | { readonly outcome: 'refused'; readonly text: string }
  | { readonly outcome: 'unavailable'; readonly text: string; readonly retryAfterMs?: number };

/** Never throws; it has answered within `PAGE_WITHIN_MS`. */
export type Pager = (page: PageText) => Promise<PageAnswer>;

/** By contact. */
export type Pagers = { readonly [contact: string]: Pager };

export const PAGE_WITHIN_MS = 10_000;

/** One sentence of what is the matter, for every kind of pager. */
export function pageSentence({ incident, severity, title, isLate }: PageText): string {
  const what = isLate ? 'nobody has responded in time' : 'nobody has responded yet';
  return `${severity} ${incident}: ${what}. ${title}`;
}
