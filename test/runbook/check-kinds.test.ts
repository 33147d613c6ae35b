/** Checks of clusters, queries, models, plans and services: what is wrong with them is refused with the place and the remedy. */
import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../src/runbook/load.ts';
import { judge } from '../../src/runbook/verdict.ts';
import { altered, parsed, present, problemsOf, runbookOf } from './fixtures.ts';

const REST = `timeout: 10s
    rows: 50
    verdict: { fail: "rows.size() > 3", say: { pass: Fine., fail: Failed. } }`;

const CHECKS = `checks:
  idle:
    title: Idle clusters
    kind: clusters
    read: running
    columns: [cluster]
    ${REST}
  slow:
    title: Slow queries
    kind: queries
    read: slow
    slower_than: 60s
    since: 24h
    columns: [user]
    ${REST}
  versions:
    title: Versions
    kind: mlflow
    read: versions
    model: fraud
    columns: [version]
    ${REST}
  plan:
    title: Plan
    kind: explain
    query: lookup
    columns: [operator]
    ${REST}
  health:
    title: Health
    kind: http
    read: health
    endpoints: [api, public-api]
    columns: [status]
    ${REST}
  cost:
    title: Cost
    kind: sql
    statement: SELECT sum(cost) AS cost FROM c.s.t
    budget: platform
    links: [bills]
    columns: [cost]
    timeout: 10s
    rows: 1
    verdict:
      fail: rows[0].cost > budget.amount * 1.1
      say: { pass: Fine., fail: "{{ rows[0].cost }} of {{ budget.amount }} {{ budget.currency }}." }
  metrics:
    title: Metrics
    kind: http
    read: metrics
    endpoint: api
    apart: 5s
    readings:
      errors: { take: share, label: Errors, unit: "%", times: 100, metric: r_total, part: { status: "5*" } }
      slowest: { take: quantile, label: Slowest, unit: s, metric: d_seconds, quantile: 0.95 }
    columns: [metric, value]
    ${REST}
`;

const TARGETS = `  models:
    fraud: { label: Fraud, name: c.s.fraud, serving: champion, compared_with: previous, table: c.s.t }
    other: { label: Other, name: c.s.other }
  endpoints:
    api: { label: API, url: PLATFORM_API_URL, health: /health, metrics: /metrics }
    public-api: { label: Public, url: "https://api.bank.example", health: /health }
  queries:
    lookup: { label: Look-up, statement: "SELECT * FROM c.s.t WHERE id = 'X'" }
  budgets:
    platform: { label: Platform, amount: 900, currency: USD, days: 7 }
  links:
    bills: { label: Bills, url: "https://bills.bank.example/x" }
`;

const text = altered('checks:\n  row-count:', `${CHECKS}  row-count:`).replace(
  'contacts: {}',
  `${TARGETS}contacts: {}`,
);

function broken(from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`“${from}” is not there exactly once`);
  return formatProblems(problemsOf(parsed(text.replace(from, () => to))));
}

it('they are taken with what they name', () => {
  const { checks, endpoints, models, queries, links } = runbookOf(parsed(text));
  expect(present(checks['slow'])).toMatchObject({ slowerThanMs: 60_000, sinceMs: 86_400_000 });
  expect(present(checks['metrics'])).toMatchObject({
    apartMs: 5_000,
    readings: { errors: { times: 100 }, slowest: { times: 1 } },
  });
  expect(present(checks['cost'])).toMatchObject({
    budget: { id: 'platform', amount: 900 },
    links: ['bills'],
  });
  expect([
    endpoints['api']?.url,
    models['fraud']?.serving,
    queries['lookup']?.label,
    links['bills']?.label,
  ]).toEqual(['PLATFORM_API_URL', 'champion', 'Look-up', 'Bills']);
});

it('a budget is what conditions and sentences see of it', () => {
  const check = present(runbookOf(parsed(text)).checks['cost']);
  const spent = (cost: number) =>
    judge(check, { outcome: 'read', columns: ['cost'], rows: [{ cost }], truncated: false, takenMs: 1 }, {});
  expect(spent(990).verdict).toBe('pass');
  expect(spent(990.1)).toMatchObject({ verdict: 'fail', sentence: '990.1 of 900 USD.' });
});

