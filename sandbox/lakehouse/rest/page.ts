import { invalidParameter } from './refusal.ts';

export type Page<Item> = { readonly items: readonly Item[]; readonly nextToken: string | null };

/** A token is an offset that nobody should read. One that was not given out is refused. */
export function pageOf<Item>(all: readonly Item[], size: number, token: string | null): Page<Item> {
  const offset = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString().slice(TAG.length));
  const isOurs = token === null || Buffer.from(token, 'base64url').toString().startsWith(TAG);
  if (!isOurs || !Number.isSafeInteger(offset) || offset < 0) throw invalidParameter('Invalid page token.');
  const next = offset + size;
  return {
    items: all.slice(offset, next),
    nextToken: next < all.length ? Buffer.from(`${TAG}${next}`).toString('base64url') : null,
  };
}

const TAG = 'page:';

export function wholeNumber(query: URLSearchParams, name: string, initial: number, max: number): number {
  const text = query.get(name);
  if (text === null) return initial;
  const value = /^\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= max)) {
    throw invalidParameter(`Invalid value for '${name}': ${text}. It must be from 1 to ${max}.`);
  }
  return value;
}
