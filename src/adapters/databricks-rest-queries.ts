/** What ran slowly on the warehouses: https://docs.databricks.com/api/workspace/queryhistory/list */
import { z } from 'zod';
import type { RestRead } from '../check/rest.ts';
import type { Row } from '../check/warehouse.ts';
import { RestFailure } from './databricks-rest-call.ts';
import { instant, pages, parsed, type Reading, type Rows } from './databricks-rest-reading.ts';

/** The most that the API gives at once. */
const PER_PAGE = 1_000;
const COLUMNS = [
  'user',
  'runs',
  'slowest_s',
  'total_s',
  'failed',
  'last_at',
  'query',
  'table',
  'statement_id',
];

/** The first table of three parts that it reads from. */
const FROM_TABLE = /\bFROM\s+`?(\w+)`?\.`?(\w+)`?\.`?(\w+)`?/i;

const listSchema = z.object({
  res: z
    .array(
      z.object({
        query_id: z.string(),
        status: z.string(),
        query_text: z.string().default(''),
        user_name: z.string().default(''),
        query_start_time_ms: z.int(),
        /** Absent while it runs. */
        duration: z.int().optional(),
      }),
    )
    .default([]),
  next_page_token: z.string().optional(),
});

type Entry = z.output<typeof listSchema>['res'][number];

type Wish = Extract<RestRead, { readonly what: 'slow_queries' }>;

export async function slowQueries(reading: Reading, { sinceMs, slowerThanMs }: Wish): Promise<Rows> {
  const { nowMs } = reading;
  const query = {
    max_results: String(PER_PAGE),
    'filter_by.query_start_time_range.start_time_ms': String(nowMs - sinceMs),
    'filter_by.query_start_time_range.end_time_ms': String(nowMs),
  };
  const { items, isCut } = await pages(reading, '/api/2.0/sql/history/queries', query, (answer) => {
    const page = parsed(listSchema, answer);
    return { items: page.res, token: page.next_page_token };
  });
  refuseOnlyOwn(items);
  const slow = items.filter((entry) => tookMs(nowMs, entry) >= slowerThanMs);
  const groups = [
    ...Map.groupBy(slow, ({ user_name, query_text }) => JSON.stringify([user_name, query_text])),
  ];
  const rows = groups.flatMap(([, entries]) => rowOf(nowMs, entries));
  return {
    columns: COLUMNS,
    rows: rows.toSorted((a, b) => Number(b['slowest_s']) - Number(a['slowest_s'])),
    isCut,
  };
}

/**
 * Who may not monitor the warehouse is shown what is theirs, without a word about the rest. A reader that looks has itself
 * asked something, so that a history of one user, or of none, is no history of the warehouse.
 */
function refuseOnlyOwn(entries: readonly Entry[]): void {
  if (new Set(entries.map(({ user_name }) => user_name)).size > 1) return;
  throw new RestFailure(
    'ONLY_OWN_QUERIES',
    'the history shows queries of one user at most, as for somebody who may not see those of others',
  );
}

function tookMs(nowMs: number, { duration, query_start_time_ms: startMs }: Entry): number {
  return duration ?? Math.max(0, nowMs - startMs);
}

/** All of one text and one user. */
function rowOf(nowMs: number, entries: readonly Entry[]): readonly Row[] {
  const [latest] = entries.toSorted((a, b) => b.query_start_time_ms - a.query_start_time_ms);
  if (latest === undefined) return [];
  const seconds = entries.map((entry) => Math.round(tookMs(nowMs, entry) / 1_000));
  return [
    {
      user: latest.user_name,
      runs: entries.length,
      slowest_s: Math.max(...seconds),
      total_s: seconds.reduce((sum, each) => sum + each, 0),
      failed: entries.filter(({ status }) => status === 'FAILED' || status === 'CANCELED').length,
      last_at: instant(latest.query_start_time_ms),
      query: latest.query_text.replaceAll(/\s+/g, ' ').trim(),
      table: FROM_TABLE.exec(latest.query_text)?.slice(1).join('.') ?? null,
      statement_id: latest.query_id,
    },
  ];
}
