import { beforeAll, describe, expect, it } from 'vitest';
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import {
  judgeReconcile,
  judgeVerification,
  movedFacts,
  refusal,
  shownEvidence,
  undoOf,
  warningsOf,
} from '../../src/runbook/evidence.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { judge } from '../../src/runbook/verdict.ts';
import { present, realRunbook } from './fixtures.ts';
import { afterwards, REFUSED, read, sceneOf } from './scenes.ts';

const SOURCE = 'banking_catalog.banking_bronze.transactions_landing';
const TABLE = 'banking_catalog.banking_bronze.transactions';
const wish = (columns = 'device_id STRING, Fee DECIMAL(8,2)', source = SOURCE) => ({
  source,
  table: TABLE,
  columns,
});

let runbook: Runbook;
let add: Action;

beforeAll(async () => {
  runbook = await realRunbook();
  add = present(runbook.actions['add-columns']);
});

const column = (column_name: string, in_source: string | null, in_table: string | null): Row => ({
  column_name,
  in_source,
  in_table,
});
const SAME = column('id', 'STRING', 'STRING');
const MISSING = [column('fee', 'DECIMAL(8,2)', null), column('device_id', 'STRING', null)];
const OTHER = column('amount', 'DOUBLE', 'DECIMAL(12,2)');
const EXTRA = column('note', null, 'STRING');

const scene = (rows: readonly Row[] = [SAME, ...MISSING, OTHER, EXTRA], columns?: string, source?: string) =>
  sceneOf(add, wish(columns, source), { schemas: read(rows) });

describe('adding what a table lacks', () => {
  it('shows what is added, which types differ and stay, and that there is no way back', () => {
    expect(shownEvidence(add, scene()).map(({ value }) => value)).toEqual([
      'device_id STRING, fee DECIMAL(8,2)',
      'amount (DOUBLE → DECIMAL(12,2)): these stay',
      'note',
    ]);
    expect(warningsOf(add, scene()).join()).toContain(
      'There is no undo. Dropping a column needs column mapping',
    );
    expect(refusal(add, scene())).toBeNull();
    expect(undoOf(add, { params: wish(), before: scene().facts })).toBeNull();
  });

  it.each<readonly [string, readonly Row[] | undefined, string | undefined, string | undefined, RegExp]>([
    [
      'fewer than are missing',
      undefined,
      'fee DECIMAL(8,2)',
      undefined,
      /lacks exactly: device_id STRING, fee DECIMAL\(8,2\)/,
    ],
    [
      'more than are missing',
      undefined,
      'device_id STRING, fee DECIMAL(8,2), x INT',
      undefined,
      /no more and no fewer/,
    ],
    ['another type', undefined, 'device_id INT, fee DECIMAL(8,2)', undefined, /lacks exactly/],
    ['columns where none is missing', [SAME], undefined, undefined, /nothing to add/],
    ['a source that is not shown', [EXTRA], undefined, undefined, /transactions_landing is not there/],
    ['a table that is not shown', MISSING, undefined, undefined, /transactions is not there/],
    ['a table and itself', undefined, undefined, TABLE, /the same one/],
  ])('is refused for %s', (_, rows, columns, source, words) => {
    expect(refusal(add, scene(rows, columns, source))).toMatch(words);
  });

  it('has moved when one of them is there by now', () => {
    expect(movedFacts(add, scene().facts, scene([SAME, ...MISSING, OTHER]).facts)).toEqual([]);
    expect(movedFacts(add, scene().facts, scene([SAME, ...MISSING.slice(1)]).facts)).toEqual(['missing']);
  });

  it('is verified, and without an answer found, by DESCRIBE', () => {
    const described = (...names: readonly (readonly [string, string | null])[]) =>
      read([['id', 'string'] as const, ...names].map(([col_name, data_type]) => ({ col_name, data_type })));
    const after = (result: ReadResult) => afterwards(wish(), scene().facts, { described: result });
    const all = described(
      ['device_id', 'string'],
      ['FEE', 'decimal(8,2)'],
      ['# Partition Information', null],
    );
    expect(judgeVerification(add, after(all))).toMatchObject({ outcome: 'verified' });
    expect(judgeReconcile(add, after(all))).toMatchObject({ outcome: 'applied' });
    const half = after(described(['device_id', 'string'], ['fee', 'double']));
    expect(judgeVerification(add, half)).toEqual({
      outcome: 'failed',
      sentence: `DESCRIBE does not show FEE DECIMAL(8,2) in ${TABLE}.`,
    });
    expect(judgeReconcile(add, half)).toMatchObject({ outcome: 'not_seen' });
    expect(judgeReconcile(add, after(REFUSED))).toMatchObject({ outcome: 'could_not_see' });
  });
});

describe('the check of two schemas', () => {
  const judged = (...rows: readonly Row[]) =>
    judge(present(runbook.checks['schema-difference']), read(rows), { source: SOURCE, table: TABLE });

  it('offers exactly the missing columns, and says what the old property was', () => {
    const found = judged(SAME, ...MISSING);
    expect(found).toMatchObject({
      verdict: 'fail',
      sentence: `${TABLE} lacks device_id STRING, fee DECIMAL(8,2).`,
    });
    expect(found.next[0]).toContain('delta.autoMerge.enabled');
    expect(found.suggests).toEqual([
      {
        action: 'add-columns',
        with: { source: SOURCE, table: TABLE, columns: 'device_id STRING, fee DECIMAL(8,2)' },
      },
    ]);
  });

  it('fails for other types alone without an offer, passes what is whole, and needs to have seen both', () => {
    expect(judged(SAME, OTHER)).toMatchObject({
      verdict: 'fail',
      suggests: [],
      sentence: expect.stringContaining('types differ'),
    });
    expect(judged(SAME, EXTRA)).toMatchObject({ verdict: 'pass' });
    expect(judged(EXTRA)).toMatchObject({ verdict: 'could_not_see' });
    expect(judged(...MISSING)).toMatchObject({ verdict: 'could_not_see' });
  });
});
