/** Places in an index. A cursor names the last score and id seen, so that it stays good while documents come and go. */
import { AppError } from '../errors.ts';
import type { Found, Page } from './journal.ts';

export const pageLimitMax = 1_000;

export type Position = { readonly score: number; readonly id: string };

export type Bounds = {
  readonly limit: number;
  readonly after: Position | null;
  readonly descending: boolean;
};

export function boundsOf(page: Page): Bounds {
  if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > pageLimitMax) {
    throw new AppError('invalid', `A page has 1 to ${pageLimitMax} ids, not ${page.limit}.`);
  }
  return {
    limit: page.limit,
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
