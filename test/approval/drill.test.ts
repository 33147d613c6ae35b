/** In a drill everything is real up to the claim, and nothing after it. */
import { expect, test } from 'vitest';
import { start, watch } from '../../src/approval/execute.ts';
import { canonicalJson } from '../../src/journal/json.ts';
import { request } from './fixtures.ts';
import { approved, bench, current, fakeWarehouse, ITEM } from './ports.ts';

const IN_DRILL = { drill: true } as const;
const SAID = 'This is a drill: it was approved, and that is where it ends.';

function rehearsal() {
  const deps = bench();
  return { ...deps, reader: fakeWarehouse() };
}

test('what is approved is claimed and ends there: the principal for changes is asked nothing at all', async () => {
  const deps = rehearsal();
  const before = await approved(deps, IN_DRILL);
  expect(before.prepared?.bill.drill).toBe(true);
  await start(deps, ITEM);
  expect(await current(deps)).toMatchObject({
    status: 'failed',
    ending: { reason: 'not_sent', text: SAID },
  });
  const events = (await deps.journal.history({ kind: 'approval', id: request.id })).map(({ event }) => event);
  expect(events.map((event) => (event as { type: string }).type)).toEqual([
    'requested',
    'prepared',
    'approved',
    'claimed',
    'failed',
  ]);
  expect([deps.actions.calls, deps.actions.sent, deps.reader.sent]).toEqual([[], [], []]);
});

test('the same request outside of a drill has another fingerprint, and runs', async () => {
  const rehearsed = await approved(rehearsal(), IN_DRILL);
  const real = bench();
  const meant = await approved(real);
  const { fingerprint, bill } = meant.prepared ?? { fingerprint: '', bill: null };
  expect(canonicalJson({ ...rehearsed.prepared?.bill, drill: false })).toBe(canonicalJson({ ...bill }));
  expect(fingerprint).not.toBe(rehearsed.prepared?.fingerprint);
  await start(real, ITEM);
  expect(real.actions.sent).toHaveLength(1);
});

test('a process that dies over a claimed drill leaves nothing in doubt', async () => {
  const deps = rehearsal();
  await approved(deps, IN_DRILL);
  let commits = 0;
  const dying = {
    ...deps,
    journal: {
      ...deps.journal,
      commit: (...given: Parameters<typeof deps.journal.commit>) =>
        (commits += 1) > 1 ? Promise.reject(new Error('died')) : deps.journal.commit(...given),
    },
  };
  await start(dying, ITEM).catch(() => undefined);
  expect((await current(deps)).status).toBe('executing');
  await watch(deps, ITEM);
  expect(await current(deps)).toMatchObject({ status: 'failed', ending: { reason: 'not_sent', text: SAID } });
  expect(deps.actions.calls).toEqual([]);
});
