/** Places in an index. A cursor names the last score and id seen, so that it stays good while documents come and go. */
import { AppError } from '../errors.ts';
import type { Found, Page } from './journal.ts';

export const pageLimitMax = 1_000;

export type Position = { readonly score: number; readonly id: string };

export type Bounds = {
  readonly limit: number;
  readonly after: Position | null;
  readonly skip: number;
  readonly descending: boolean;
};

export function boundsOf(page: Page): Bounds {
  if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > pageLimitMax) {
    throw new AppError('invalid', `A page has 1 to ${pageLimitMax} ids, not ${page.limit}.`);
  }
  const { skip = 0 } = page;
  if (!Number.isSafeInteger(skip) || skip < 0 || (skip > 0 && page.after !== undefined)) {
    throw new AppError('invalid', `A page begins behind a cursor or behind so many ids, not ${skip}.`);
  }
  return {
    limit: page.limit,
    skip,
    after: page.after === undefined ? null : parseCursor(page.after),
    descending: page.order === 'descending',
  };
}

/** `positions` holds one more than the limit where there is a following page. */
export function foundOf(positions: readonly Position[], limit: number): Found {
  const shown = positions.slice(0, limit);
  const last = shown.at(-1);
  const ids = shown.map(({ id }) => id);
  return positions.length > limit && last !== undefined ? { ids, next: `${last.score} ${last.id}` } : { ids };
}

function parseCursor(cursor: string): Position {
  const space = cursor.indexOf(' ');
  const score = space < 1 ? Number.NaN : Number(cursor.slice(0, space));
  const id = cursor.slice(space + 1);
  if (!Number.isFinite(score) || id === '') {
    throw new AppError('invalid', 'This page cannot be found: its cursor was not given out by the journal.');
  }
  return { score, id };
}
