/**
 * Every check of the runbook that is shipped, by area, on a platform on which much is wrong: what it says and what it shows.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckParameters } from '../../src/check/report.ts';
import type { Verdict } from '../../src/runbook/verdict.ts';
import { canariesIn } from '../support/canaries.ts';
import { openPlatform, type Platform } from './platform.ts';

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

type Told = readonly [
  check: string,
  raw: CheckParameters,
  verdict: Verdict,
  says: RegExp,
  rows: number,
  shows: object,
];

const VANCE = 'r.vance@contractor.test';

const DATA_PIPELINES: readonly Told[] = [
  ['table-freshness', {}, 'fail', /^The newest row is 9\.0 hours old/, 1, { row_count: expect.any(Number) }],
  ['table-history', {}, 'fail', /^Version 25 was not expected: WRITE by svc-backfill@/, 20, { version: 25 }],
  ['job-runs', {}, 'fail', /^1 of 25 runs .* Transactions, backfill \(run 77\)\.$/, 20, { result: 'FAILED' }],
  ['job-failure-rate', {}, 'warn', /^4\.0 % of 25 runs failed/, 2, { runs: 24, failed: 0 }],
  ['job-failure-rate', { percent: '3' }, 'fail', /it should be under 3 %\.$/, 2, {}],
  ['job-run-output', {}, 'fail', /task check_freshness: ValueError/, 1, { task: 'check_freshness' }],
  [
    'pipeline-events',
    {},
    'fail',
    /^Transactions \(silver\) has failed/,
    4,
    { level: 'STATE', message: 'FAILED' },
  ],
  ['schema-difference', {}, 'fail', /lacks device_id STRING, fee DECIMAL\(8,2\)\.$/, 9, { in_table: null }],
  ['files-and-size', {}, 'pass', /^1 file/, 1, { numFiles: 1 }],
];

const SECURITY: readonly Told[] = [
  ['audit-log-alive', {}, 'pass', /^The audit log is being written/, 1, {}],
  ['unauthorized-access', {}, 'fail', /^r\.vance@contractor\.test was refused 14 times/, 1, { refusals: 14 }],
  ['pii-access', {}, 'fail', /^svc-reporting@examplebank\.test read [\d,]+ rows/, 3, {}],
  ['user-activity', { user: VANCE }, 'fail', /^r\.vance@contractor\.test was refused 7 objects/, 10, {}],
  ['user-roles', { user: VANCE }, 'fail', /has no role/, 0, {}],
  ['show-grants', { principal: VANCE }, 'could_not_see', /does not have MANAGE/, 0, {}],
  ['table-grants', {}, 'could_not_see', /does not have MANAGE/, 0, {}],
  ['mask-in-force', {}, 'fail', /has no mask/, 9, { mask: null }],
  ['table-definition', {}, 'pass', /is defined with 1 mask/, 1, {}],
];

const ML_MODELS: readonly Told[] = [
  [
    'model-versions',
    {},
    'pass',
    /^Version 3 answers \(champion\), and is ready\. The old registry still has a stage set: Staging on version 2, Production on version 1\.$/,
    5,
    {
      version: 3,
      aliases: 'champion',
      stage: null,
      status: 'READY',
      note: expect.stringContaining('j…@customer.test'),
    },
  ],
  [
    'model-evaluation',
    {},
    'fail',
    /^Version 3 answers, and did worse than version 2 in auc, latency_p95_ms, precision and 1 more\.$/,
    4,
    { metric: 'auc', value: 0.883, compared: 0.941 },
  ],
  ['model-evaluation', { percent: '100' }, 'fail', /did worse than version 2 in latency_p95_ms\.$/, 4, {}],
  [
    'feature-schema',
    {},
    'fail',
    /^The table lacks hour_of_day, which the model takes\. Not taken by it: channel_code\.$/,
    6,
    { feature: 'hour_of_day', in_model: 'integer', in_table: null },
  ],
  ['feature-history', {}, 'warn', /^Version 1 made the table anew/, 2, { version: 1 }],
  ['model-drift', {}, 'fail', /^Drifted: amount \(0\.31\)\./, 5, { feature: 'amount', psi: 0.31 }],
  ['model-drift', { limit: '0.5' }, 'warn', /^amount is on its way: 0\.31, of 0\.5/, 5, {}],
  ['model-drift', { limit: '5' }, 'pass', /^None of 5 features has drifted/, 5, {}],
  [
    'fraud-latency',
    {},
    'fail',
    /^A score takes 1\.1\d s, .* it should be under 1 s\.$/,
    2,
    { metric: 'On average', unit: 's' },
  ],
];

const API: readonly Told[] = [
  [
    'api-health',
    {},
    'warn',
    /^Banking API says that it is degraded: database is slow\. Its last error: Timeout on customer j…@customer\.test, card 411111…1111\.$/,
    1,
    { endpoint: 'Banking API', http_status: 200, status: 'degraded', problem: null },
  ],
  [
    'api-health-public',
    {},
    'pass',
    /^Banking API, from outside answers, in \d+ ms\.$/,
    1,
    { http_status: 200 },
  ],
  [
    'api-response-time',
    {},
    'fail',
    /^It takes 2\.\d\d s to answer, .* it should be under 2 s\./,
    2,
    { metric: 'On average' },
  ],
  ['api-response-time', { seconds: '3' }, 'warn', /^It takes 2\.\d\d s on average, but one of twenty/, 2, {}],
  [
    'api-load',
    {},
    'fail',
    /^Errors \d+\.\d %, Processor \d+\.\d %, Memory 88\.0 %: too much\./,
    4,
    { metric: 'Requests', unit: 'per s' },
  ],
  [
    'slow-queries',
    {},
    'fail',
    /^A query of svc-reporting@examplebank\.test took 10 min; it ran 2 times in the last 24 hours, 1 of them without an end\.$/,
    1,
    { user: 'svc-reporting@examplebank.test', slowest_s: 600 },
  ],
  [
    'slow-queries',
    { seconds: '900' },
    'warn',
    /^1 query took longer than a minute, none longer than 10 min\.$/,
    1,
    {},
  ],
  [
    'lookup-plan',
    {},
    'pass',
    /^It reads banking_catalog\.banking_gold\.customer_360 by a condition/,
    6,
    { operator: 'AdaptiveSparkPlan' },
  ],
  ['report-plan', {}, 'fail', /held against every other \(PhotonBroadcastNestedLoopJoin\)\.$/, 8, {}],
];

const COST: readonly Told[] = [
  [
    'cost-against-budget',
    {},
    'fail',
    /^1,550 USD in the last seven days: 72 % above the budget of 900\. The week before it was 667\.$/,
    1,
    { days_old: 0 },
  ],
  ['cost-against-budget', { percent: '80' }, 'warn', /of 900, which is a little above\.$/, 1, {}],
  [
    'cluster-cost',
    {},
    'fail',
    /^interactive-analytics of grace\.kim@examplebank\.test cost 883 USD .* in 48 hours: 57 % of all\.$/,
    5,
    { user_email: 'grace.kim@examplebank.test', hours: 48 },
  ],
  ['cluster-cost', { percent: '99' }, 'pass', /^No cluster took more than 99 %/, 5, {}],
  [
    'idle-clusters',
    {},
    'fail',
    /^interactive-analytics has been idle for 9 h, with 8 workers, and nothing would end it\.$/,
    4,
    { cluster: 'interactive-analytics', idle_hours: 9, ends_after_min: 0 },
  ],
  [
    'idle-clusters',
    { hours: '24' },
    'warn',
    /^interactive-analytics would run on without work for ever\.$/,
    4,
    {},
  ],
  [
    'storage-growth',
    {},
    'fail',
    /^banking_catalog\.banking_silver\.transactions_clean has grown by 27 % in a week, to 1,860 GB\.$/,
    5,
    { size_gb: 1_860, growth_percent: 27 },
  ],
  ['storage-growth', { percent: '30' }, 'pass', /^No table has grown by more than 30 %/, 5, {}],
  [
    'expensive-queries',
    {},
    'fail',
    /^One query of svc-reporting@examplebank\.test took 28 minutes/,
    3,
    { runs: 5 },
  ],
  ['expensive-queries', { minutes: '60' }, 'pass', /the most was 27\.\d\.$/, 3, {}],
  ['large-tables', {}, 'warn', /banking_silver\.transactions_clean/, 5, { size_gb: 1_860 }],
  ['large-tables', { gigabytes: '10000' }, 'pass', /^No table had 10,000 GB in the last week\.$/, 5, {}],
];
describe.each([
  ['data-pipelines', DATA_PIPELINES],
  ['security', SECURITY],
  ['ml-models', ML_MODELS],
  ['api', API],
  ['cost', COST],
] as const)('of %s', (area, checks) => {
  test.each(checks)('%s %j is a %s', async (id, raw, verdict, says, rows, shows) => {
    const report = await platform.look(id, raw, area);
    expect(report).toMatchObject({ verdict, sentence: expect.stringMatching(says) });
    expect(report.rows).toHaveLength(rows);
    if (rows > 0) expect(report.rows[0]).toMatchObject(shows);
    expect(canariesIn(JSON.stringify(report))).toEqual([]);
    if (verdict === 'fail') expect([...(report.causes ?? []), ...(report.leads ?? [])]).not.toEqual([]);
  });

  test('nothing is left out: whatever the area and its causes name is looked at here', () => {
    const own = platform.runbook.areas.find(({ id }) => id === area);
    const named = [...(own?.checks ?? []), ...(own?.causes.flatMap((cause) => cause.checks) ?? [])];
    const all = [DATA_PIPELINES, SECURITY, ML_MODELS, API, COST].flat().map(([id]) => id);
    expect(all).toEqual(expect.arrayContaining(named));
    expect(own?.symptoms.length).toBeGreaterThan(2);
  });
});

test('every check of the runbook is among them', () => {
  const told = [DATA_PIPELINES, SECURITY, ML_MODELS, API, COST].flat().map(([id]) => id);
  expect(new Set(told)).toEqual(new Set(Object.keys(platform.runbook.checks)));
});
