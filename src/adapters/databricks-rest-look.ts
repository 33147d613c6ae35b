/** What the looks before and after a call have in common: one GET with its shape, and words for what comes back. */
import { z } from 'zod';
import type { Look } from '../check/rest-actions.ts';
import { RestFailure } from './databricks-rest-call.ts';

export type Looking = {
  readonly get: (path: string, query?: { readonly [name: string]: string }) => Promise<unknown>;
  /** By this machine's clock, in ms since 1970. */
  readonly nowMs: number;
};

export type LookOf<What extends Look['what']> = Extract<Look, { readonly what: What }>;

/** An id beyond 2^53 arrives as its digits; here each is text. */
export const idText = z.union([z.int(), z.string()]).transform(String);

export function shaped<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new RestFailure(null, 'the answer has not the shape that was expected');
}

/** Null where Databricks says that there is no such thing. */
export async function unlessMissing<Found>(asked: Promise<Found>): Promise<Found | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof RestFailure && error.errorCode === 'RESOURCE_DOES_NOT_EXIST') return null;
    throw error;
  });
}

/** RFC 3339; null for 0, which stands for never. */
export function instant(ms: number | undefined): string | null {
  return ms === undefined || ms === 0 ? null : new Date(ms).toISOString();
}
