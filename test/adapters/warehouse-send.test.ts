import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultKind, Planned } from '../../sandbox/lakehouse/faults.ts';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import type { Running } from '../../src/check/warehouse.ts';
import { CHANGER, READER, startSmallLakehouse, warehouseOn } from './warehouse-harness.ts';

const RESTORE = 'RESTORE TABLE `main`.`sales`.`orders` TO VERSION AS OF 2 /* APR-7 */';

let lakehouse: Lakehouse;
let actions: ReturnType<typeof warehouseOn>;

beforeEach(async () => {
  lakehouse = await startSmallLakehouse();
  actions = warehouseOn(lakehouse, 'changer-token', { limits: { sendGraceMs: 200 } });
});

afterEach(async () => {
  await actions.close();
  await lakehouse.close();
});

const send = (text = RESTORE, guard = async () => true, timeoutMs = 10_000) =>
  actions.send(text, { timeoutMs, guard, tags: { approval: 'APR-7' } });

const rowCount = async () => {
  const [row] = await lakehouse.query('SELECT count(*) AS n FROM main.sales.orders');
  return Number(row?.['n']);
};

describe('a change that succeeds', () => {
  test('brings its figures, and the table is changed', async () => {
    expect(await rowCount()).toBe(0);
    expect(await send()).toEqual({
      outcome: 'succeeded',
      takenMs: expect.any(Number),
      rows: [
        {
          table_size_after_restore: 333,
          num_of_files_after_restore: 3,
          num_removed_files: 1,
          num_restored_files: 3,
          removed_files_size: 1,
          restored_files_size: 333,
        },
      ],
    });
    expect(await rowCount()).toBe(3);
  });

  test('arrives once, byte for byte, with its comment, its tags and an end of its own', async () => {
    await send(RESTORE, async () => true, 2_500);
    expect(lakehouse.received).toEqual([
      {
        text: RESTORE,
        principal: CHANGER,
        parameters: {},
        configuration: { STATEMENT_TIMEOUT: '3', QUERY_TAGS: 'approval:APR-7' },
        queryTags: 'approval:APR-7',
        atMs: expect.any(Number),
        outcome: 'succeeded',
        errorClass: null,
      },
    ]);
  });

  test('every change has a session of its own, which is given back', async () => {
    await send();
    await send('RESTORE TABLE main.sales.orders TO VERSION AS OF 1');
    await actions.close();
    expect(lakehouse.sessionCount()).toBe(0);
    expect(await rowCount()).toBe(2);
  });

  test('a slow one is polled to its end', async () => {
    lakehouse.faults.add({ kind: 'slow', ms: 400 });
    expect(await send()).toMatchObject({ outcome: 'succeeded' });
  });

  test('a warehouse that is starting is waited for', async () => {
    lakehouse.faults.add({ kind: 'stopped', times: 2 });
    expect(await send()).toMatchObject({ outcome: 'succeeded' });
    expect(lakehouse.received).toHaveLength(1);
  });

  test('an answer to polling that is lost is asked for again, and the statement is not sent again', async () => {
    lakehouse.faults.add({ kind: 'status_cut', times: 2 });
    expect(await send()).toMatchObject({ outcome: 'succeeded' });
    expect(lakehouse.received).toHaveLength(1);
  });
});

describe('the guard', () => {
  test('is asked when the session is open, and before the statement arrives', async () => {
    const seen: { sessions: number; statements: number }[] = [];
    await send(RESTORE, async () => {
      seen.push({ sessions: lakehouse.sessionCount(), statements: lakehouse.received.length });
      return true;
    });
    expect(seen).toEqual([{ sessions: 1, statements: 0 }]);
  });

  const refusals: readonly (readonly [string, () => Promise<boolean>])[] = [
    ['says no', async () => false],
    ['cannot say', () => Promise.reject(new Error('the journal is away'))],
  ];
  test.each(refusals)('that %s keeps the statement here', async (_what, guard) => {
    expect(await send(RESTORE, guard)).toMatchObject({ outcome: 'not_sent' });
    expect(lakehouse.received).toHaveLength(0);
    await actions.close();
    expect(lakehouse.sessionCount()).toBe(0);
  });

  test('is not asked when no session can be opened', async () => {
    lakehouse.faults.add({ kind: 'session_cut' });
    let isAsked = false;
    await send(RESTORE, async () => {
      isAsked = true;
      return true;
    });
    expect(isAsked).toBe(false);
  });
});

