import { expect, onTestFinished, test } from 'vitest';
import { databricksRest } from '../../src/adapters/databricks-rest.ts';
import { httpProbe } from '../../src/adapters/http-probe.ts';
import { readFor } from '../../src/check/read.ts';
import type { Row } from '../../src/check/warehouse.ts';
import { judge } from '../../src/runbook/verdict.ts';
import { warehouseOn } from '../adapters/warehouse-harness.ts';
import { present, realRunbook } from '../runbook/fixtures.ts';
import { ACTIONS_TOKEN, READER_TOKEN, startTestLakehouse } from '../support/bot.ts';

async function shown(token: string, principal: string) {
  const lakehouse = await startTestLakehouse();
  const reader = warehouseOn(lakehouse, token);
  onTestFinished(async () => {
    await reader.close();
    await lakehouse.close();
  });
  const rest = databricksRest({ host: `${lakehouse.host}:${lakehouse.port}`, credentials: { token } });
  const http = httpProbe({ platformApiUrl: null });
  const runbook = await realRunbook();
  const check = present(runbook.checks['show-grants']);
  const values = { principal, catalog: 'banking_catalog' };
  const result = await readFor({ reader, rest, http, runbook }, check, values);
  if (typeof result === 'string') throw new Error(result);
  return judge(check, result, values);
}

test('grants that the reader is not shown are “could not see”, with the reason, and never “holds nothing”', async () => {
  const { verdict, sentence, next } = await shown(READER_TOKEN, 'r.vance@contractor.test');
  expect(verdict).toBe('could_not_see');
  expect(sentence).toContain("User does not have MANAGE on Catalog 'banking_catalog'");
  expect(next[0]).toMatch(/^Checks run as the reader, which is shown grants of others only/);
});

test.each([
  [
    'r.vance@contractor.test',
    'warn',
    'may directly, on the catalog banking_catalog: USE CATALOG, USE SCHEMA, SELECT.',
  ],
  ['data_engineers', 'fail', 'may change what is in the catalog banking_catalog'],
  ['contractors', 'pass', 'holds nothing directly on the catalog banking_catalog. What comes from groups'],
] as const)('who may look sees that %s is a %s', async (principal, verdict, sentence) => {
  expect(await shown(ACTIONS_TOKEN, principal)).toMatchObject({
    verdict,
    sentence: expect.stringContaining(sentence),
  });
});

test('the columns are the same ones in the spelling that other versions of the platform give them', async () => {
  const runbook = await realRunbook();
  const check = present(runbook.checks['show-grants']);
  const values = { principal: 'data_engineers', catalog: 'banking_catalog' };
  const row = {
    Principal: 'data_engineers',
    ActionType: 'ALL_PRIVILEGES',
    ObjectType: 'CATALOG',
    ObjectKey: 'banking_catalog',
  };
  const answered = async (columns: readonly string[], rows: readonly Row[]) => {
    const read = { outcome: 'read', columns, rows, truncated: false, takenMs: 1 } as const;
    const rest = { read: () => Promise.reject(new Error('not asked')) };
    const http = httpProbe({ platformApiUrl: null });
    const readers = { reader: { read: async () => read }, rest, http, runbook };
    const result = await readFor(readers, check, values);
    if (typeof result === 'string') throw new Error(result);
    return result;
  };
  const result = await answered(Object.keys(row), [row]);
  expect(result).toMatchObject({ columns: ['principal', 'actionType', 'objectType', 'objectKey'] });
  expect(judge(check, result, values)).toMatchObject({
    verdict: 'fail',
    sentence: 'data_engineers may change what is in the catalog banking_catalog: ALL_PRIVILEGES.',
  });
  // Two that differ by case alone are two: which of them is meant nobody can say.
  const both = await answered(['principal', 'Principal'], [{ principal: 'a', Principal: 'b' }]);
  expect(both).toMatchObject({
    columns: ['principal', 'Principal'],
    rows: [{ principal: 'a', Principal: 'b' }],
  });
});
