import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import { NOW_MS, READER, startSmallLakehouse, warehouseOn } from './warehouse-harness.ts';

const LIMITS = { timeoutMs: 10_000, rowsMax: 100 };
const ORDERS = 'main.sales.orders VERSION AS OF 2';

let lakehouse: Lakehouse;
let warehouse: ReturnType<typeof warehouseOn>;

beforeEach(async () => {
  lakehouse = await startSmallLakehouse();
  warehouse = warehouseOn(lakehouse, 'reader-token');
});

afterEach(async () => {
  await warehouse.close();
  await lakehouse.close();
});

describe('what a read brings', () => {
  test('every type arrives without losing a digit', async () => {
    const result = await warehouse.read({ text: 'SELECT * FROM main.sales.kinds' }, LIMITS);
    expect(result).toMatchObject({
      outcome: 'read',
      columns: ['yes', 'small', 'large', 'ratio', 'money', 'words', 'day', 'moment', 'nothing'],
      truncated: false,
      rows: [
        {
          yes: true,
          small: 7,
          large: '9007199254740993',
          ratio: 1.5,
          money: '12345678901234567890.12',
          words: 'naïve ☂',
          day: '2026-01-30',
          moment: '2026-01-30T23:59:59.123Z',
          nothing: null,
        },
      ],
    });
  });

  test('the maps and structs of a history are JSON text', async () => {
    const result = await warehouse.read({ text: 'DESCRIBE HISTORY main.sales.orders LIMIT 1' }, LIMITS);
    expect(result).toMatchObject({
      rows: [{ version: 3, operationParameters: '{"mode":"Overwrite"}', job: null, isBlindAppend: false }],
    });
  });

  test('values travel as named parameters and never as text', async () => {
    const text = 'SELECT :word AS word, :number AS number, :yes AS yes, :nothing AS nothing, :ratio AS ratio';
    const parameters = { word: "'; DROP TABLE x --", number: 5, yes: true, nothing: null, ratio: 0.25 };
    const result = await warehouse.read({ text, parameters }, LIMITS);
    expect(result).toMatchObject({ rows: [parameters] });
    expect(lakehouse.received).toMatchObject([
      { text, parameters: { word: "'; DROP TABLE x --", number: '5' } },
    ]);
  });

  test('exactly rowsMax rows are not truncated, one more is', async () => {
    const text = `SELECT id FROM ${ORDERS} ORDER BY id`;
    expect(await warehouse.read({ text }, { ...LIMITS, rowsMax: 3 })).toMatchObject({
      truncated: false,
      rows: [{ id: 0 }, { id: 1 }, { id: 2 }],
    });
    expect(await warehouse.read({ text }, { ...LIMITS, rowsMax: 2 })).toMatchObject({
      truncated: true,
      rows: [{ id: 0 }, { id: 1 }],
    });
  });

  test('no rows still have their columns', async () => {
    const result = await warehouse.read({ text: 'SELECT id, label FROM main.sales.orders' }, LIMITS);
    expect(result).toMatchObject({ outcome: 'read', columns: ['id', 'label'], rows: [], truncated: false });
  });

  test('limits beyond reason are refused before anything is sent', async () => {
    await expect(warehouse.read({ text: 'SELECT 1' }, { timeoutMs: 0, rowsMax: 1 })).rejects.toThrow(
      'timeoutMs',
    );
    await expect(warehouse.read({ text: 'SELECT 1' }, { timeoutMs: 1, rowsMax: 0 })).rejects.toThrow(
      'rowsMax',
    );
    expect(lakehouse.received).toHaveLength(0);
  });
});

