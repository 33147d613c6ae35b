import { expect, test } from 'vitest';
import { start } from '../../src/approval/execute.ts';
import { reconcile, verify } from '../../src/approval/reconcile.ts';
import { canNoLongerRun, transition } from '../../src/approval/transition.ts';
import { MINUTE_MS, who } from './fixtures.ts';
import { approved, type Bench, bench, current, ITEM } from './ports.ts';

async function inDoubt(): Promise<Bench> {
  const deps = bench();
  await approved(deps);
  deps.actions.onSend = () => Promise.resolve({ outcome: 'unknown', message: 'Reset.' });
  await start(deps, ITEM);
  return deps;
}

const away = (message: string) => ({ outcome: 'unavailable', message }) as const;

test('an engine that is away in other words each time keeps nobody from settling', async () => {
  const deps = await inDoubt();
  deps.clock.pass(60 * MINUTE_MS);
  deps.actions.history = away('HTTP 503, request 7f3a-01');
  await reconcile(deps, ITEM);
  const { revision } = await current(deps);
  deps.clock.pass(16_000);
  deps.actions.history = away('HTTP 503, request 91bc-44');
  await reconcile(deps, ITEM);
  const settled = { type: 'settled', by: who.approver, applied: false, note: 'I looked', revision } as const;
  expect(transition(await current(deps), settled, deps.clock.now()).ok).toBe(true);
});

test('without the principal for changes a verification ends all the same, as not seen', async () => {
  const deps = bench();
  await approved(deps);
  await start(deps, ITEM);
  deps.clock.pass(2 * MINUTE_MS);
  await verify({ ...deps, actions: null }, ITEM);
  expect((await current(deps)).verification?.outcome).toBe('could_not_see');
});

test('without it a doubt is looked at again and again, so that it can be said in the end that nothing ran', async () => {
  const deps = await inDoubt();
  await reconcile({ ...deps, actions: null }, ITEM);
  const { revision } = await current(deps);
  deps.clock.pass(60 * MINUTE_MS);
  await reconcile({ ...deps, actions: null }, ITEM);
  const now = await current(deps);
  expect(canNoLongerRun(now, deps.clock.now())).toBe(true);
  expect(now.revision).toBeGreaterThan(revision);
});

test('once it cannot run any more an engine that is away is looked for less and less often', async () => {
  const deps = await inDoubt();
  deps.actions.history = away('gone');
  deps.clock.pass(60 * MINUTE_MS);
  await reconcile(deps, ITEM);
  const dueWithin = async (ms: number) => (await deps.journal.due(deps.clock.now() + ms, 10, 1)).length;
  expect(await dueWithin(9 * MINUTE_MS)).toBe(0);
  expect(await dueWithin(10 * MINUTE_MS)).toBe(1);
});
