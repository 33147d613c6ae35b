/** Two replicas at the same deadline, their every await in any order: one send. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { start } from '../../src/approval/execute.ts';
import type { Journal } from '../../src/journal/journal.ts';
import {
  approved,
  type Bench,
  benchOn,
  current,
  ITEM,
  openTempJournal,
  restoreAction,
  testClock,
} from './ports.ts';

/** Every answer that the replica gets from outside comes when the scheduler says so. */
function scheduled(deps: Bench, scheduler: fc.Scheduler, sharesLease: boolean): Bench {
  const late = <In extends unknown[], Out>(ask: (...args: In) => Promise<Out>) =>
    scheduler.scheduleFunction(ask);
  const { journal, directory, actions } = deps;
  const free: Journal['lease'] = () =>
    Promise.resolve({ renew: () => Promise.resolve(true), release: () => Promise.resolve() });
  const lease: Journal['lease'] = sharesLease ? (key, ttlMs) => journal.lease(key, ttlMs) : free;
  return {
    ...deps,
    journal: {
      ...journal,
      load: late(journal.load),
      commit: late(journal.commit),
      usedBy: late(journal.usedBy),
      lease: late(lease),
    },
    directory: { ...directory, person: late(directory.person), members: late(directory.members) },
    // Not `send` itself: it waits for its guard, whose answers wait for the scheduler.
    actions: { ...actions, read: late(actions.read) },
  };
}

test.each([
  ['when one holds the lease', true],
  // A lease runs out under a process that stalls: then the claim alone has to hold.
  ['when both believe that they hold it', false],
])('two starts of one request send it once, %s', async (_name, sharesLease) => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const clock = testClock();
      const { journal, dispose } = openTempJournal(clock.now);
      try {
        const shared = benchOn(journal, clock);
        await approved(shared);
        const ran = shared.actions.onSend;
        shared.actions.onSend = scheduler.scheduleFunction(ran);
        const replicas = ['a', 'b'].map((name) => ({
          ...scheduled(shared, scheduler, sharesLease),
          newToken: () => name,
        }));
        const both = Promise.all(replicas.map((replica) => start(replica, ITEM)));
        await scheduler.waitFor(both);
        expect(shared.actions.sent).toHaveLength(1);
        const { status, claim } = await current(shared);
        expect(status).toBe('succeeded');
        expect(['a', 'b']).toContain(claim?.token);
      } finally {
        await dispose();
      }
    }),
    { numRuns: 25 },
  );
});

test('two starts of one list send each of its statements once, in order', async () => {
  const statements = [...restoreAction().statements, 'OPTIMIZE {table}', 'VACUUM {table}'];
  const definition = JSON.stringify({ ...restoreAction(), statements });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, sharesLease) => {
      const clock = testClock();
      const { journal, dispose } = openTempJournal(clock.now);
      try {
        const shared = benchOn(journal, clock);
        await approved(shared, { definition });
        shared.actions.onSend = scheduler.scheduleFunction(shared.actions.onSend);
        const replicas = ['a', 'b'].map((name) => ({
          ...scheduled(shared, scheduler, sharesLease),
          newToken: () => name,
        }));
        await scheduler.waitFor(Promise.all(replicas.map((replica) => start(replica, ITEM))));
        expect(shared.actions.sent.map((text) => /(\d)\/3 \*\/$/.exec(text)?.[1])).toEqual(['1', '2', '3']);
        expect(await current(shared)).toMatchObject({ status: 'succeeded', done: [{}, {}] });
      } finally {
        await dispose();
      }
    }),
    { numRuns: 20 },
  );
});
