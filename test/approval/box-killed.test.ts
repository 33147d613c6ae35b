/** A bot that is killed at any step of taking back: the next one ends it, revoked and proven, never two at a time. */
import { expect, test, vi } from 'vitest';
import { close } from '../../src/approval/closing.ts';
import { boxBench, itemOf, mortal, openBank } from './box-bench.ts';
import { MINUTE_MS } from './fixtures.ts';

vi.setConfig({ testTimeout: 30_000 });

const bank = openBank();
/** Each commit and the sending, before and after: claimed, sent, answered, looked at. */
const STEPS = [1, 2, 3, 4, 5, 6, 7, 8];

test.each(STEPS)('killed at step %i of it', async (step) => {
  const bench = await boxBench(bank());
  await bench.give('APR-1');
  bench.clock.pass(4 * 60 * MINUTE_MS);
  const { deps, isDead } = mortal(bench, step);
  await close(deps, itemOf('APR-1', 'close')).catch(() => undefined);
  expect(isDead()).toBe(true);
  const left = (await bench.of('APR-1')).box?.claim ?? null;
  const { box, status } = await bench.until('APR-1');
  expect(status).toBe('succeeded');
  expect(box?.ends).toMatchObject([{ how: 'gone' }]);
  expect(await bench.held()).toEqual([]);
  expect(bench.revoked().length).toBeGreaterThanOrEqual(1);
  expect(bench.revoked().length).toBeLessThanOrEqual(box?.tries ?? 0);
  if (left !== null && box?.claim?.token !== left.token)
    expect(box?.claim?.atMs).toBeGreaterThanOrEqual(left.mayRunUntilMs);
});

test('there are no more steps than these', async () => {
  const bench = await boxBench(bank());
  await bench.give('APR-1');
  bench.clock.pass(4 * 60 * MINUTE_MS);
  const { deps, isDead } = mortal(bench, STEPS.length + 1);
  await close(deps, itemOf('APR-1', 'close'));
  expect(isDead()).toBe(false);
  expect((await bench.of('APR-1')).box?.ends).toMatchObject([{ how: 'gone' }]);
});
