import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import type { Check } from '../../src/runbook/schema-checks.ts';
import { judge } from '../../src/runbook/verdict.ts';
import { altered, parsed, present, realRunbook, runbookOf } from './fixtures.ts';

function read(rows: readonly Row[], truncated = false): ReadResult {
  return { outcome: 'read', columns: Object.keys(rows[0] ?? {}), rows, truncated, takenMs: 5 };
}

/** A check over `rows[…].n` and whatever else the rows have. */
function check(
  fail: string,
  options: { readonly warn?: string; readonly mayBeNull?: readonly string[] } = {},
): Check {
  const loaded = runbookOf(parsed(altered('rows[0].n < params.least', 'params.least > 100')));
  const base = present(loaded.checks['row-count']);
  return {
    ...base,
    mayBeNull: options.mayBeNull ?? [],
    verdict: {
      fail,
      ...(options.warn === undefined ? {} : { warn: options.warn }),
      say: { pass: 'Good.', warn: 'So so.', fail: 'Bad.' },
    },
  };
}

describe('a verdict', () => {
  it.each([
    ['pass', 'rows.exists(r, r.n > 8)', [{ n: 7 }]],
    ['fail', 'rows.exists(r, r.n > 8)', [{ n: 7 }, { n: 9 }]],
    ['warn', 'rows.exists(r, r.n > 8)', [{ n: 7.5 }]],
  ] as const)('is %s when the conditions say so', (verdict, fail, rows) => {
    expect(judge(check(fail, { warn: 'rows.exists(r, r.n > 7)' }), read(rows), {}).verdict).toBe(verdict);
  });

  it.each<readonly [string, Check, ReadResult]>([
    ['there are no rows', check('rows.exists(r, r.n > 8)'), read([])],
    ['the cell is empty', check('rows.exists(r, r.n > 8)'), read([{ n: null }])],
    [
      'an empty cell would compare as fine',
      check('rows.exists(r, r.state == "FAILED")'),
      read([{ state: null }]),
    ],
    ['a cell beside it is empty', check('rows[0].n > 8'), read([{ n: 1, other: null }])],
    ['the cell is no finite number', check('rows.exists(r, r.n > 8)'), read([{ n: Number.NaN }])],
    ['the column is not there', check('rows[0].n > 8'), read([{ m: 9 }])],
    ['the cell has another type', check('rows[0].n > 8'), read([{ n: 'nine' }])],
    ['the condition is not a truth', check('rows[0].n'), read([{ n: 1 }])],
    ['the warning cannot be worked out', check('rows[0].n > 8', { warn: 'rows[1].n > 8' }), read([{ n: 1 }])],
    ['the result was cut off', check('rows.exists(r, r.n > 8)'), read([{ n: 1 }], true)],
    [
      'the engine refused',
      check('false'),
      { outcome: 'refused', errorClass: 'TABLE_OR_VIEW_NOT_FOUND', message: 'no such table' },
    ],
    ['no answer came', check('false'), { outcome: 'timed_out', afterMs: 30_000 }],
    ['there was nobody to ask', check('false'), { outcome: 'unavailable', message: 'connection refused' }],
  ])('is “could not see” when %s', (_, of, result) => {
    const judgement = judge(of, result, {});
    expect(judgement.verdict).toBe('could_not_see');
    expect(judgement.sentence).toMatch(/^Could not see: .+\.$/);
    expect(judgement.suggests).toEqual([]);
  });

  it('gives the engine’s own reason, without what frames it', () => {
    const message =
      '[TABLE_OR_VIEW_NOT_FOUND] The table or view `c`.`s`.`t` cannot be found. SQLSTATE: 42P01';
    const result: ReadResult = { outcome: 'refused', errorClass: 'TABLE_OR_VIEW_NOT_FOUND', message };
    expect(judge(check('false'), result, {}).sentence).toBe(
      'Could not see: the warehouse refused to read (TABLE_OR_VIEW_NOT_FOUND): The table or view `c`.`s`.`t` cannot be found.',
    );
  });

  it.each<readonly [string, Check['kind'], ReadResult, string, readonly string[]]>([
    [
      'a query without rows',
      'sql',
      read([]),
      'the query returned no rows',
      ['Check that the table has data.'],
    ],
    ['a service that shows nothing', 'http', read([]), 'the service showed nothing at all', []],
    ['jobs that cannot be seen', 'jobs', read([]), 'the workspace showed nothing at all', []],
    ['a column that is missing', 'sql', read([{ m: 1 }]), 'the result has no column n', []],
    ['a hole in one row of several', 'sql', read([{ n: 1 }, { n: null }]), 'n is empty in row 2', []],
    ['a hole in the only row', 'sql', read([{ n: null }]), 'n is empty', []],
    ['a row that was not the only one', 'sql', read([{ n: 1 }], true), 'only the first row was read', []],
    [
      'rows that were cut off',
      'sql',
      read([{ n: 1 }, { n: 2 }], true),
      'only the first 2 rows were read',
      [],
    ],
    [
      'an engine that refuses',
      'sql',
      { outcome: 'refused', errorClass: 'DENIED', message: 'it [x] is SQLSTATE: 1 here. SQLSTATE: 42P01' },
      'the warehouse refused to read (DENIED): it [x] is SQLSTATE: 1 here',
      ['Check that the name is right and that the read-only principal may read it.'],
    ],
    [
      'a workspace that is away',
      'jobs',
      { outcome: 'unavailable', message: 'connection refused.' },
      'the workspace could not be reached: connection refused',
      [
        'Run the check again in a minute; if it stays so, the Databricks workspace itself is what is failing.',
      ],
    ],
    [
      'a service that takes too long',
      'http',
      { outcome: 'timed_out', afterMs: 9_600 },
      'no answer within 10 s',
      [
        'Run the check again in a minute; if it stays so, the service itself, or the way to it, is what is failing.',
      ],
    ],
  ])('says of %s what was not seen, and what to do about it', (_what, kind, result, why, next) => {
    const of = { ...check('false'), kind, columns: ['n'] } as Check;
    expect(judge(of, result, {})).toEqual({
      verdict: 'could_not_see',
      sentence: `Could not see: ${why}.`,
      next,
      suggests: [],
    });
  });

  it('gives the check’s own advice where the platform refuses', () => {
    const base = check('false');
    const say = { ...base.verdict.say, could_not_see: 'Ask its owner.' };
    const refused: ReadResult = { outcome: 'refused', errorClass: 'DENIED', message: 'no' };
    expect(judge({ ...base, verdict: { ...base.verdict, say } }, refused, {}).next).toEqual([
      'Ask its owner.',
    ]);
  });

  it('leads nowhere when it is a pass, whatever the check would lead to', () => {
    const of: Check = {
      ...check('rows[0].n > 8'),
      next: ['Look at the job.'],
      suggests: [{ action: 'restore', with: { version: '{{ rows[0].n }}' } }],
    };
    expect(judge(of, read([{ n: 1 }]), {})).toMatchObject({ verdict: 'pass', next: [], suggests: [] });
    expect(judge(of, read([{ n: 9 }]), {})).toMatchObject({
      next: ['Look at the job.'],
      suggests: [{ action: 'restore', with: { version: '9' } }],
    });
  });

  it('sees the budget, and what the runbook knows of the table that was chosen', () => {
    const base = check('rows[0].n > budget.amount || targets.table.time_column != "at"');
    const table = { id: 'table', type: 'table', label: 'Table', of: 'targets' } as const;
    const targets = [
      { name: 'c.s.other', time_column: 'late' },
      { name: 'c.s.t', time_column: 'at' },
    ];
    const of = {
      ...base,
      budget: { id: 'platform', title: 'Platform', amount: 8, currency: 'EUR' },
      parameters: { table: { ...table, among: targets } },
    } as unknown as Check;
    expect(judge(of, read([{ n: 8 }]), { table: 'c.s.t' }).verdict).toBe('pass');
    expect(judge(of, read([{ n: 9 }]), { table: 'c.s.t' }).verdict).toBe('fail');
    expect(judge(of, read([{ n: 8 }]), { table: 'c.s.other' }).verdict).toBe('fail');
    expect(judge(of, read([{ n: 8 }]), { table: 'c.s.unknown' }).verdict).toBe('could_not_see');
  });

  it('can be a pass over no rows, only where the check says that nothing is good news', () => {
    const of: Check = { ...check('rows.exists(r, r.n > 8)'), whenEmpty: 'pass' };
    const empty: ReadResult = { outcome: 'read', columns: ['n'], rows: [], truncated: false, takenMs: 5 };
    expect(judge(of, empty, {})).toMatchObject({ verdict: 'pass', sentence: 'Good.' });
    expect(judge({ ...of, whenEmpty: 'could_not_see' }, empty, {}).verdict).toBe('could_not_see');
    expect(judge({ ...of, columns: ['m'] }, empty, {}).sentence).toBe(
      'Could not see: the result has no column m.',
    );
    expect(judge(of, { outcome: 'unavailable', message: 'down' }, {}).verdict).toBe('could_not_see');
  });

  it('sees facts in their order, and nothing once one of them cannot be worked out', () => {
    const facts = { big: 'rows.filter(r, r.n > 8)', count: 'facts.big.size()' };
    const of: Check = { ...check('facts.count > 1'), facts };
    expect(judge(of, read([{ n: 9 }, { n: 10 }]), {}).verdict).toBe('fail');
    expect(judge(of, read([{ n: 9 }, { n: 1 }]), {}).verdict).toBe('pass');
    expect(judge({ ...of, facts: { count: 'rows[9].n' } }, read([{ n: 9 }]), {}).sentence).toMatch(
      /^Could not see: “count” could not be worked out/,
    );
  });

  it('is fail when a failure was seen, although not everything was', () => {
    const of = check('rows.exists(r, r.n > 8)');
    expect(judge(of, read([{ n: 9 }, { n: null }]), {}).verdict).toBe('fail');
    expect(judge(of, read([{ n: 9 }], true), {}).verdict).toBe('fail');
  });

  it('takes an empty cell for an answer where the check says that it is one', () => {
    const of = check('rows.exists(r, r.n > 8)', { mayBeNull: ['ended'] });
    expect(judge(of, read([{ n: 1, ended: null }]), {}).verdict).toBe('pass');
  });

  it('is never a pass unless every cell was there to be judged', () => {
    const cell = fc.oneof(fc.constant(null), fc.double(), fc.string(), fc.boolean(), fc.integer());
    const rowsOf = fc.array(fc.record({ n: cell, m: cell }), { maxLength: 4 });
    const verdicts = new Set<string>();
    const property = fc.property(rowsOf, fc.boolean(), (rows, truncated) => {
      const { verdict } = judge(check('rows.exists(r, r.n > 8)'), read(rows, truncated), {});
      verdicts.add(verdict);
      const whole =
        rows.length > 0 && !truncated && rows.every(({ n, m }) => Number.isFinite(n) && m !== null);
      return verdict !== 'pass' || (whole && rows.every(({ n }) => Number(n) <= 8));
    });
    fc.assert(property, { numRuns: 500, examples: [[[{ n: 7, m: 'x' }], false]] });
    expect([...verdicts].toSorted()).toEqual(['could_not_see', 'fail', 'pass']);
  });
});