describe('nothing left this process', () => {
  test.each(['session_cut', 'session_refused', 'session_hang', 'stopped'] as const)('%s', async (kind) => {
    const remove = lakehouse.faults.add({ kind, times: Number.POSITIVE_INFINITY });
    const hurried = warehouseOn(lakehouse, 'changer-token', { limits: { sessionOpenMaxMs: 200 } });
    const result = await hurried.send(RESTORE, { timeoutMs: 1_000, guard: async () => true, tags: {} });
    expect(result).toMatchObject({
      outcome: 'not_sent',
      message: expect.stringContaining('No session'),
    });
    remove();
    expect(lakehouse.received).toHaveLength(0);
    expect(await rowCount()).toBe(0);
  });

  test('a wrong token', async () => {
    const stranger = warehouseOn(lakehouse, 'no-such-token');
    const result = await stranger.send(RESTORE, { timeoutMs: 10_000, guard: async () => true, tags: {} });
    expect(result).toMatchObject({ outcome: 'not_sent', message: expect.stringContaining('403') });
  });

  test('a server that is not there', async () => {
    const gone = await startSmallLakehouse();
    const lost = warehouseOn(gone, 'changer-token');
    await gone.close();
    const result = await lost.send(RESTORE, { timeoutMs: 1_000, guard: async () => true, tags: {} });
    expect(result).toMatchObject({ outcome: 'not_sent' });
  });
});

describe('the engine says that it failed', () => {
  test.each([
    ['RESTORE TABLE main.sales.nowhere TO VERSION AS OF 1', 'TABLE_OR_VIEW_NOT_FOUND'],
    ['RESTORE TABLE main.sales.orders TO VERSION AS OF 9', 'DELTA_VERSION_NOT_FOUND'],
    ['RESTORE TABLE main.sales.orders TO VERSION AS OF 3', 'UNKNOWN'],
    ['RESTORE TABLE main.sales.orders', 'PARSE_SYNTAX_ERROR'],
    ['DROP TABLE main.sales.orders', 'PARSE_SYNTAX_ERROR'],
  ])('%s → %s', async (text, errorClass) => {
    expect(await send(text)).toMatchObject({ outcome: 'failed', errorClass });
    expect(lakehouse.received).toMatchObject([{ text, outcome: 'failed' }]);
    expect(await rowCount()).toBe(0);
  });

  test('the principal that may only read is refused', async () => {
    const checks = warehouseOn(lakehouse, 'reader-token');
    const result = await checks.send(RESTORE, { timeoutMs: 10_000, guard: async () => true, tags: {} });
    expect(result).toEqual({
      outcome: 'failed',
      errorClass: 'INSUFFICIENT_PERMISSIONS',
      message:
        "[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\nUser does not have MODIFY on Table 'main.sales.orders'. SQLSTATE: 42501",
    });
    expect(lakehouse.received).toMatchObject([{ principal: READER, outcome: 'failed' }]);
    expect(await rowCount()).toBe(0);
    await checks.close();
  });

  test('but not when it says that the change was committed before it failed', async () => {
    const message =
      '[DELTA_POST_COMMIT_HOOK_FAILED] Committing version 4 succeeded but a hook failed. SQLSTATE: 2DKD0';
    const errorClass = 'DELTA_POST_COMMIT_HOOK_FAILED';
    lakehouse.faults.add({ kind: 'error', errorClass, message, sqlState: '2DKD0' });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
  });
});

