/** The end of what is given for a while, on the real lakehouse: what is sent, what is left to others, what is tried again. */
import { describe, expect, test, vi } from 'vitest';
import { close } from '../../src/approval/closing.ts';
import { approvalRef } from '../../src/approval/document.ts';
import type { SendResult, Warehouse } from '../../src/check/warehouse.ts';
import { type BoxBench, boxBench, itemOf, JANE, meanwhile, ON_TABLE, openBank } from './box-bench.ts';
import { MINUTE_MS, who } from './fixtures.ts';

vi.setConfig({ testTimeout: 30_000 });

const bank = openBank();
const HOUR_MS = 60 * MINUTE_MS;
const revoke = (privilege: string, id: string, place = '') =>
  `REVOKE ${privilege} ${ON_TABLE} FROM \`${JANE}\` /* ${id} end${place} */`;

async function pastItsEnd(bench: BoxBench, hours = 4): Promise<void> {
  bench.clock.pass(hours * HOUR_MS);
}

async function events({ journal }: BoxBench, id: string): Promise<readonly string[]> {
  const entries = await journal.history(approvalRef(id));
  return entries.map(({ event }) => (event as { type: string }).type);
}

describe('at its end', () => {
  test('each privilege is taken back by its own statement, claimed, sent once, and proven gone', async () => {
    const bench = await boxBench(bank());
    const { prepared } = await bench.give('APR-1', { privileges: 'MODIFY, SELECT' });
    expect(await bench.held()).toEqual(['MODIFY', 'SELECT']);
    await close(bench, itemOf('APR-1', 'close'));
    expect(bench.revoked()).toEqual([]);
    await pastItsEnd(bench);
    const { box } = await bench.until('APR-1');
    expect(await bench.held()).toEqual([]);
    const texts = [revoke('MODIFY', 'APR-1', ' 1/2'), revoke('SELECT', 'APR-1', ' 2/2')];
    expect(bench.revoked()).toEqual(texts);
    expect(prepared?.bill.closing?.texts).toEqual(texts);
    expect(box).toMatchObject({ tries: 2, ends: [{ how: 'gone' }, { how: 'gone' }], alarms: 0 });
    const closing = ['closing_claimed', 'closing_answered', 'closing_looked'];
    expect((await events(bench, 'APR-1')).slice(-6)).toEqual([...closing, ...closing]);
  });

  test('what is gone already is not taken again', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1');
    await meanwhile(bank(), `REVOKE SELECT ${ON_TABLE} FROM \`${JANE}\``);
    await pastItsEnd(bench);
    expect((await bench.until('APR-1')).box).toMatchObject({ tries: 0, ends: [{ how: 'gone' }] });
    expect(bench.revoked()).toHaveLength(1);
  });

  test('a later box covers it, takes over, and of two that end together neither leaves it to the other', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1', { privileges: 'MODIFY, SELECT', duration: '4h' });
    bench.clock.pass(HOUR_MS);
    // Another case of the same name is the same.
    await bench.give('APR-2', { duration: '5h', table: 'banking_catalog.banking_BRONZE.transactions' });
    await bench.give('APR-3', { duration: '5h' });
    await pastItsEnd(bench, 3);
    const { box } = await bench.until('APR-1');
    expect(box?.ends).toMatchObject([
      { how: 'gone' },
      { how: 'covered', by: expect.stringMatching(/APR-[23]/) },
    ]);
    expect(await bench.held()).toEqual(['SELECT']);
    await pastItsEnd(bench, 2);
    await Promise.all(['APR-2', 'APR-3'].map((id) => close(bench, itemOf(id, 'close'))));
    await bench.until('APR-2');
    await bench.until('APR-3');
    expect(await bench.held()).toEqual([]);
  });

  test('a grant without an end that came later covers it; one that was undone does not', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1');
    const forGood = await bench.give('APR-2', {}, 'grant-table');
    expect(forGood.status).toBe('succeeded');
    expect(forGood.prepared?.warnings.join()).toContain('stays for good with this');
    await bench.give('APR-3', { privileges: 'MODIFY' });
    await bench.give('APR-4', { privileges: 'MODIFY' }, 'grant-table');
    await bench.happen('APR-4', { type: 'undone', byApproval: 'APR-5' });
    // What is there for good is none of a box's business any more, also while the first one lasts.
    expect(await bench.approve('APR-5')).toMatchObject({ status: 'voided', prepared: null });
    await pastItsEnd(bench);
    expect((await bench.until('APR-1')).box).toMatchObject({
      tries: 0,
      ends: [{ how: 'covered', by: 'APR-2' }],
    });
    expect((await bench.until('APR-3')).box).toMatchObject({ tries: 1, ends: [{ how: 'gone' }] });
    expect(await bench.held()).toEqual(['SELECT']);
    expect(await bench.approve('APR-6')).toMatchObject({ status: 'voided', prepared: null });
  });

  test('ended early it is over at once', async () => {
    const bench = await boxBench(bank());
    const { revision } = await bench.give('APR-1');
    await bench.happen('APR-1', { type: 'end_asked', by: who.requester, revision });
    expect((await bench.until('APR-1')).box).toMatchObject({ tries: 1, endedEarly: { by: who.requester } });
    expect(await bench.held()).toEqual([]);
  });
});

