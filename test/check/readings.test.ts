/** What is worked out from two looks at a service's metrics; nothing in between is never a value. */
import { describe, expect, test } from 'vitest';
import type { Http, HttpAnswer } from '../../src/check/http.ts';
import { readMetrics } from '../../src/check/readings.ts';
import type { Reading } from '../../src/runbook/schema-readings.ts';

const ADDRESS = { base: 'https://api.bank.example', path: '/metrics' };
const LIMITS = { timeoutMs: 30_000, rowsMax: 20 };
const common = { label: 'It', unit: 's', times: 1, where: {} };

type Answer = string | HttpAnswer;

/** Answers one after the other, ten seconds apart. */
function answering(
  ...answers: readonly Answer[]
): Http & { readonly paused: number[]; readonly asked: number[] } {
  const paused: number[] = [];
  const asked: number[] = [];
  return {
    paused,
    asked,
    get: (_address, { timeoutMs }) => {
      const answer = answers[asked.length] ?? 'a 1';
      asked.push(timeoutMs);
      const atMs = asked.length * 10_000;
      return Promise.resolve(
        typeof answer === 'string'
          ? { outcome: 'answered', status: 200, body: answer, takenMs: 40, atMs }
          : answer,
      );
    },
    pause: (ms) => {
      paused.push(ms);
      return Promise.resolve();
    },
  };
}

const look = (reading: Reading, ...answers: readonly Answer[]) =>
  readMetrics(answering(...answers), { address: ADDRESS, apartMs: 5_000, readings: { it: reading } }, LIMITS);

async function value(reading: Reading, before: string, after: string) {
  const result = await look(reading, before, after);
  if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
  return result.rows[0]?.['value'] ?? result.remark;
}

const requests = (good: number, bad: number, other = 0) =>
  `r_total{status="200"} ${good}\nr_total{status="500"} ${bad}\nr_total{status="503"} ${other}`;

describe('a reading', () => {
  test('of a counter is what came in between, by the second', async () => {
    const rate: Reading = { ...common, take: 'rate', metric: 'r_total' };
    expect(await value(rate, requests(1_000, 0), requests(1_150, 50))).toBe(20);
    expect(
      await value({ ...rate, where: { status: '5*' } }, requests(1_000, 0), requests(1_150, 40, 10)),
    ).toBe(5);
  });

  test('of a share is part by whole, in between and not since the start', async () => {
    const share: Reading = {
      ...common,
      take: 'share',
      metric: 'r_total',
      part: { status: '5*' },
      times: 100,
    };
    expect(await value(share, requests(1_000_000, 0), requests(1_000_090, 10))).toBe(10);
    expect(await value(share, requests(10, 9), requests(110, 9))).toBe(0);
    expect(await value(share, 'r_total{status="200"} 5', 'r_total{status="200"} 10')).toBe(0);
  });

  test('of a share counts a series that came up in between from nothing', async () => {
    const share: Reading = { ...common, take: 'share', metric: 'r_total', part: { status: '5*' } };
    expect(await value(share, 'r_total{status="200"} 5', requests(8, 1))).toBe(0.25);
  });

  const histogram = (...counts: readonly number[]) =>
    ['0.5', '1', '2', '+Inf'].map((le, index) => `h_bucket{le="${le}"} ${counts[index]}`).join('\n');

  test('of an average is the sum by the count', async () => {
    const average: Reading = { ...common, take: 'average', metric: 'h' };
    expect(await value(average, 'h_sum 100\nh_count 1000', 'h_sum 130\nh_count 1012')).toBe(2.5);
  });

  test.each([
    [0.5, [0, 0, 0, 0], [50, 100, 100, 100], 0.5],
    [0.75, [0, 0, 0, 0], [50, 100, 100, 100], 0.75],
    [0.95, [7, 7, 7, 7], [17, 27, 107, 107], 1.938],
    [0.99, [0, 0, 0, 0], [10, 10, 10, 100], 2],
  ])('of a quantile lies within its bucket: %d', async (quantile, before, after, expected) => {
    const reading: Reading = { ...common, take: 'quantile', metric: 'h', quantile };
    expect(await value(reading, histogram(...before), histogram(...after))).toBeCloseTo(expected, 3);
  });

  test('of a gauge is what it is now, over all of its series, or its share of another', async () => {
    const gauge: Reading = { ...common, take: 'value', metric: 'm' };
    expect(await value(gauge, 'm 9', 'm{p="1"} 3\nm{p="2"} 4')).toBe(7);
    expect(await value({ ...gauge, of: 'limit', times: 100 }, 'm 9', 'm 3\nlimit 4')).toBe(75);
  });
});

