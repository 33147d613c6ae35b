/** Whoever carries a page out of the bot: the port. What it says is all that leaves. */

/** `trigger` wants somebody; the other two say that somebody has it, and that it is over. */
export type PageAct = 'trigger' | 'acknowledge' | 'resolve';

/** Why somebody is wanted. `raised` and `reopened`: whoever was paged before is told of it again. */
export type PageReason = 'called' | 'late' | 'raised' | 'reopened';

export type PageText = {
  /** The same for every try of one page, so that a receiver who had it already can tell. */
  readonly key: string;
  /** Of one incident and one contact: a receiver that folds repeats, and closes what is over, does it by this. */
  readonly foldKey: string;
  readonly act: PageAct;
  readonly reason: PageReason;
  /** The key of the trigger that an acknowledgement or an end follows; null: this is one. */
  readonly follows: string | null;
  /** Whoever was paged has been told already that somebody has it: a mail of it would be one too many. */
  readonly isAnswered: boolean;
  readonly incident: string;
  readonly severity: 'P0' | 'P1' | 'P2' | 'P3';
  readonly title: string;
  readonly contact: string;
  /** Who has it, or ended it, by name; null: nobody, or Slack did not tell. */
  readonly by: string | null;
  /** The incident's thread in Slack; null while its card is not posted. */
  readonly link: string | null;
  readonly atMs: number;
};

export type PageAnswer =
  | { readonly outcome: 'accepted' }
  /** It will be refused again: `text` says why, without any secret. */
  | { readonly outcome: 'refused'; readonly text: string }
  /** It may have arrived all the same. */
  | { readonly outcome: 'unavailable'; readonly text: string; readonly retryAfterMs?: number };

/** Never throws; it has answered within `PAGE_WITHIN_MS`. */
export type Pager = (page: PageText) => Promise<PageAnswer>;

/** By contact. */
export type Pagers = { readonly [contact: string]: Pager };

export const PAGE_WITHIN_MS = 10_000;

/** One sentence of what is the matter, for every kind of pager. */
export function pageSentence(page: PageText): string {
  return `${page.severity} ${page.incident}: ${whatOf(page)}. ${page.title}`;
}

function whatOf({ act, reason, by }: PageText): string {
  if (act === 'acknowledge') return `acknowledged${byWhom(by)}`;
  if (act === 'resolve') return `resolved${byWhom(by)}`;
  const whose = by === null ? '' : `, ${by} has it`;
  const wanted = {
    called: 'nobody has responded yet',
    late: 'nobody has responded in time',
    raised: `its severity was raised${whose}`,
    reopened: `it is open again${whose}`,
  } as const;
  return wanted[reason];
}

function byWhom(name: string | null): string {
  return name === null ? '' : ` by ${name}`;
}