describe('before it is given', () => {
  test('what is there already, by nobody’s box, is refused when it is asked for, and at the start', async () => {
    const bench = await boxBench(bank());
    await bench.approve('APR-1');
    await meanwhile(bank(), `GRANT SELECT ${ON_TABLE} TO \`${JANE}\``);
    const why = /It is there\. It was there before, so the REVOKE at the end would take away more/;
    expect(await bench.start('APR-1')).toMatchObject({ status: 'voided', claim: null });
    const late = await bench.approve('APR-2', { privileges: 'MODIFY, SELECT' });
    expect(late).toMatchObject({ status: 'voided', ending: { text: expect.stringMatching(why) } });
    expect(await bench.held()).toEqual(['SELECT']);
  });

  test('what is being taken back is waited for', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1');
    await bench.approve('APR-2', { duration: '8h' });
    await bench.happen('APR-1', {
      type: 'end_asked',
      by: who.requester,
      revision: (await bench.of('APR-1')).revision,
    });
    expect(await bench.start('APR-2')).toMatchObject({ status: 'approved' });
    await bench.until('APR-1');
    expect(await bench.start('APR-2')).toMatchObject({ status: 'succeeded' });
    expect(await bench.held()).toEqual(['SELECT']);
  });

  test('a drill gives nothing and has nothing to end', async () => {
    const bench = await boxBench(bank());
    const drill = await bench.give('APR-1', { drill: true });
    expect(drill).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
    expect(drill.box).toBeUndefined();
    expect(await bench.held()).toEqual([]);
  });
});

/** The engine answers the REVOKEs as told; `null`: as it does. */
function answering(answers: (((send: () => Promise<SendResult>) => Promise<SendResult>) | null)[]) {
  return (warehouse: Warehouse): Warehouse => ({
    ...warehouse,
    send: (text, limits) => {
      const send = () => warehouse.send(text, limits);
      const answer = text.startsWith('REVOKE') ? answers.shift() : null;
      return answer === null || answer === undefined ? send() : answer(send);
    },
  });
}

const LOST: SendResult = { outcome: 'unknown', message: 'The connection was cut.' };

