/** The probes, as whatever starts and stops the bot asks them. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { openMetrics } from '../../src/adapters/ops-metrics.ts';
import { type OpsOptions, startOpsServer } from '../../src/adapters/ops-server.ts';
import { AppError } from '../../src/errors.ts';
import type { Journal } from '../../src/journal/journal.ts';

const NOW_MS = 1_767_582_000_000;

async function opened(changes: Partial<OpsOptions> = {}) {
  const server = await startOpsServer({
    host: '127.0.0.1',
    port: 0,
    journal: { now: () => Promise.resolve(NOW_MS) },
    metrics: () => Promise.resolve({ type: 'text/plain', body: 'a_metric 1\n' }),
    wallClockMs: () => NOW_MS,
    isServing: () => true,
    clockDifferenceMaxMs: 2_000,
    ...changes,
  });
  onTestFinished(server.close);
  return async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
}

test('the process is alive from the first moment, and ready only while it takes requests', async () => {
  let serving = false;
  const get = await opened({ isServing: () => serving });
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/readyz')).status).toBe(503);
  serving = true;
  expect(await get('/readyz?verbose')).toMatchObject({ status: 200, text: 'ready\n' });
  serving = false;
  expect((await get('/readyz')).status).toBe(503);
  expect((await get('/healthz')).status).toBe(200);
});

test('ready, it says what whoever runs it should know all the same', async () => {
  const get = await opened({ remarks: async () => ['AUDIT_KEY is not set.'] });
  expect(await get('/readyz')).toMatchObject({ status: 200, text: 'ready\nAUDIT_KEY is not set.\n' });
});

test('what it should know and cannot be had just now leaves it ready', async () => {
  const get = await opened({ remarks: () => Promise.reject(new AppError('unavailable', 'gone')) });
  expect(await get('/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
});

describe('the clocks of the store and of the process', () => {
  test.each([
    [0, 200],
    [2_000, 200],
    [-2_000, 200],
    [2_001, 503],
    [-2_001, 503],
    [86_400_000, 503],
  ])('%i ms apart: %i', async (differenceMs, status) => {
    const get = await opened({ wallClockMs: () => NOW_MS + differenceMs });
    const answer = await get('/readyz');
    expect(answer.status).toBe(status);
    if (status === 503) expect(answer.text).toContain(String(Math.abs(differenceMs)));
  });
});

test('a store that does not answer makes it not ready, but leaves it alive', async () => {
  const get = await opened({ journal: { now: () => Promise.reject(new AppError('unavailable', 'gone')) } });
  expect(await get('/readyz')).toMatchObject({ status: 503, text: 'The store does not answer.\n' });
  expect((await get('/healthz')).status).toBe(200);
});

test('metrics that cannot be drawn are a 500, and the next question is answered', async () => {
  const get = await opened({ metrics: () => Promise.reject(new Error('the store is gone')) });
  expect((await get('/metrics')).status).toBe(500);
  expect((await get('/healthz')).status).toBe(200);
});

test.each(['/', '/slack/events', '/healthz/more', '//', '/metrics/../etc'])(
  'there is nothing at %s',
  async (path) => {
    const get = await opened();
    expect((await get(path)).status).toBe(404);
  },
);

test('the metrics have the names that dashboards are built on, and count what they say', async () => {
  const stats = () => Promise.resolve({ waiting: 7, buried: 0, oldestAtMs: null });
  const metrics = openMetrics(
    { outbox: { stats }, find: () => Promise.resolve({ ids: ['APR-1'] }) } as unknown as Journal,
    async () => NOW_MS,
    async () => 90_500,
  );
  const get = await opened({ metrics: metrics.render });
  const { outboxMetrics: outbox, looked } = metrics.counters;
  outbox.done('sent');
  outbox.done('sent');
  outbox.putOff('rate_limited');
  outbox.buried('channel_not_found');
  looked('fail');
  const { status, type, text } = await get('/metrics');
  expect({ status, type }).toEqual({ status: 200, type: expect.stringContaining('version=0.0.4') });
  const lines = text.split('\n');
  expect(lines).toContain('outbox_done_total{how="sent"} 2');
  expect(lines).toContain('outbox_put_off_total{why="rate_limited"} 1');
  expect(lines).toContain('outbox_buried_total{reason="channel_not_found"} 1');
  expect(lines).toContain('outbox_waiting 7');
  expect(lines).toContain('runbook_checks_total{verdict="fail"} 1');
  expect(lines).toContain(`audit_checkpoint_timestamp_seconds ${NOW_MS / 1_000}`);
  expect(lines).toContain('audit_table_behind_seconds 90.5');
  expect(lines).toContain('time_boxes_overdue 1');
  expect(text).toContain('# TYPE process_cpu_user_seconds_total counter');
});

test('a port that is taken is an error at the start, not a server that nobody reaches', async () => {
  const first = await startOpsServer({
    host: '127.0.0.1',
    port: 0,
    journal: { now: () => Promise.resolve(NOW_MS) },
    metrics: () => Promise.resolve({ type: 'text/plain', body: '' }),
    wallClockMs: () => NOW_MS,
    isServing: () => true,
    clockDifferenceMaxMs: 2_000,
  });
  onTestFinished(first.close);
  await expect(opened({ port: first.port })).rejects.toThrow(/EADDRINUSE|in use|taken/);
});