describe('table-freshness', () => {
  let freshness: Check;
  const params = { table: 'c.s.t', hours: 2 };
  const judged = (minutes_old: number | null) =>
    judge(freshness, read([{ row_count: 20_000, newest_row: '2026-01-01T00:00:00Z', minutes_old }]), params);

  beforeAll(async () => {
    freshness = present((await realRunbook()).checks['table-freshness']);
  });

  it('says how old the newest row is, what it should be, what to do, and offers the history and the restore', () => {
    expect(judged(540)).toEqual({
      verdict: 'fail',
      sentence: 'The newest row is 9.0 hours old; it should be under 2 hours.',
      next: [
        'Look at the job that writes c.s.t: did its last run fail, or not start?',
        'If a change damaged the table, request a restore to the version before it.',
      ],
      suggests: [
        { check: 'table-history', with: { table: 'c.s.t' } },
        { action: 'restore-table', with: { table: 'c.s.t' } },
      ],
    });
  });

  it.each([
    [121, 'fail', 'The newest row is 2.0 hours old; it should be under 2 hours.'],
    [120, 'warn', 'The newest row is 2.0 hours old; it should be under 2 hours, which is close.'],
    [20, 'pass', 'The newest row is 20 minutes old; it should be under 2 hours. All is well.'],
    [-3, 'pass', 'The newest row is less than a minute old; it should be under 2 hours. All is well.'],
    [-90, 'fail', 'The newest row lies 1.5 hours in the future, so how fresh the table is cannot be told.'],
  ])('at %d minutes is %s: %s', (minutes, verdict, sentence) => {
    expect(judged(minutes)).toMatchObject({ verdict, sentence });
  });

  it('could not see an empty table', () => {
    expect(judged(null)).toMatchObject({ verdict: 'could_not_see' });
  });
});