describe('what goes wrong', () => {
  test('a lost answer of what ran is looked at, and not sent again', async () => {
    const bench = await boxBench(bank(), answering([(send) => send().then(() => LOST)]));
    await bench.give('APR-1');
    await pastItsEnd(bench);
    expect((await bench.until('APR-1')).box).toMatchObject({ tries: 1, ends: [{ how: 'gone' }] });
    expect(bench.revoked()).toHaveLength(1);
  });

  test('a lost answer of what did not run is sent again, when it can no longer be running', async () => {
    const bench = await boxBench(bank(), answering([() => Promise.resolve(LOST)]));
    await bench.give('APR-1');
    await pastItsEnd(bench);
    await close(bench, itemOf('APR-1', 'close'));
    const { box: lost } = await bench.of('APR-1');
    const { box } = await bench.until('APR-1');
    expect(box).toMatchObject({ tries: 2, ends: [{ how: 'gone' }], alarms: 0 });
    expect(box?.claim?.token).not.toBe(lost?.claim?.token);
    expect(box?.claim?.atMs).toBeGreaterThanOrEqual(lost?.claim?.mayRunUntilMs ?? Number.NaN);
    expect(await bench.held()).toEqual([]);
  });

  test('without a principal, or as another than was approved, nothing is sent; it is said, and tried again', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1');
    await pastItsEnd(bench);
    const item = itemOf('APR-1', 'close');
    await close({ ...bench, actions: null }, item);
    expect((await bench.of('APR-1')).box?.looked?.sentence).toContain('no principal for changes');
    bench.clock.pass(10 * MINUTE_MS);
    const other = { principal: 'svc-other', warehouse: '/elsewhere' };
    await close({ ...bench, actions: { ...bench.actions, identity: () => Promise.resolve(other) } }, item);
    expect((await bench.of('APR-1')).box).toMatchObject({
      tries: 0,
      looked: {
        sentence: expect.stringContaining('the bot is now svc-other on /elsewhere, so nothing was sent'),
      },
    });
    expect(await bench.held()).toEqual(['SELECT']);
    await bench.until('APR-1');
    expect(await bench.held()).toEqual([]);
    expect(bench.logged).toContain(
      'What was given for a while could not be taken back in time; it is tried again',
    );
  });

  test('what cannot be looked at is not sent again each time, goes on being said, and is taken back when it can', async () => {
    let isAway = true;
    const bench = await boxBench(bank(), (warehouse) => ({
      ...warehouse,
      read: async (statement, limits) => {
        const refused = {
          outcome: 'refused',
          errorClass: 'TABLE_OR_VIEW_NOT_FOUND',
          message: 'No table.',
        } as const;
        return isAway && statement.text.startsWith('SHOW GRANTS')
          ? refused
          : warehouse.read(statement, limits);
      },
      send: async (text, limits) => {
        if (!isAway || !text.startsWith('REVOKE')) return warehouse.send(text, limits);
        return { outcome: 'failed', errorClass: 'TABLE_OR_VIEW_NOT_FOUND', message: 'No table.' };
      },
    }));
    isAway = false;
    await bench.give('APR-1');
    isAway = true;
    await pastItsEnd(bench);
    for (let look = 0; look < 40; look += 1) {
      await close(bench, itemOf('APR-1', 'close'));
      bench.clock.pass(MINUTE_MS);
    }
    const { box } = await bench.of('APR-1');
    expect(box).toMatchObject({ ends: [null], looked: { count: 40 } });
    expect(box?.looked?.sentence).toContain('The engine refused it: No table.');
    // At first, and then at every eighth look.
    expect(box?.tries).toBe(5);
    isAway = false;
    expect((await bench.until('APR-1')).box).toMatchObject({ tries: 6, ends: [{ how: 'gone' }] });
    expect(await bench.held()).toEqual([]);
  });

  test('what is given while the claim is being stored is not taken by it', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1');
    await pastItsEnd(bench);
    await bench.approve('APR-2', { duration: '8h' });
    const { send } = bench.actions;
    // The other one is claimed just before the first byte, so that its GRANT may be on its way.
    const fingerprint = (await bench.of('APR-2')).prepared?.fingerprint ?? '';
    const actions: Warehouse = {
      ...bench.actions,
      send: async (text, limits) => {
        const now = await bench.of('APR-2');
        if (now.status === 'approved')
          await bench.happen('APR-2', {
            type: 'claimed',
            token: 'other',
            fingerprint,
            runTimeoutMs: MINUTE_MS,
          });
        return send(text, limits);
      },
    };
    await close({ ...bench, actions }, itemOf('APR-1', 'close'));
    expect((await bench.of('APR-2')).status).toBe('executing');
    expect(bench.revoked()).toEqual([]);
    expect((await bench.of('APR-1')).box).toMatchObject({ tries: 1, claim: { isOver: true } });
    await bench.happen('APR-2', { type: 'succeeded', token: 'other', rows: [], takenMs: 1 });
    expect((await bench.until('APR-1')).box?.ends).toMatchObject([{ how: 'covered', by: 'APR-2' }]);
    expect(await bench.held()).toEqual(['SELECT']);
  });

  test('what is claimed while the other’s REVOKE may be on its way is not sent', async () => {
    let isGiving = false;
    const bench: BoxBench = await boxBench(bank(), (warehouse) => ({
      ...warehouse,
      send: async (text, limits) => {
        if (isGiving) await endingNow(bench);
        return warehouse.send(text, limits);
      },
    }));
    await bench.give('APR-1');
    await bench.approve('APR-2', { duration: '8h' });
    isGiving = true;
    expect(await bench.start('APR-2')).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
    expect((await bench.of('APR-2')).box).toBeUndefined();
  });
});

/** Ended early, and its REVOKE claimed, without a word yet of what came of it. */
async function endingNow(bench: BoxBench): Promise<void> {
  const { revision, prepared } = await bench.of('APR-1');
  await bench.happen('APR-1', { type: 'end_asked', by: who.requester, revision });
  const fingerprint = prepared?.fingerprint ?? '';
  await bench.happen('APR-1', {
    type: 'closing_claimed',
    token: 'other',
    number: 1,
    fingerprint,
    runTimeoutMs: 1,
  });
}
