import type { Json } from './json.ts';

/** Reads back what the journal itself wrote: the only text whose shape is taken on trust. */
export function parseStored<T = Json>(text: string | undefined): T {
  return JSON.parse(text ?? '') as T;
}
