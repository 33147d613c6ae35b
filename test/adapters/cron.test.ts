/** The ticks of the real node-cron, in time that the test holds: in the team's zone, once a slot, and none after the end. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cronClockwork } from '../../src/adapters/cron.ts';

const HOUR_MS = 3_600_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function ticksFrom(from: string, hours: number, expression: string): Promise<readonly string[]> {
  vi.setSystemTime(new Date(from));
  const ticks: string[] = [];
  const stop = cronClockwork(quiet)([{ name: 'daily', expression }], 'Europe/Berlin', () => {
    ticks.push(new Date().toISOString());
  });
  await vi.advanceTimersByTimeAsync(hours * HOUR_MS);
  stop();
  await vi.advanceTimersByTimeAsync(72 * HOUR_MS);
  return ticks;
}

test('it ticks at the time on the wall, on both sides of a change of the clocks, until it is stopped', async () => {
  expect(await ticksFrom('2026-10-23T12:00:00Z', 72, '0 8 * * *')).toEqual([
    '2026-10-24T06:00:00.000Z',
    '2026-10-25T07:00:00.000Z',
    '2026-10-26T07:00:00.000Z',
  ]);
});

test('it leaves out the slot of the hour that is skipped, which is why the time is looked at without it too', async () => {
  expect(await ticksFrom('2026-03-28T12:00:00Z', 40, '30 2 * * *')).toEqual(['2026-03-30T00:30:00.000Z']);
});

test('a slot that passed while the process was busy is a tick all the same', async () => {
  vi.setSystemTime(new Date('2026-06-01T05:59:00Z'));
  const ticks: number[] = [];
  const stop = cronClockwork(quiet)([{ name: 'daily', expression: '0 8 * * *' }], 'Europe/Berlin', () => {
    ticks.push(Date.now());
  });
  // The timer for eight o'clock is only got to a minute later.
  vi.setSystemTime(new Date('2026-06-01T06:01:00Z'));
  await vi.advanceTimersByTimeAsync(61_000);
  stop();
  expect(ticks).toHaveLength(1);
});