describe('refused is', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'an unknown kind',
      'kind: clusters',
      'kind: cluster',
      /"kind" should be one of .*clusters.*Did you mean "clusters"\?/,
    ],
    ['an unknown key', 'read: running\n', 'read: running\n    sinse: 24h\n', /unknown key "sinse"/],
    ['a key of another kind', 'read: running\n', 'read: running\n    since: 24h\n', /unknown key "since"/],
    [
      'a missing verdict',
      `query: lookup\n    columns: [operator]\n    ${REST}`,
      'query: lookup\n    columns: [operator]\n    timeout: 10s\n    rows: 5',
      /"verdict" is missing/,
    ],
    ['something else than is read', 'read: slow\n', 'read: fast\n', /"read" should be one of slow/],
    ['another read of a service', 'read: health', 'read: logs', /"read" should be one of health, metrics/],
    ['a service that nobody reads', '    read: health\n', '', /"read" is missing \(one of health, metrics\)/],
    [
      'a model that is not there',
      'model: fraud',
      'model: froud',
      /there is no model "froud"\. Did you mean "fraud"\?/,
    ],
    [
      'a query that is not there',
      'query: lookup',
      'query: look-up',
      /there is no query "look-up"\. Did you mean "lookup"\?/,
    ],
    [
      'a model that does not say which version answers',
      'read: versions\n    model: fraud',
      'read: metrics\n    model: other',
      /model "other" does not say its serving: add "serving"/,
    ],
    [
      'a model that does not say where its features are',
      'read: versions\n    model: fraud',
      'read: features\n    model: other',
      /model "other" does not say its table: add "table"/,
    ],
    [
      'an endpoint that is not there',
      '[api, public-api]',
      '[api, publik-api]',
      /there is no endpoint "publik-api"\. Did you mean "public-api"\?/,
    ],
    [
      'a budget that is not there',
      'budget: platform',
      'budget: platfrom',
      /there is no budget "platfrom"\. Did you mean "platform"\?/,
    ],
    [
      'a link that is not there',
      'links: [bills]',
      'links: [bill]',
      /there is no link "bill"\. Did you mean "bills"\?/,
    ],
    [
      'a member that a budget has not',
      'budget.currency',
      'budget.curency',
      /there is no "budget\.curency"\. Did you mean "currency"\?/,
    ],
    ['a budget that the check does not name', '    budget: platform\n', '', /there is no "budget" here/],
    [
      'an address that is typed',
      'endpoint: api\n',
      'endpoint: "http://10.0.0.1"\n',
      /an id is lower-case words/,
    ],
    [
      'an endpoint without metrics',
      'endpoint: api\n',
      'endpoint: public-api\n',
      /endpoint "public-api" does not say where its metrics is: add "metrics"/,
    ],
    ['two looks that do not fit', 'apart: 5s', 'apart: 6s', /is less than twice "apart"/],
    [
      'an unknown reading',
      'take: share',
      'take: shares',
      /"take" should be one of value, rate, share, average, quantile.*Did you mean "share"\?/,
    ],
    ['a share without its part', ', part: { status: "5*" }', '', /"part" is missing/],
    ['a quantile of more than all', 'quantile: 0.95', 'quantile: 95', /"quantile"/],
    ['a metric that is none', 'metric: r_total', 'metric: "r-total"', /a metric is letters, digits/],
    ['a path with a query', 'metrics: /metrics', 'metrics: "/metrics?x=1"', /a path begins with \//],
    ['a path that climbs', 'metrics: /metrics', 'metrics: "/a/../b"', /a path begins with \//],
    ['a path to another host', 'metrics: /metrics', 'metrics: "//evil.example"', /a path begins with \//],
    [
      'an endpoint with a path',
      '"https://api.bank.example"',
      '"https://api.bank.example/v1"',
      /write PLATFORM_API_URL, or the address of a host/,
    ],
    [
      'an endpoint with a password',
      '"https://api.bank.example"',
      '"https://a:b@api.bank.example"',
      /write PLATFORM_API_URL, or the address of a host/,
    ],
    [
      'an endpoint where clouds give out credentials',
      '"https://api.bank.example"',
      '"http://169.254.169.254"',
      /write PLATFORM_API_URL, or the address of a host/,
    ],
    [
      'an endpoint that is a file',
      '"https://api.bank.example"',
      '"file:///etc/passwd"',
      /write PLATFORM_API_URL, or the address of a host/,
    ],
    [
      'a link that is no address',
      '"https://bills.bank.example/x"',
      '"javascript:alert(1)"',
      /begins with https/,
    ],
    ['a query that writes', `"SELECT * FROM c.s.t WHERE id = 'X'"`, '"DELETE FROM c.s.t"', /is not a read/],
    [
      'a query that writes in the middle',
      `"SELECT * FROM c.s.t WHERE id = 'X'"`,
      '"WITH x AS (SELECT 1) INSERT INTO c.s.t SELECT * FROM x"',
      /is not only a read: it has INSERT/,
    ],
    [
      'a query that is none',
      `"SELECT * FROM c.s.t WHERE id = 'X'"`,
      '"SHOW TABLES"',
      /is not a query: it must start with SELECT or WITH/,
    ],
    ['two queries', `"SELECT * FROM c.s.t WHERE id = 'X'"`, '"SELECT 1; SELECT 2"', /a semicolon/],
    [
      'a query that asks for a value',
      `WHERE id = 'X'"`,
      'WHERE id = :id"',
      /asks for "id", which nobody gives/,
    ],
    ['a model of one part', 'name: c.s.fraud', 'name: fraud', /a model is named by catalog\.schema\.model/],
    ['a budget for nothing', 'amount: 900', 'amount: 0', /"amount"/],
  ])('%s', (_what, from, to, expected) => {
    expect(broken(from, to)).toMatch(expected);
  });
});
