/** What every read of the workspace is made of: answers of a known shape, and lists that come in pages. */
import type { z } from 'zod';
import type { Row } from '../check/warehouse.ts';
import { type Query, RestFailure } from './databricks-rest-call.ts';

export type Reading = {
  readonly get: (path: string, query: Query) => Promise<unknown>;
  readonly nowMs: number;
  readonly rowsMax: number;
  readonly pagesMax: number;
};

/** `isCut`: there is more than was read. */
export type Part = { readonly rows: readonly Row[]; readonly isCut: boolean };

export type Rows = Part & { readonly columns: readonly string[] };

export function parsed<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new RestFailure(
    null,
    `the answer has not the shape that it should: ${issue?.path.join('.')} ${issue?.message}`,
  );
}

type Page<Item> = { readonly items: readonly Item[]; readonly token?: string | undefined };

/** Page by page, each with the token of the one before, until there is none or enough were read. */
export async function pages<Item>(
  { get, pagesMax }: Reading,
  path: string,
  query: Query,
  pageOf: (answer: unknown) => Page<Item>,
): Promise<{ readonly items: readonly Item[]; readonly isCut: boolean }> {
  const items: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = pageOf(await get(path, token === undefined ? query : { ...query, page_token: token }));
    items.push(...answer.items);
    token = answer.token;
    if (token === undefined || token === '') return { items, isCut: false };
  }
  return { items, isCut: true };
}

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}
