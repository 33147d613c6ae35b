/** What others do meanwhile, past the bot or against what the engine shows: nothing that was given for a while comes to stay. */
import { describe, expect, test, vi } from 'vitest';
import { undoSuggestion } from '../../src/approval/undo.ts';
import type { SendResult } from '../../src/check/warehouse.ts';
import { type BoxBench, boxBench, JANE, meanwhile, ON_TABLE, openBank } from './box-bench.ts';
import { MINUTE_MS, who } from './fixtures.ts';

vi.setConfig({ testTimeout: 30_000 });

const bank = openBank();
const HOUR_MS = 60 * MINUTE_MS;
const LOST: SendResult = { outcome: 'unknown', message: 'The connection was cut.' };

describe('what somebody took away', () => {
  test('a box whose grant somebody took away meanwhile covers no later one, however many come after it', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1', { duration: '24h' });
    await meanwhile(bank(), `REVOKE SELECT ${ON_TABLE} FROM \`${JANE}\``);
    bench.clock.pass(1_000);
    await bench.give('APR-2', { duration: '1h' });
    bench.clock.pass(10 * MINUTE_MS);
    await bench.give('APR-3', { duration: '2h' });
    bench.clock.pass(HOUR_MS);
    expect((await bench.until('APR-2')).box?.ends).toMatchObject([{ how: 'covered', by: 'APR-3' }]);
    // What APR-3 found there was of APR-2, which had seen that nothing of APR-1 was left.
    bench.clock.pass(HOUR_MS);
    expect((await bench.until('APR-3')).box).toMatchObject({ tries: 1, ends: [{ how: 'gone' }] });
    expect(await bench.held()).toEqual([]);
  });

  test('nor does one that was then given for good, and taken away', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1', { duration: '8h' });
    await bench.give('APR-2', {}, 'grant-table');
    await meanwhile(bank(), `REVOKE SELECT ${ON_TABLE} FROM \`${JANE}\``);
    bench.clock.pass(1_000);
    await bench.give('APR-3', { duration: '1h' });
    bench.clock.pass(HOUR_MS);
    expect((await bench.until('APR-3')).box).toMatchObject({ tries: 1, ends: [{ how: 'gone' }] });
    expect(await bench.held()).toEqual([]);
  });

  test('what is given for good between the asking and the start, and taken away by then, covers nothing', async () => {
    const bench = await boxBench(bank());
    await bench.approve('APR-1', { duration: '1h' });
    bench.clock.pass(MINUTE_MS);
    await bench.give('APR-2', {}, 'grant-table');
    await meanwhile(bank(), `REVOKE SELECT ${ON_TABLE} FROM \`${JANE}\``);
    bench.clock.pass(MINUTE_MS);
    expect(await bench.start('APR-1')).toMatchObject({ status: 'succeeded' });
    bench.clock.pass(HOUR_MS);
    expect((await bench.until('APR-1')).box).toMatchObject({ tries: 1, ends: [{ how: 'gone' }] });
  });

  test('what the journal has in a box, and somebody else gave since it was gone, is refused at the start', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1', { duration: '8h' });
    await meanwhile(bank(), `REVOKE SELECT ${ON_TABLE} FROM \`${JANE}\``);
    bench.clock.pass(1_000);
    const asked = await bench.approve('APR-2', { duration: '1h' });
    expect(asked.prepared?.shown).toContainEqual({ label: 'Has now, for a while', value: 'nothing' });
    await meanwhile(bank(), `GRANT SELECT ${ON_TABLE} TO \`${JANE}\``);
    expect(await bench.start('APR-2')).toMatchObject({ status: 'voided', claim: null });
  });
});

describe('where its answer was lost, and a person says that it was not applied', () => {
  async function saidNot(grants: boolean): Promise<BoxBench> {
    const bench = await boxBench(bank(), (warehouse) => ({
      ...warehouse,
      send: async (text, limits) => {
        if (!text.startsWith('GRANT')) return warehouse.send(text, limits);
        if (grants) await warehouse.send(text, limits);
        return LOST;
      },
    }));
    await bench.give('APR-1');
    bench.clock.pass(HOUR_MS);
    const { revision, status } = await bench.of('APR-1');
    expect(status).toBe('in_doubt');
    const word = { by: who.approver, note: 'Nothing there.', applied: false, revision };
    await bench.happen('APR-1', { type: 'settled', ...word });
    return bench;
  }

  test('it is looked at at once, and taken back where it is there all the same', async () => {
    const bench = await saidNot(true);
    expect(await bench.held()).toEqual(['SELECT']);
    expect((await bench.until('APR-1')).box).toMatchObject({ tries: 1, ends: [{ how: 'gone' }] });
    expect(await bench.held()).toEqual([]);
  });

  test('and nothing is sent where nothing is there', async () => {
    const bench = await saidNot(false);
    expect((await bench.until('APR-1')).box).toMatchObject({ tries: 0, ends: [{ how: 'gone' }] });
    expect(bench.revoked()).toEqual([]);
  });
});

test('what was there for a while and is taken away before its time is given back for good by no undo', async () => {
  const bench = await boxBench(bank());
  await meanwhile(bank(), `GRANT MODIFY ${ON_TABLE} TO \`${JANE}\``);
  await bench.give('APR-1');
  const both = await bench.give('APR-2', { privileges: 'ALL PRIVILEGES' }, 'revoke-table');
  expect(both).toMatchObject({ status: 'succeeded', prepared: { boxed: ['SELECT'] } });
  expect(both.prepared?.warnings.join()).toContain(
    'SELECT was given for a while only: an undo of this does not',
  );
  expect(undoSuggestion(both)).toMatchObject({ action: 'grant-table', with: { privileges: 'MODIFY' } });
  bench.clock.pass(1_000);
  await bench.give('APR-3');
  const boxed = await bench.give('APR-4', {}, 'revoke-table');
  expect(boxed.status).toBe('succeeded');
  expect(undoSuggestion(boxed)).toBeNull();
  // For good meanwhile: then that is what was taken.
  bench.clock.pass(1_000);
  await bench.give('APR-5');
  await bench.give('APR-6', {}, 'grant-table');
  const lasting = await bench.give('APR-7', {}, 'revoke-table');
  expect(undoSuggestion(lasting)).toMatchObject({ with: { privileges: 'SELECT' } });
});