describe('without a value there is the reason', () => {
  const NOTHING = 'It: nothing was counted between the two looks';
  const ANEW = 'It: the service has started anew between the two looks';

  test.each<[string, Reading, string, string, string]>([
    [
      'nothing came: an average',
      { ...common, take: 'average', metric: 'h' },
      'h_sum 9\nh_count 9',
      'h_sum 9\nh_count 9',
      NOTHING,
    ],
    [
      'nothing came: a share',
      { ...common, take: 'share', metric: 'r', part: { s: 'x' } },
      'r{s="x"} 9',
      'r{s="x"} 9',
      NOTHING,
    ],
    [
      'nothing came: a quantile',
      { ...common, take: 'quantile', metric: 'h', quantile: 0.5 },
      'h_bucket{le="+Inf"} 3',
      'h_bucket{le="+Inf"} 3',
      NOTHING,
    ],
    ['it began again', { ...common, take: 'rate', metric: 'r' }, 'r 100', 'r 5', ANEW],
    [
      'a series is gone',
      { ...common, take: 'rate', metric: 'r' },
      'r{a="1"} 1\nr{a="2"} 1',
      'r{a="1"} 2',
      ANEW,
    ],
    [
      'it counts in something else than numbers',
      { ...common, take: 'rate', metric: 'r' },
      'r NaN',
      'r NaN',
      ANEW,
    ],
    ['there is no such counter', { ...common, take: 'rate', metric: 'q' }, 'r 1', 'r 1', 'It: there is no q'],
    ['there is no such gauge', { ...common, take: 'value', metric: 'q' }, 'r 1', 'r 1', 'It: there is no q'],
    [
      'there is no limit',
      { ...common, take: 'value', metric: 'r', of: 'q' },
      'r 1',
      'r 1',
      'It: there is no q',
    ],
    [
      'the limit is nothing',
      { ...common, take: 'value', metric: 'r', of: 'q' },
      'r 1\nq 0',
      'r 1\nq 0',
      'It: q is nothing',
    ],
    [
      'a gauge is no number',
      { ...common, take: 'value', metric: 'r' },
      'r 1',
      'r NaN',
      'It: what it says is not a number',
    ],
    [
      'a histogram lacks its end',
      { ...common, take: 'quantile', metric: 'h', quantile: 0.5 },
      'h_bucket{le="1"} 3',
      'h_bucket{le="1"} 9',
      'It: there is no whole h_bucket',
    ],
    [
      'a label is as another',
      { ...common, take: 'rate', metric: 'r', where: { a: '2' } },
      'r{a="1"} 1',
      'r{a="1"} 2',
      'It: there is no r',
    ],
  ])('%s', async (_what, reading, before, after, remark) => {
    expect(await value(reading, before, after)).toBe(remark);
  });
});

describe('looking', () => {
  const reading: Reading = { ...common, take: 'rate', metric: 'r' };

  test('twice, so far apart as the runbook says, both within the check’s time', async () => {
    const http = answering('r 1', 'r 11');
    const result = await readMetrics(
      http,
      { address: ADDRESS, apartMs: 5_000, readings: { it: reading } },
      LIMITS,
    );
    expect(result).toEqual({
      outcome: 'read',
      columns: ['metric', 'value', 'unit', 'reading'],
      rows: [{ metric: 'It', value: 1, unit: 's', reading: 'it' }],
      truncated: false,
      takenMs: 5_080,
    });
    expect([http.paused, http.asked]).toEqual([[5_000], [25_000, 24_960]]);
  });

  const silent: HttpAnswer = { outcome: 'silent', message: 'no answer within 25 s', takenMs: 25_000 };
  const answered = (status: number, body: string | null): HttpAnswer => ({
    outcome: 'answered',
    status,
    body,
    takenMs: 1,
    atMs: 1,
  });
  test.each<[string, readonly Answer[], string]>([
    ['does not answer', [silent], 'no answer within 25 s'],
    ['does not answer again', ['r 1', silent], 'no answer within 25 s'],
    [
      'is not asked',
      [{ outcome: 'not_asked', message: 'PLATFORM_API_URL is not set' }],
      'PLATFORM_API_URL is not set',
    ],
    ['answers with an error', [answered(503, 'r 1')], 'it answered HTTP 503'],
    ['sends elsewhere', ['r 1', answered(302, '')], 'it answered HTTP 302'],
    ['answers without end', [answered(200, null)], 'its answer is too large to be read'],
    [
      'answers with a page',
      ['r 1', '<html>'],
      'its answer is not Prometheus’ text format: line 1 is not a sample',
    ],
  ])('at what %s is no result', async (_what, answers, message) => {
    expect(await look(reading, ...answers)).toEqual({ outcome: 'unavailable', message });
  });

  test('for more than there are rows for is cut, and says so', async () => {
    const readings = { a: reading, b: reading };
    const wish = { address: ADDRESS, apartMs: 1_000, readings };
    expect(await readMetrics(answering('r 1', 'r 2'), wish, { ...LIMITS, rowsMax: 1 })).toMatchObject({
      truncated: true,
      rows: [{ reading: 'a' }],
    });
  });
});
