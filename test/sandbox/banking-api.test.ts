import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BankingApi, startBankingApi } from '../../sandbox/banking-api/start.ts';

const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);

let api: BankingApi;
let nowMs = NOW_MS;

beforeEach(async () => {
  nowMs = NOW_MS;
  api = await startBankingApi({ now: () => nowMs });
});

afterEach(() => api.close());

const get = async (path: string) => {
  const answer = await fetch(`${api.url}${path}`);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

/** Read as Prometheus reads it; a line that is none fails the test. */
const scrape = async (): Promise<ReadonlyMap<string, number>> => {
  const { text } = await get('/metrics');
  const samples = new Map<string, number>();
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('# ')) continue;
    const [, series, value] = /^([a-z_]+(?:\{[^}]*\S*\})?) (\d+(?:\.\d+)?)$/.exec(line) ?? [];
    expect([line, series]).toEqual([line, expect.any(String)]);
    samples.set(series ?? '', Number(value));
  }
  return samples;
};

/** By how much the series that begin so have grown in a minute. */
const grownIn = async (pattern: RegExp): Promise<number> => {
  const sum = (samples: ReadonlyMap<string, number>) =>
    [...samples].filter(([series]) => pattern.test(series)).reduce((total, [, value]) => total + value, 0);
  const before = sum(await scrape());
  nowMs += MINUTE_MS;
  return sum(await scrape()) - before;
};

describe('health', () => {
  test('is good, then as bad as was planted, then good again', async () => {
    expect(await get('/health')).toMatchObject({
      status: 200,
      text: expect.stringContaining('"healthy"') as unknown,
    });
    api.plant({ health: 'degraded' });
    expect(await get('/health')).toMatchObject({
      status: 200,
      text: expect.stringContaining('"degraded"') as unknown,
    });
    api.plant({ health: 'down' });
    expect(await get('/health')).toMatchObject({
      status: 503,
      text: expect.stringContaining('"unreachable"') as unknown,
    });
    api.heal();
    expect(await get('/health')).toMatchObject({ status: 200 });
  });

  test('comes late, or never', async () => {
    api.plant({ delayMs: 300 });
    await expect(fetch(`${api.url}/health`, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/i);
    api.plant({ silence: 'hang' });
    await expect(fetch(`${api.url}/health`, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/i);
    api.plant({ silence: 'cut' });
    await expect(get('/health')).rejects.toThrow(/fetch failed/);
  });
});

describe('metrics', () => {
  test('are Prometheus’ text, and counters only ever grow', async () => {
    expect((await get('/metrics')).type).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await grownIn(/^http_requests_total/)).toBe(1_200);
    api.plant({ errorShare: 1 });
    expect(await grownIn(/^http_requests_total/)).toBe(1_200);
    expect(await grownIn(/status="200"/)).toBe(0);
  });

  test('show the share of errors that was planted, from then on', async () => {
    const share = async () => (await grownIn(/status="500"/)) / 1_200;
    expect(await share()).toBeLessThan(0.01);
    api.plant({ errorShare: 0.08 });
    expect(await share()).toBeCloseTo(0.08);
    api.heal();
    expect(await share()).toBeLessThan(0.01);
  });

  test('show slow requests in the buckets of a histogram, and a slow model in another', async () => {
    const within2s = async (name: string) => (await grownIn(new RegExp(`^${name}_bucket.*le="2"`))) / 1_200;
    const [requests, model] = ['http_request_duration_seconds', 'fraud_detection_latency_seconds'] as const;
    expect([await within2s(requests), await within2s(model)]).toEqual([1, 1]);
    api.plant({ latencyMs: 2_600 });
    expect([await within2s(requests), await within2s(model)]).toEqual([0.45, 1]);
    api.plant({ fraudLatencyMs: 1_400 });
    expect([await within2s(requests), await within2s(model)]).toEqual([1, 0.95]);
    const samples = await scrape();
    const series = [...samples]
      .filter(([name]) => name.startsWith(`${requests}_bucket`))
      .map(([, value]) => value);
    expect(series).toEqual(series.toSorted((a, b) => a - b));
    expect(series.at(-1)).toBe([...samples].find(([name]) => name.startsWith(`${requests}_count`))?.[1]);
  });

  test('show what it uses of its processor and its memory', async () => {
    api.plant({ cpuShare: 0.93, memoryShare: 0.88 });
    expect((await grownIn(/^process_cpu_seconds_total/)) / 60).toBeCloseTo(0.93);
    const samples = await scrape();
    const used = samples.get('process_resident_memory_bytes') ?? 0;
    expect(used / (samples.get('container_spec_memory_limit_bytes') ?? 1)).toBeCloseTo(0.88);
  });
});

test('customers are answered for, but for the planted share', async () => {
  api.plant({ errorShare: 0.5 });
  const statuses: number[] = [];
  for (let asked = 0; asked < 6; asked += 1) statuses.push((await get('/api/v1/customers/CU-0003')).status);
  expect(statuses.filter((status) => status === 500)).toHaveLength(3);
  expect((await get('/api/v1/customers/../etc')).status).toBe(404);
  expect((await fetch(`${api.url}/health`, { method: 'POST' })).status).toBe(405);
});
