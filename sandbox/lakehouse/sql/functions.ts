/**
 * The functions that a SELECT may call, each with how DuckDB says it. What is not here is UNRESOLVED_ROUTINE, so that
 * none of DuckDB's own (files, settings, catalogues) can be reached.
 */
import { fromJson, inline } from './json-rows.ts';
import { duckText } from './names.ts';
import { type Scope, sparkTimestamp } from './scope.ts';

export type FunctionRule = {
  readonly arguments: readonly [min: number, max: number];
  readonly say: (args: readonly string[], scope: Scope) => string;
  /** `count(*)`, `count(DISTINCT x)` */
  readonly aggregate?: true;
  /** The first argument is a unit such as HOUR, a bare word. */
  readonly unitFirst?: true;
};

const MANY = 20;

const same = (duckDb: string, min: number, max = min): FunctionRule => ({
  arguments: [min, max],
  say: (args) => `${duckDb}(${args.join(', ')})`,
});

const aggregate = (duckDb: string, min = 1, max = 1): FunctionRule => ({
  ...same(duckDb, min, max),
  aggregate: true,
});

const now: FunctionRule = {
  arguments: [0, 0],
  say: (_args, scope) => `TIMESTAMP ${duckText(sparkTimestamp(scope.nowMs))}`,
};

const user: FunctionRule = { arguments: [0, 0], say: (_args, scope) => duckText(scope.principal) };

/** Groups are compared as they are written: https://docs.databricks.com/en/sql/language-manual/functions/is_account_group_member.html */
const isMember: FunctionRule = {
  arguments: [1, 1],
  say: ([group], { groups }) => `(${group} IN (${['account users', ...groups].map(duckText).join(', ')}))`,
};

export const FUNCTIONS: ReadonlyMap<string, FunctionRule> = new Map<string, FunctionRule>([
  ['COUNT', aggregate('count')],
  ['SUM', aggregate('sum')],
  ['AVG', aggregate('avg')],
  ['MIN', aggregate('min')],
  ['MAX', aggregate('max')],
  ['COUNT_IF', aggregate('count_if')],
  ['APPROX_COUNT_DISTINCT', aggregate('approx_count_distinct')],
  ['ANY_VALUE', aggregate('any_value')],
  ['BOOL_OR', aggregate('bool_or')],
  ['BOOL_AND', aggregate('bool_and')],
  ['ROW_NUMBER', same('row_number', 0)],
  ['RANK', same('rank', 0)],
  ['LAG', same('lag', 1, 3)],
  ['LEAD', same('lead', 1, 3)],
  ['CURRENT_TIMESTAMP', now],
  ['NOW', now],
  [
    'CURRENT_DATE',
    {
      arguments: [0, 0],
      say: (_args, scope) => `DATE ${duckText(sparkTimestamp(scope.nowMs).slice(0, 10))}`,
    },
  ],
  ['CURRENT_USER', user],
  ['SESSION_USER', user],
  ['IS_ACCOUNT_GROUP_MEMBER', isMember],
  ['IS_MEMBER', isMember],
  // Whole units that have gone by, as Spark counts them; DuckDB's date_diff counts boundaries crossed.
  ['TIMESTAMPDIFF', { ...same('date_sub', 3), unitFirst: true }],
  [
    'TIMESTAMPADD',
    {
      arguments: [3, 3],
      unitFirst: true,
      say: ([unit, count, from]) => `(${from} + (${count}) * INTERVAL 1 ${(unit ?? '').slice(1, -1)})`,
    },
  ],
  [
    'DATEDIFF',
    {
      arguments: [2, 2],
      say: ([end, start]) => `date_diff('day', CAST(${start} AS DATE), CAST(${end} AS DATE))`,
    },
  ],
  ['DATE_ADD', { arguments: [2, 2], say: ([date, days]) => `(CAST(${date} AS DATE) + ${days})` }],
  ['DATE_SUB', { arguments: [2, 2], say: ([date, days]) => `(CAST(${date} AS DATE) - ${days})` }],
  ['DATE_TRUNC', { arguments: [2, 2], say: ([unit, at]) => `CAST(date_trunc(${unit}, ${at}) AS TIMESTAMP)` }],
  [
    'UNIX_TIMESTAMP',
    {
      arguments: [0, 1],
      say: ([at], scope) => `CAST(floor(epoch(CAST(${at ?? now.say([], scope)} AS TIMESTAMP))) AS BIGINT)`,
    },
  ],
  ['TO_TIMESTAMP', { arguments: [1, 1], say: ([text]) => `CAST(${text} AS TIMESTAMP)` }],
  ['TIMESTAMP_MILLIS', same('epoch_ms', 1)],
  ['TO_DATE', { arguments: [1, 1], say: ([text]) => `CAST(${text} AS DATE)` }],
  ['YEAR', same('year', 1)],
  ['MONTH', same('month', 1)],
  ['DAY', same('day', 1)],
  ['HOUR', same('hour', 1)],
  ['MINUTE', same('minute', 1)],
  ['COALESCE', same('coalesce', 1, MANY)],
  ['IFNULL', same('ifnull', 2)],
  ['NVL', same('ifnull', 2)],
  ['NULLIF', same('nullif', 2)],
  ['IF', { arguments: [3, 3], say: ([test, yes, no]) => `CASE WHEN ${test} THEN ${yes} ELSE ${no} END` }],
  ['GREATEST', same('greatest', 2, MANY)],
  ['LEAST', same('least', 2, MANY)],
  ['ABS', same('abs', 1)],
  ['CEIL', same('ceil', 1)],
  ['FLOOR', same('floor', 1)],
  ['ROUND', same('round', 1, 2)],
  ['CONCAT', same('concat', 1, MANY)],
  ['LENGTH', same('length', 1)],
  ['LOWER', same('lower', 1)],
  ['UPPER', same('upper', 1)],
  ['TRIM', same('trim', 1)],
  ['SUBSTRING', same('substring', 2, 3)],
  ['FROM_JSON', { arguments: [2, 2], say: ([text = '', schema = '']) => fromJson(text, schema) }],
  ['INLINE', { arguments: [1, 1], say: ([list = '']) => inline(list) }],
]);

/** Those that Spark also takes without brackets. */
export const BARE_FUNCTIONS = new Set(['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_USER', 'SESSION_USER']);

export const UNITS = new Set(['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']);