describe('who reads', () => {
  test('the identity is the principal and the address of the warehouse', async () => {
    expect(await warehouse.identity()).toEqual({
      principal: READER,
      warehouse: `127.0.0.1:${lakehouse.port}/sql/1.0/warehouses/local`,
    });
  });

  test('a wrong token is unavailable, for an identity too', async () => {
    const stranger = warehouseOn(lakehouse, 'no-such-token');
    expect(await stranger.read({ text: 'SELECT 1' }, LIMITS)).toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('403'),
    });
    await expect(stranger.identity()).rejects.toMatchObject({ code: 'unavailable' });
    expect(lakehouse.received).toHaveLength(0);
  });

  test('a certificate that nobody vouches for is unavailable', async () => {
    const other = await startSmallLakehouse();
    const misled = warehouseOn(lakehouse, 'reader-token', { ca: other.caPem });
    await other.close();
    expect(await misled.read({ text: 'SELECT 1' }, LIMITS)).toMatchObject({ outcome: 'unavailable' });
  });

  test('a service principal whose tokens cannot be had is unavailable', async () => {
    const service = warehouseOn(lakehouse, '', { credentials: { clientId: 'id', clientSecret: 'secret' } });
    expect(await service.read({ text: 'SELECT 1' }, LIMITS)).toMatchObject({ outcome: 'unavailable' });
  });

  test('the driver logs to our log and writes no token there', async () => {
    await warehouse.read({ text: 'SELECT 1' }, LIMITS);
    expect(warehouse.logged.length).toBeGreaterThan(0);
    expect(JSON.stringify(warehouse.logged)).not.toContain('reader-token');
  });
});

describe('sessions', () => {
  test('reads share one session, and closing gives it back', async () => {
    await Promise.all([1, 2, 3].map((n) => warehouse.read({ text: `SELECT ${n}` }, LIMITS)));
    expect(lakehouse.sessionCount()).toBe(1);
    await warehouse.close();
    expect(lakehouse.sessionCount()).toBe(0);
  });

  test('a session that the server has forgotten is replaced within the same read', async () => {
    await warehouse.read({ text: 'SELECT 1' }, LIMITS);
    lakehouse.expireSessions();
    expect(await warehouse.read({ text: 'SELECT 2 AS two' }, LIMITS)).toMatchObject({ rows: [{ two: 2 }] });
  });

  test('a connection that died between two reads is replaced within the second', async () => {
    await warehouse.read({ text: 'SELECT 1' }, LIMITS);
    lakehouse.faults.add({ kind: 'cut_before', match: 'SELECT 2' });
    expect(await warehouse.read({ text: 'SELECT 2 AS two' }, LIMITS)).toMatchObject({ rows: [{ two: 2 }] });
    expect(lakehouse.received.map(({ outcome }) => outcome)).toEqual(['succeeded', 'not_run', 'succeeded']);
  });
});

describe('what can go wrong with a read', () => {
  test('an error of the engine is refused with its class', async () => {
    const message = '[DELTA_X] No. SQLSTATE: 0';
    lakehouse.faults.add({ kind: 'error', errorClass: 'DELTA_X', message, sqlState: '0' });
    expect(await warehouse.read({ text: 'SELECT 1' }, LIMITS)).toEqual({
      outcome: 'refused',
      errorClass: 'DELTA_X',
      message: '[DELTA_X] No. SQLSTATE: 0',
    });
  });

  test('an error without a class is UNKNOWN, whatever stands in brackets further on', async () => {
    const message = 'requirement failed\nfor [TABLE_OR_VIEW_NOT_FOUND]';
    lakehouse.faults.add({ kind: 'error', errorClass: '', message, sqlState: 'HY000' });
    expect(await warehouse.read({ text: 'SELECT 1' }, LIMITS)).toMatchObject({ errorClass: 'UNKNOWN' });
  });

  test.each(['session_cut', 'session_refused', 'cut_before', 'cut_after'] as const)(
    '%s is unavailable',
    async (kind) => {
      lakehouse.faults.add({ kind, times: 9 });
      expect(await warehouse.read({ text: 'SELECT 1' }, LIMITS)).toMatchObject({ outcome: 'unavailable' });
    },
  );

  test.each(['session_hang', 'stopped'] as const)('no session in time (%s) is unavailable', async (kind) => {
    lakehouse.faults.add({ kind, times: Number.POSITIVE_INFINITY });
    const result = await warehouse.read({ text: 'SELECT 1' }, { ...LIMITS, timeoutMs: 200 });
    expect(result).toMatchObject({ outcome: 'unavailable', message: expect.stringContaining('starting') });
    lakehouse.faults.clear();
  });

  test('a warehouse that is starting is waited for', async () => {
    lakehouse.faults.add({ kind: 'stopped', times: 3 });
    expect(await warehouse.read({ text: 'SELECT 1' }, LIMITS)).toMatchObject({ outcome: 'read' });
  });

  test.each(['hang', 'endless', 'garbage'] as const)('%s times out', async (kind) => {
    await warehouse.read({ text: 'SELECT 0' }, LIMITS);
    lakehouse.faults.add({ kind });
    const result = await warehouse.read({ text: 'SELECT 1' }, { ...LIMITS, timeoutMs: 300 });
    expect(result).toMatchObject({ outcome: 'timed_out', afterMs: expect.any(Number) });
  });

  test('a slow statement that is still in time is read', async () => {
    lakehouse.faults.add({ kind: 'slow', ms: 100 });
    expect(await warehouse.read({ text: 'SELECT 1' }, LIMITS)).toMatchObject({ outcome: 'read' });
  });

  test('rows whose answer is lost are unavailable', async () => {
    lakehouse.faults.add({ kind: 'slow', ms: 300 });
    lakehouse.faults.add({ kind: 'fetch_cut' });
    expect(await warehouse.read({ text: 'SELECT 1' }, LIMITS)).toMatchObject({ outcome: 'unavailable' });
  });

  test('a statement that timed out is cancelled on the engine', async () => {
    await warehouse.read({ text: 'SELECT 0' }, LIMITS);
    lakehouse.faults.add({ kind: 'endless' });
    await warehouse.read({ text: 'SELECT 1' }, { ...LIMITS, timeoutMs: 1_000 });
    await expect.poll(() => lakehouse.received[1]?.outcome).toBe('cancelled');
  });
});

