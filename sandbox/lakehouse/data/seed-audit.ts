/**
 * Who did what. Staff work all day and mistype now and then; in the last hour somebody from outside tried fourteen
 * tables that are closed to them; and one service reads personal data every night, when nobody asks it to.
 */
import { canaries } from './canaries.ts';
import type { TableSeed } from './plant.ts';
import { creation, HOUR_MS, MINUTE_MS, timestamp } from './seed-parts.ts';

const DAY_MS = 24 * HOUR_MS;
const CREATED_AGE_MS = 40 * DAY_MS;

const STAFF_EVENTS = 960;
const STAFF_EVENT_EVERY_MS = 3 * MINUTE_MS;
const ATTEMPTS = 14;
const NIGHTS = 3;
const NIGHT_READS = 20;

const OUTSIDER = 'r.vance@contractor.test';
const NIGHT_READER = 'svc-reporting@examplebank.test';
const STAFF = ['anna.lind', 'omar.haddad', 'grace.kim', 'piotr.nowak', 'lucia.ferri'].map(
  (name) => `${name}@examplebank.test`,
);

export function auditTables(nowMs: number): readonly TableSeed[] {
  return [
    table('audit_logging', 'audit_events', nowMs, auditEvents(nowMs)),
    table('audit_logging', 'pii_access_log', nowMs, piiAccessLog(nowMs)),
    table('banking_gold', 'user_roles', nowMs, userRoles(nowMs)),
  ];
}

function table(schema: string, name: string, nowMs: number, rowsSql: string): TableSeed {
  return {
    fullName: ['banking_catalog', schema, name],
    owner: 'security-platform',
    versions: [creation(nowMs - CREATED_AGE_MS, rowsSql, STAFF_EVENTS)],
  };
}

const list = (texts: readonly string[]): string => `[${texts.map((text) => `'${text}'`).join(', ')}]`;

/** `at - i * everyMs` for the rows 0, 1, 2 … */
const back = (atMs: number, everyMs: number): string =>
  `${timestamp(atMs)} - INTERVAL 1 MILLISECOND * (i * ${everyMs})`;

function auditEvents(nowMs: number): string {
  const objects = list([
    'banking_gold.customer_360',
    'banking_bronze.transactions',
    'banking_gold.user_roles',
  ]);
  const closed = list([
    'customer_360',
    'user_roles',
    'accounts',
    'cards',
    'loans',
    'pii_access_log',
    'audit_events',
  ]);
  return `SELECT ${back(nowMs - MINUTE_MS, STAFF_EVENT_EVERY_MS)} AS event_time,
      CASE WHEN i % 97 = 55 THEN 'UNAUTHORIZED_ACCESS' WHEN i % 8 = 0 THEN 'LOGIN' ELSE 'DATA_ACCESS' END AS event_type,
      ${list(STAFF)}[1 + i % ${STAFF.length}] AS user_email,
      CASE WHEN i % 8 = 0 AND i % 97 <> 55 THEN 'login' ELSE 'SELECT' END AS action,
      CASE WHEN i % 8 = 0 AND i % 97 <> 55 THEN 'workspace' ELSE ${objects}[1 + (i * 7) % 3] END AS object_name,
      '10.20.' || CAST(i % 5 AS VARCHAR) || '.' || CAST(10 + i % 40 AS VARCHAR) AS source_ip
    FROM range(${STAFF_EVENTS}) AS numbers(i)
    UNION ALL SELECT ${back(nowMs - 4 * MINUTE_MS, 3 * MINUTE_MS)}, 'UNAUTHORIZED_ACCESS', '${OUTSIDER}', 'SELECT',
      'banking_gold.' || ${closed}[1 + i % 7], '203.0.113.77' FROM range(${ATTEMPTS}) AS numbers(i)
    UNION ALL SELECT ${back(nowMs - 50 * MINUTE_MS, 5 * MINUTE_MS)}, 'DATA_ACCESS', '${OUTSIDER}', 'SELECT',
      'banking_bronze.transactions', '203.0.113.77' FROM range(3) AS numbers(i)
    UNION ALL SELECT ${timestamp(nowMs - 52 * MINUTE_MS)}, 'DATA_ACCESS', '${OUTSIDER}', 'SELECT',
      'banking_gold.customer_360 WHERE email = ${canaries.email} OR card = ${canaries.otherCard}', '203.0.113.77'
    UNION ALL SELECT ${back(nowMs - 8 * HOUR_MS, DAY_MS)}, 'LOGIN', '${OUTSIDER}', 'login',
      'workspace', '198.51.100.20' FROM range(2) AS numbers(i)
    ORDER BY 1`;
}

/** The last nights that are over, whatever the time is now: reads from one to nearly five o'clock, UTC. */
function piiAccessLog(nowMs: number): string {
  const midnightMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const columns = list(['iban', 'ssn_last_4', 'date_of_birth']);
  const nights = Array.from({ length: NIGHTS }, (_none, night) => {
    const fromMs = midnightMs - night * DAY_MS + 5 * HOUR_MS - 12 * MINUTE_MS;
    return `UNION ALL SELECT ${back(fromMs, 12 * MINUTE_MS)}, '${NIGHT_READER}', 'banking_gold.customer_360',
      ${columns}[1 + i % 3], CAST(1200 + i * 7 AS BIGINT) FROM range(${NIGHT_READS}) AS numbers(i)`;
  });
  return `SELECT * FROM (
    SELECT ${back(nowMs - 9 * MINUTE_MS, 40 * MINUTE_MS)} AS access_time, ${list(STAFF)}[1 + i % 2] AS user_email,
      'banking_gold.customer_360' AS table_name, ${columns}[1 + i % 3] AS column_name, CAST(1 + i % 4 AS BIGINT) AS row_count
    FROM range(90) AS numbers(i) ${nights.join(' ')}
    ) WHERE access_time < ${timestamp(nowMs)} AND (row_count > 1000 OR hour(access_time) >= 6) ORDER BY access_time`;
}

function userRoles(nowMs: number): string {
  const grantedAt = timestamp(nowMs - CREATED_AGE_MS);
  const roles = STAFF.map((user, index) => [user, index < 2 ? 'customer_support' : 'data_analyst'] as const);
  return [...roles, [NIGHT_READER, 'reporting_aggregates'] as const]
    .map(
      ([user, role]) =>
        `SELECT '${user}' AS user_email, '${role}' AS role, 'security@examplebank.test' AS granted_by, ${grantedAt} AS granted_at`,
    )
    .join(' UNION ALL ');
}
