/** What an item of a checklist, or a step of a procedure, knows of the requests that were made for it. */
export type RequestStands =
  | 'waiting'
  | 'succeeded'
  | 'not_verified'
  | 'failed'
  | 'rejected'
  | 'expired'
  | 'cancelled'
  | 'voided'
  | 'in_doubt'
  | 'not_applied'
  | 'undone';

export type RequestNews = {
  readonly approval: string;
  readonly title: string;
  /** Who asked. */
  readonly by: string;
  readonly stands: RequestStands;
  /** The number of the request's entry: of two words about one request the one with the larger number counts. */
  readonly seq: number;
};

/** What checklists and procedures hear. `part`: which of their items, which of their steps. */
export type RequestTold = {
  readonly type: 'request_told';
  readonly part: string;
  readonly news: RequestNews;
};

/** More are not kept for one item or step: of old ones the card says all there is. */
const REQUESTS_KEPT_MAX = 10;

/** In the order of their numbers, whatever the order in which they came. Null: it is known already. */
export function withNews(known: readonly RequestNews[], news: RequestNews): readonly RequestNews[] | null {
  const before = known.find(({ approval }) => approval === news.approval);
  if (before !== undefined && before.seq >= news.seq) return null;
  const others = known.filter((one) => one !== before);
  return [...others, news].toSorted((a, b) => numberOf(a) - numberOf(b)).slice(-REQUESTS_KEPT_MAX);
}

export function isWaiting(requests: readonly RequestNews[]): boolean {
  return requests.some(({ stands }) => stands === 'waiting');
}

function numberOf({ approval }: RequestNews): number {
  return Number(approval.split('-')[1]);
}
