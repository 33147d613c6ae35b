import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../src/approval/fingerprint.ts';
import { prepare } from '../../src/approval/prepare.ts';
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import { asked, type Bench, bench, current, ITEM, restoreAction } from './ports.ts';

const MOMENT = '2026-01-05T02:30:00Z';

const commit = (version: number, timestamp: unknown): Row =>
  ({ version, timestamp, operation: 'WRITE' }) as unknown as Row;

const HISTORY: readonly Row[] = [
  commit(26, '2026-01-05T02:50:00.000Z'),
  commit(25, '2026-01-05 02:30:00.001'),
  commit(24, '2026-01-05T02:30:00.000Z'),
  commit(23, '2026-01-05T01:00:00.000Z'),
];

function history(rows: readonly Row[], truncated = false): ReadResult {
  return { outcome: 'read', columns: ['version', 'timestamp'], rows, truncated, takenMs: 5 };
}

/** Asked for by a time instead of by a version, on an action that allows it. */
async function preparedAt(
  answer: ReadResult,
  refuse: readonly object[] = [],
  moment = MOMENT,
): Promise<Bench> {
  const deps = bench();
  deps.actions.history = answer;
  const action = restoreAction();
  const { version, ...others } = action.parameters;
  const atTime = { at_time: { statement: 'DESCRIBE HISTORY {table}', rowsMax: 4 } };
  const definition = JSON.stringify({
    ...action,
    parameters: { ...others, version: { ...version, ...atTime } },
    evidence: { ...action.evidence, refuse },
  });
  await asked(deps, {
    definition,
    parameters: { table: 'c.s.t', version: moment },
    target: `c.s.t, ${moment}`,
  });
  await prepare(deps, ITEM);
  return deps;
}

test('a time becomes the version that was current then; both are shown, sent is the version', async () => {
  const { status, prepared, parameters, target } = await current(await preparedAt(history(HISTORY)));
  expect({ status, parameters, target }).toEqual({
    status: 'pending',
    parameters: { table: 'c.s.t', version: 24 },
    target: 'c.s.t, 24',
  });
  expect(prepared?.bill.text).toBe(
    'RESTORE TABLE `c`.`s`.`t` TO VERSION AS OF 24 /* as of 2026-01-05T02:30:00Z */ /* APR-1 */',
  );
  expect(prepared?.fingerprint).toBe(prepared === null ? '' : fingerprintOf(prepared.bill));
  expect(prepared?.shown[0]).toEqual({
    label: 'Asked for',
    value: '2026-01-05 03:30 +01:00 Europe/Berlin → version 24',
  });
});

test('it is looked up once: what is approved is a version, whatever is written or removed later', async () => {
  const deps = await preparedAt(history(HISTORY));
  const first = await current(deps);
  deps.actions.history = history(HISTORY.slice(0, 1));
  await prepare(deps, ITEM);
  expect(await current(deps)).toEqual(first);
});

test('a version is not looked up at all', async () => {
  const deps = bench();
  await asked(deps);
  await prepare(deps, ITEM);
  expect(deps.actions.calls).toEqual(['read']);
  expect((await current(deps)).prepared?.bill.text).not.toContain('as of');
});

describe('a request whose time means no version is void, with the time in the team’s zone', () => {
  test.each<readonly [string, ReadResult, RegExp]>([
    [
      'before the table was',
      history(HISTORY.slice(0, 1)),
      /begins with version 26, written 2026-01-05 03:50 \+01:00 Europe\/Berlin: what it was at 2026-01-05 03:30 \+01:00/,
    ],
    ['further back than is read', history(HISTORY.slice(0, 1), true), /is more than 1 changes back/],
    ['of a table without a history', history([]), /history is empty/],
    [
      'of a table whose history is closed, as behind a row filter',
      { outcome: 'refused', errorClass: 'UNSUPPORTED_FEATURE', message: 'row filter' },
      /could not be read: .*UNSUPPORTED_FEATURE.*row filter/,
    ],
    ['in a history that says no times', history([commit(1, null)]), /could not be understood/],
    [
      'in a history that says no versions',
      history([{ version: '1', timestamp: MOMENT }]),
      /could not be understood/,
    ],
  ])('%s', async (_, answer, words) => {
    const { status, ending, prepared } = await current(await preparedAt(answer));
    expect({ status, prepared }).toEqual({ status: 'voided', prepared: null });
    expect(ending?.text).toMatch(words);
  });

  test('and one that means the version it has says which that is', async () => {
    const refuse = [{ when: 'params.version == facts.current', say: 'There is nothing to restore.' }];
    const deps = await preparedAt(history(HISTORY), refuse, '2026-01-05T02:55:00Z');
    const { ending } = await current(deps);
    expect(ending?.text).toMatch(
      /^Asked for: 2026-01-05 03:55 \+01:00 Europe\/Berlin → version 26\. There is nothing to restore\.$/,
    );
  });
});
