/** What checks lead to, and what they say where something does not answer. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databricksRest } from '../../src/adapters/databricks-rest.ts';
import { httpProbe } from '../../src/adapters/http-probe.ts';
import { difference } from '../../src/check/difference.ts';
import type { CheckReport } from '../../src/check/report.ts';
import { runCheck } from '../../src/check/run.ts';
import { warehouseOn } from '../adapters/warehouse-harness.ts';
import { ACTIONS_TOKEN, READER_TOKEN } from '../support/bot.ts';
import { BAD_DAY, openPlatform, type Platform } from './platform.ts';

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const GOLD = 'banking_catalog.banking_gold';

describe('what a failure leads to', () => {
  const leadsOf = async (id: string, area: string) => {
    const { leads = [], causes = [] } = await platform.look(id, {}, area);
    return { leads, causes: causes.map(({ cause }) => cause) };
  };

  test('is filled in from the result: the table of the slow query, the one that has grown, the version before', async () => {
    const slow = await leadsOf('slow-queries', 'api');
    expect(slow.leads[0]).toEqual({ action: 'optimize-table', with: { table: `${GOLD}.customer_360` } });
    expect(slow.causes).toEqual(['Slow queries']);
    const grown = await leadsOf('storage-growth', 'cost');
    const table = { table: 'banking_catalog.banking_silver.transactions_clean' };
    expect(grown.leads.slice(0, 3)).toEqual([
      { action: 'optimize-table', with: table },
      { action: 'vacuum-table', with: table },
      { check: 'files-and-size', with: table },
    ]);
    const replaced = await leadsOf('feature-history', 'ml-models');
    expect(replaced.leads[0]).toEqual({
      action: 'restore-table',
      with: { table: `${GOLD}.fraud_features`, version: '0' },
    });
  });

  test('is what ends an idle cluster, and what promotes the version that is better, each by the id or the version that was seen', async () => {
    const idle = await leadsOf('idle-clusters', 'cost');
    const cluster = '1118-063001-lakehous';
    expect(idle.leads).toEqual([
      { action: 'terminate-cluster', with: { cluster } },
      { action: 'set-auto-termination', with: { cluster, minutes: '30' } },
      { check: 'cluster-cost', with: {} },
      { check: 'cost-against-budget', with: {} },
    ]);
    const worse = await leadsOf('model-evaluation', 'ml-models');
    expect(worse.leads.slice(0, 3)).toEqual([
      { action: 'promote-model', with: { model: 'fraud-detection', version: '2' } },
      { action: 'retrain-model', with: {} },
      {
        action: 'set-model-alias',
        with: { model: 'fraud-detection', alias: 'champion', version: '2' },
      },
    ]);
    expect(worse.causes).toEqual(['A version that is worse', 'Drift']);
    const drifted = await leadsOf('model-drift', 'ml-models');
    expect(drifted.leads[0]).toEqual({ action: 'retrain-model', with: {} });
  });

  test('is advice in words where no action does it', async () => {
    const { causes = [] } = await platform.look('api-load', {}, 'api');
    expect(causes).toMatchObject([
      { cause: 'Too many requests at once', fix: expect.stringMatching(/^Limit each client/) },
    ]);
    const { causes: slow = [] } = await platform.look('slow-queries', {}, 'api');
    expect(slow[0]).not.toHaveProperty('fix');
  });
});
describe('of an API', () => {
  const HTTP = ['api-health', 'api-response-time', 'api-load', 'fraud-latency'] as const;

  test('that is well, everything passes, and says what has changed since', async () => {
    platform.api.plant(BAD_DAY);
    const before = await Promise.all(HTTP.map((id) => platform.look(id)));
    platform.api.heal();
    const after = await Promise.all(HTTP.map((id) => platform.look(id)));
    expect(after.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass']);
    const changes = after.map((report, index) => difference(before[index] as CheckReport, report));
    expect(changes[0]).toMatch(/^Since the last run: it was “warning”; .*status degraded → healthy/);
    expect(changes[1]).toMatch(/^Since the last run: it was “fail”; On average value 2\.\d+ → 0\.1\d*/);
  });

  test.each([
    ['is down', { health: 'down' }, /^Banking API answers HTTP 503; database is unreachable\.$/],
    ['cuts the connection', { silence: 'cut' }, /^Banking API does not answer: it cut the connection\.$/],
  ] as const)('that %s is a failure', async (_what, trouble, says) => {
    platform.api.plant(trouble);
    expect(await platform.look('api-health')).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringMatching(says),
    });
  });

  test.each([
    '{"status":"bad","checks":"none","last_error":{"at":1}}',
    '{"status":"bad","checks":{"db":{"status":"DOWN"}}}',
    `{"status":"bad","checks":${'['.repeat(40)}${']'.repeat(40)}}`,
    '<html>Bad gateway</html>',
  ])('that is broken in its own way is not hidden by how it says so: %s', async (body) => {
    const get = async () => ({ outcome: 'answered' as const, status: 502, body, takenMs: 1, atMs: 1 });
    const report = await runCheck(
      { ...platform.readers, http: { get, pause: async () => undefined } },
      'api-health',
      {},
    );
    expect(report).toMatchObject({ verdict: 'fail', sentence: expect.stringMatching(/answers HTTP 502/) });
  });

  test.each(['api-response-time', 'api-load', 'fraud-latency'])(
    'that tells no metrics %s sees nothing, and that is no pass',
    async (id) => {
      platform.api.plant({ silence: 'cut' });
      expect(await platform.look(id)).toMatchObject({
        verdict: 'could_not_see',
        sentence: expect.stringMatching(/^Could not see: the service could not be reached: it /),
      });
    },
  );

  const still = 'http_request_duration_seconds_sum 9\nhttp_request_duration_seconds_count 9';
  test.each([
    ['api-response-time', still, 'On average: nothing was counted between the two looks'],
    [
      'api-load',
      `http_requests_total{status="200"} 9\n${still}`,
      'Errors: nothing was counted between the two looks',
    ],
    ['fraud-latency', still, 'On average: there is no fraud_detection_latency_seconds_count'],
  ])('at which nothing happens is no pass of %s: it says what is missing', async (id, body, why) => {
    let atMs = 0;
    const get = async () => ({
      outcome: 'answered' as const,
      status: 200,
      body,
      takenMs: 1,
      atMs: (atMs += 5_000),
    });
    const http = { get, pause: async () => undefined };
    const report = await runCheck({ ...platform.readers, http }, id, {});
    expect(report).toMatchObject({ verdict: 'could_not_see', sentence: `Could not see: ${why}.` });
  });

  test('of which nobody has said where it is, nothing is seen', async () => {
    const report = await runCheck(
      { ...platform.readers, http: httpProbe({ platformApiUrl: null }) },
      'api-health',
      {},
    );
    expect(report).toMatchObject({
      verdict: 'could_not_see',
      sentence:
        'Could not see: the service could not be reached: PLATFORM_API_URL is not set where the bot runs.',
    });
  });
});
test('to who may see them, grants are shown', async () => {
  const reader = warehouseOn(platform.lakehouse, ACTIONS_TOKEN);
  const seen = await runCheck({ ...platform.readers, reader }, 'show-grants', {
    principal: 'r.vance@contractor.test',
  });
  await reader.close();
  expect(seen).toMatchObject({ verdict: 'warn' });
});

test('what is asked of a workspace that does not answer is never a pass', async () => {
  platform.lakehouse.faults.add({ kind: 'rest_cut', times: 100 });
  const rest = databricksRest({
    host: `${platform.lakehouse.host}:${platform.lakehouse.port}`,
    credentials: { token: READER_TOKEN },
  });
  const asked = ['idle-clusters', 'slow-queries', 'model-versions', 'model-evaluation', 'feature-schema'];
  const reports = await Promise.all(asked.map((id) => runCheck({ ...platform.readers, rest }, id, {})));
  platform.lakehouse.faults.clear();
  expect(reports.map(({ verdict }) => verdict)).toEqual(asked.map(() => 'could_not_see'));
});
