/** What ran on the warehouse before: one report reads a whole table for minutes, every morning, and once ran out of time. */
import type { LoggedQuery } from '../query-log.ts';
import type { AccessSeed } from './access.ts';
import { canaries } from './canaries.ts';
import { HOUR_MS, MINUTE_MS } from './seed-parts.ts';

const SECOND_MS = 1_000;
const DAY_MS = 24 * HOUR_MS;
const REPORTING = 'svc-reporting@examplebank.test';
const SLOW_MS = 312 * SECOND_MS;

const REPORT = `SELECT c.customer_id, sum(t.amount) FROM banking_catalog.banking_gold.customer_360 c
  JOIN banking_catalog.banking_bronze.transactions t ON t.account_id LIKE concat('%', c.customer_id) GROUP BY c.customer_id -- asked for by ${canaries.email}, IBAN ${canaries.iban}`;
const LOOKUP = "SELECT * FROM banking_catalog.banking_gold.customer_360 WHERE customer_id = 'CU-0003'";

const ANALYSTS = ['anna.lind@examplebank.test', 'omar.haddad@examplebank.test'] as const;

export function demoQueries(nowMs: number): readonly LoggedQuery[] {
  const reports = Array.from({ length: 5 }, (_none, day) =>
    query(10 + day, REPORTING, REPORT, nowMs - 2 * HOUR_MS - day * DAY_MS, SLOW_MS + day * 9 * SECOND_MS),
  );
  const lookups = Array.from({ length: 40 }, (_none, index) =>
    query(
      100 + index,
      ANALYSTS[index % 2] ?? ANALYSTS[0],
      LOOKUP,
      nowMs - (index + 1) * 17 * MINUTE_MS,
      400 + (index % 7) * 90,
    ),
  );
  const timedOut: LoggedQuery = {
    ...query(1, REPORTING, REPORT, nowMs - 40 * MINUTE_MS, 10 * MINUTE_MS),
    status: 'CANCELED',
    errorMessage: 'Query timed out',
    rowCount: 0,
  };
  return [...reports, ...lookups, timedOut].toSorted((a, b) => a.startMs - b.startMs);
}

function query(
  number: number,
  principal: string,
  text: string,
  startMs: number,
  durationMs: number,
): LoggedQuery {
  const id = `5eed0000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return {
    statementId: id,
    sessionId: id,
    text,
    principal,
    startMs,
    endMs: startMs + durationMs,
    status: 'FINISHED',
    errorMessage: null,
    rowCount: 60,
  };
}

export const queryGrants: AccessSeed['grants'] = [
  {
    principal: 'runbook_readers',
    privilege: 'SELECT',
    on: { kind: 'TABLE', key: 'system.query.history' },
  },
];
