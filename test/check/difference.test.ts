import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference } from '../../src/check/difference.ts';
import type { Row } from '../../src/check/warehouse.ts';

type Run = Parameters<typeof difference>[0];

const run = (rows: readonly Row[], options: Partial<Run> = {}): Run => ({
  verdict: 'fail',
  columns: Object.keys(rows[0] ?? { n: 0 }),
  rows,
  truncated: false,
  ...options,
});

const SAME = 'Nothing has changed since the last run.';
const person = (user: string, refusals: number): Row => ({ user, refusals });

describe('what changed since the last run', () => {
  test('is nothing when all is as it was', () => {
    expect(difference(run([person('a', 1)]), run([person('a', 1)]))).toBe(SAME);
  });

  test('is the verdict, in the words of the report', () => {
    expect(difference(run([person('a', 1)], { verdict: 'warn' }), run([person('a', 1)]))).toBe(
      'Since the last run: it was “warning”.',
    );
  });

  test.each<readonly [string, Run, Run, string]>([
    [
      'a number of the only row',
      run([{ minutes_old: 540, at: '2026-01-01T00:00:00Z' }]),
      run([{ minutes_old: 12, at: '2026-01-01T09:00:00Z' }]),
      'Since the last run: minutes old 540 → 12.',
    ],
    [
      'a word of the only row',
      run([{ state: 'RUNNING' }]),
      run([{ state: 'FAILED' }]),
      'Since the last run: state RUNNING → FAILED.',
    ],
    [
      'a number of one row among several, named by its first word',
      run([person('a', 1), person('b', 2)]),
      run([person('b', 5), person('a', 1)]),
      'Since the last run: b refusals 2 → 5.',
    ],
    [
      'rows that are new and gone',
      run([person('a', 1), person('b', 2)]),
      run([person('b', 2), person('c', 3), person('d', 1)]),
      'Since the last run: 2 rows new; 1 row gone.',
    ],
    [
      'a new row on top, where words do not tell rows apart',
      run([
        { operation: 'MERGE', version: 2 },
        { operation: 'MERGE', version: 1 },
      ]),
      run([
        { operation: 'MERGE', version: 3 },
        { operation: 'MERGE', version: 2 },
      ]),
      'Since the last run: 1 row new; 1 row gone.',
    ],
    [
      'as many numbers as can be read, and how many more there are',
      run([{ a: 1, b: 1, c: 1, d: 1, e: 1 }]),
      run([{ a: 2, b: 2, c: 2, d: 2, e: 2 }]),
      'Since the last run: a 1 → 2; b 1 → 2; c 1 → 2; 2 more values moved.',
    ],
    [
      'all rows, where there are none any more',
      run([person('a', 1)]),
      run([]),
      'Since the last run: 1 row gone.',
    ],
  ])('is %s', (_what, before, now, sentence) => {
    expect(difference(before, { ...now, columns: before.columns })).toBe(sentence);
  });

  test('says nothing of new and gone rows when one of the results was cut off', () => {
    const before = run([person('a', 1), person('b', 2)], { truncated: true });
    expect(difference(before, run([person('b', 2), person('c', 1)]))).toBe(SAME);
  });

  test('compares no rows with a run that could not see', () => {
    const blind = run([], { verdict: 'could_not_see', columns: [] });
    expect(difference(blind, run([person('a', 1)]))).toBe('Since the last run: it was “could not see”.');
    expect(difference(run([person('a', 1)]), blind)).toBe('Since the last run: it was “fail”.');
  });

  test('stays one short line, whatever stands in the cells', () => {
    const cell = fc.oneof(fc.string({ maxLength: 300 }), fc.integer(), fc.boolean(), fc.constant(null));
    const rows = fc.array(fc.record({ a: cell, b: cell, c: cell }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, rows, (one, other) => {
        const columns = ['a', 'b', 'c'];
        expect(difference(run(one, { columns }), run(one, { columns }))).toBe(SAME);
        expect(difference(run(one, { columns }), run(other, { columns })).length).toBeLessThan(600);
      }),
    );
  });
});