describe('asked to cancel while it runs', () => {
  /** Asks when the engine is at it, and waits until the engine has heard. */
  const cancelled = async (during: () => void = () => undefined) => {
    let asked: Promise<void> = Promise.reject(new Error('It never ran.'));
    asked.catch(() => undefined);
    const result = await actions.send(RESTORE, {
      timeoutMs: 10_000,
      guard: async () => true,
      tags: {},
      onRunning: ({ cancel }) => {
        during();
        asked = cancel();
      },
    });
    await asked;
    return result;
  };

  test('the engine gives it up, says so, and nothing has changed', async () => {
    lakehouse.faults.add({ kind: 'endless' });
    expect(await cancelled()).toMatchObject({ outcome: 'cancelled' });
    expect(lakehouse.received).toMatchObject([{ text: RESTORE, outcome: 'cancelled' }]);
    expect(await rowCount()).toBe(0);
  });

  test('what the engine says counts, and not that it was asked: one that ended all the same has succeeded', async () => {
    const begun = Promise.withResolvers<Running>();
    const sending = actions.send(RESTORE, {
      timeoutMs: 10_000,
      guard: async () => true,
      tags: {},
      onRunning: begun.resolve,
    });
    const { cancel } = await begun.promise;
    await expect.poll(() => lakehouse.received[0]?.outcome).toBe('succeeded');
    await cancel().catch(() => undefined);
    expect(await sending).toMatchObject({ outcome: 'succeeded' });
    expect(await rowCount()).toBe(3);
  });

  test('an answer that is lost after it leaves the outcome unknown', async () => {
    lakehouse.faults.add({ kind: 'endless' });
    const result = await cancelled(() =>
      lakehouse.faults.add({ kind: 'status_refused', times: Number.POSITIVE_INFINITY }),
    );
    expect(result).toMatchObject({ outcome: 'unknown' });
  });

  test('asked twice is asked once more, and no harm done', async () => {
    lakehouse.faults.add({ kind: 'endless' });
    const result = await actions.send(RESTORE, {
      timeoutMs: 10_000,
      guard: async () => true,
      tags: {},
      onRunning: ({ cancel }) => void cancel().then(cancel),
    });
    expect(result).toMatchObject({ outcome: 'cancelled' });
  });

  test('how far it is, where the engine tells', async () => {
    lakehouse.faults.add({ kind: 'long', ms: 4_000, commits: 'last' });
    let running: Running | null = null;
    const sending = actions.send(RESTORE, {
      timeoutMs: 10_000,
      guard: async () => true,
      tags: {},
      onRunning: (begun) => {
        running = begun;
      },
    });
    await expect.poll(() => running?.percent(), { interval: 20 }).toBeGreaterThan(0);
    expect(await sending).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('it was sent, and whether it ran is not known here', () => {
  const cases: readonly (readonly [kind: FaultKind, timeoutMs: number, rows: number])[] = [
    ['cut_before', 10_000, 0],
    ['cut_after', 10_000, 3],
    ['status_cut', 10_000, 3],
    ['status_refused', 10_000, 3],
    ['fetch_cut', 10_000, 3],
    ['fetch_refused', 10_000, 3],
    // These have no end but our own.
    ['garbage', 100, 3],
    ['hang', 100, 0],
    ['endless', 100, 0],
  ];
  test.each(cases)('%s', async (kind, timeoutMs, rows) => {
    lakehouse.faults.add({ kind, times: Number.POSITIVE_INFINITY } as Planned);
    expect(await send(RESTORE, async () => true, timeoutMs)).toMatchObject({ outcome: 'unknown' });
    await expect.poll(() => lakehouse.received.map(({ text }) => text)).toEqual([RESTORE]);
    await expect.poll(rowCount).toBe(rows);
    expect(lakehouse.received).toHaveLength(1);
  });

  test('a warehouse that stops between session and statement', async () => {
    const result = await send(RESTORE, async () => {
      lakehouse.faults.add({ kind: 'stopped' });
      return true;
    });
    expect(result).toMatchObject({ outcome: 'unknown', message: expect.stringContaining('503') });
  });

  test('a session that is gone when the statement comes', async () => {
    const result = await send(RESTORE, async () => {
      lakehouse.expireSessions();
      return true;
    });
    expect(result).toMatchObject({ outcome: 'unknown' });
    expect(lakehouse.received).toHaveLength(0);
  });

  test('a statement that outlives its time is ended by the engine, and not by us', async () => {
    lakehouse.faults.add({ kind: 'endless' });
    expect(await send(RESTORE, async () => true, 900)).toMatchObject({ outcome: 'unknown' });
    await expect.poll(() => lakehouse.received[0]?.outcome).toBe('timed_out');
  });

  test('a statement that is still running when we give up runs on to its end', async () => {
    lakehouse.faults.add({ kind: 'slow', ms: 700 });
    expect(await send(RESTORE, async () => true, 100)).toMatchObject({ outcome: 'unknown' });
    await expect.poll(rowCount).toBe(3);
    expect(lakehouse.received).toHaveLength(1);
  });
});
