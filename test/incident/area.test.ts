import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaOf } from '../../src/incident/area.ts';
import { parsed, present, realRunbook, runbookOf, SMALL } from '../runbook/fixtures.ts';

const small = runbookOf(parsed(SMALL));
const pipes = present(small.areas[0]);
const runbook = {
  ...small,
  areas: [
    { ...pipes, id: 'pipes', keywords: ['stale', 'pipeline', 'late data'] },
    { ...pipes, id: 'models', keywords: ['model', 'Fraud', 'stale'] },
    { ...pipes, id: 'api', keywords: ['rate-limit', 'C#'] },
  ],
};

test.each([
  ['The pipeline is down', 'pipes'],
  ['FRAUD model: offline!', 'models'],
  ['pipeline is stale', 'pipes'],
  ['stale', null],
  ['a pipeline and a model', null],
  ['pipelines everywhere', null],
  ['remodelled', null],
  ['late data', 'pipes'],
  ['late-data!', 'pipes'],
  ['latest data', null],
  ['rate limit hit', 'api'],
  ['Rate-Limit', 'api'],
  ['rate', null],
  ['', null],
])('“%s” is about %s', (title, area) => {
  expect(areaOf(runbook, title)).toBe(area);
});

test('whatever somebody types is an area of the runbook or none', () => {
  const ids = [...runbook.areas.map(({ id }) => id), null];
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
      expect(ids).toContain(areaOf(runbook, title));
    }),
  );
});

test.each([
  ['Fraud model offline', 'ml-models'],
  ['Fraud detection is down', 'ml-models'],
  ['Predictions are not updating', 'ml-models'],
  ['Drift in the scoring', 'ml-models'],
  ['API slow', 'api'],
  ['Timeout errors on the customer endpoint', 'api'],
  ['High latency since noon', 'api'],
  ['Cost is out of hand', 'cost'],
  ['The bill has doubled', 'cost'],
  ['Idle clusters all weekend', 'cost'],
  ['Transactions table is stale', 'data-pipelines'],
  ['Job failed in the night', 'data-pipelines'],
  ['Suspicious access to customer data', 'security'],
  ['PII leaked', 'security'],
  ['Something smells odd', null],
])('as the runbook is shipped, “%s” is about %s', async (title, area) => {
  expect(areaOf(await realRunbook(), title)).toBe(area);
});
