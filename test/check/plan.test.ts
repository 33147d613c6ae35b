import { expect, test } from 'vitest';
import { planRows } from '../../src/check/plan.ts';
import type { ReadResult } from '../../src/check/warehouse.ts';

const result = (text: string): ReadResult => ({
  outcome: 'read',
  columns: ['plan'],
  rows: text.split('\n---\n').map((plan) => ({ plan })),
  truncated: false,
  takenMs: 7,
});

const PLAN = `== Parsed Logical Plan ==
'Project [*]
== Physical Plan ==
AdaptiveSparkPlan isFinalPlan=false
+- == Initial Plan ==
   ColumnarToRow
   +- *(2) PhotonProject [id#1]
      :- PhotonFilter (id#1 = x)
      :  +- PhotonScan parquet main.sales.\`orders\`[id#1] DataFilters: [], Location: PreparedDeltaFileIndex(1 paths)[s3://a/b.c.d]
      +- PhotonBroadcastNestedLoopJoin BuildRight

== Photon Explanation ==
The query is fully supported by Photon.`;

test('a plan is its steps, each with what it does, and a scan with its table', () => {
  const read = planRows(result(PLAN), 100);
  expect(read).toMatchObject({
    outcome: 'read',
    columns: ['operator', 'table', 'details'],
    truncated: false,
    takenMs: 7,
  });
  const rows = read.outcome === 'read' ? read.rows : [];
  expect(rows.map(({ operator, table }) => [operator, table])).toEqual([
    ['AdaptiveSparkPlan', null],
    ['ColumnarToRow', null],
    ['PhotonProject', null],
    ['PhotonFilter', null],
    ['PhotonScan', 'main.sales.orders'],
    ['PhotonBroadcastNestedLoopJoin', null],
  ]);
  expect(rows[3]).toMatchObject({ details: '(id#1 = x)' });
});

test('more steps than were asked for are cut off, and said to be', () => {
  expect(planRows(result(PLAN), 2)).toMatchObject({ truncated: true, rows: [{}, {}] });
});

test('what stands in place of a plan is a refusal, in the engine’s words', () => {
  const told = 'Error occurred during query planning:\n[TABLE_OR_VIEW_NOT_FOUND] The table is not there.';
  expect(planRows(result(told), 9)).toEqual({ outcome: 'refused', errorClass: 'NO_PLAN', message: told });
});

test('what was not read stays what it is', () => {
  const away: ReadResult = { outcome: 'unavailable', message: 'no session' };
  expect(planRows(away, 9)).toBe(away);
});