describe('table-history', () => {
  let history: Check;
  const table = 'banking_catalog.banking_bronze.transactions';
  const nothing = { job: null, userMetadata: null };
  const change = (version: number, operation: string, userName: string, operationParameters = '{}'): Row => ({
    version,
    timestamp: '2026-01-01T00:00:00Z',
    operation,
    userName,
    operationParameters,
    ...nothing,
  });
  const merge = (version: number) => change(version, 'MERGE', 'svc-ingest@examplebank.test');
  const strange = change(2, 'WRITE', 'someone@examplebank.test');
  const restoreTo = (version: number, to: string | null) =>
    change(version, 'RESTORE', 'svc-actions', JSON.stringify({ version: to, timestamp: null }));
  const judged = (...rows: readonly Row[]) => judge(history, read(rows), { table });

  beforeAll(async () => {
    history = present((await realRunbook()).checks['table-history']);
  });

  it('passes when everybody who wrote was expected to', () => {
    expect(judged(merge(2), merge(1))).toMatchObject({
      verdict: 'pass',
      sentence: 'The last 2 changes came from where they should: 2 MERGE.',
    });
  });

  it('fails on a change that nobody expected, and offers the version before it', () => {
    expect(judged(merge(3), strange, merge(1))).toMatchObject({
      verdict: 'fail',
      sentence: 'Version 2 was not expected: WRITE by someone@examplebank.test.',
      suggests: [{ action: 'restore-table', with: { table, version: '1' } }],
    });
  });

  it.each([
    ['before it', restoreTo(3, '1'), 'warn'],
    ['itself', restoreTo(3, '2'), 'fail'],
    ['a time', restoreTo(3, null), 'fail'],
  ] as const)('after a restore to %s it is judged by what that took away', (_what, restore, verdict) => {
    expect(judged(restore, strange, merge(1)).verdict).toBe(verdict);
  });

  it('could not see who wrote when the history does not say', () => {
    expect(judged({ ...merge(1), userName: null }).verdict).toBe('could_not_see');
  });
});