describe('the breaker and the bulkhead', () => {
  test('after failures in a row nothing is asked, until the pause is over', async () => {
    const guarded = warehouseOn(lakehouse, 'reader-token', { limits: { failuresMax: 2, breakMs: 1_500 } });
    const take = lakehouse.faults.add({ kind: 'session_cut', times: Number.POSITIVE_INFINITY });
    for (const _ of [1, 2]) await guarded.read({ text: 'SELECT 1' }, LIMITS);
    take();
    const refused = await guarded.read({ text: 'SELECT 1' }, LIMITS);
    expect(refused).toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('2 times in a row'),
    });
    expect(lakehouse.received).toHaveLength(0);
    await expect.poll(async () => (await guarded.read({ text: 'SELECT 1' }, LIMITS)).outcome).toBe('read');
    await guarded.close();
  });

  test('refusals of the engine do not open the breaker', async () => {
    const guarded = warehouseOn(lakehouse, 'reader-token', { limits: { failuresMax: 1 } });
    for (const _ of [1, 2, 3]) {
      expect(await guarded.read({ text: 'SELECT nope' }, LIMITS)).toMatchObject({ outcome: 'refused' });
    }
    await guarded.close();
  });

  test('a read too many is turned away at once', async () => {
    const guarded = warehouseOn(lakehouse, 'reader-token', { limits: { readsMax: 1, readsWaitingMax: 0 } });
    lakehouse.faults.add({ kind: 'slow', ms: 200, match: 'SELECT 1' });
    const slow = guarded.read({ text: 'SELECT 1' }, LIMITS);
    const turnedAway = await guarded.read({ text: 'SELECT 2' }, LIMITS);
    expect(turnedAway).toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('are running'),
    });
    expect(await slow).toMatchObject({ outcome: 'read' });
    await guarded.close();
  });

  test('a read that waited too long for its turn is not sent any more', async () => {
    const guarded = warehouseOn(lakehouse, 'reader-token', { limits: { readsMax: 1, readsWaitingMax: 1 } });
    lakehouse.faults.add({ kind: 'slow', ms: 400, match: 'SELECT 1' });
    const slow = guarded.read({ text: 'SELECT 1' }, LIMITS);
    const waiting = await guarded.read({ text: 'SELECT 2' }, { ...LIMITS, timeoutMs: 100 });
    expect(waiting).toMatchObject({ outcome: 'unavailable' });
    await slow;
    await guarded.close();
    expect(lakehouse.received.map(({ text }) => text)).toEqual(['SELECT 1']);
  });
});

test('the clock of the lakehouse is its own', async () => {
  const result = await warehouse.read({ text: 'SELECT current_timestamp() AS now' }, LIMITS);
  expect(result).toMatchObject({ rows: [{ now: new Date(NOW_MS).toISOString() }] });
});
