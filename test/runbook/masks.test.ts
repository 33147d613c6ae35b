import { beforeAll, describe, expect, it } from 'vitest';
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import {
  evaluateFacts,
  judgeReconcile,
  judgeVerification,
  movedFacts,
  type Reads,
  refusal,
  shownEvidence,
  undoOf,
  warningsOf,
} from '../../src/runbook/evidence.ts';
import { keptFacts } from '../../src/runbook/evidence-discretion.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { judge } from '../../src/runbook/verdict.ts';
import { present, realRunbook } from './fixtures.ts';
import { afterwards, commit, REFUSED, read, sceneOf } from './scenes.ts';

const GOLD = 'banking_catalog.banking_gold';
const STRICT = `${GOLD}.mask_ssn_strict`;
const PARTIAL = `${GOLD}.mask_ssn_partial`;
const TABLE = `${GOLD}.customer_360`;
const params = { table: TABLE, column: 'SSN_last_4', mask: STRICT };
const HISTORY_CLOSED: ReadResult = {
  outcome: 'refused',
  errorClass: 'ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.DESCRIBE_HISTORY',
  message: 'Reading commit history is not supported',
};

let runbook: Runbook;
let set: Action;
let drop: Action;

beforeAll(async () => {
  runbook = await realRunbook();
  set = present(runbook.actions['set-mask']);
  drop = present(runbook.actions['drop-mask']);
});

const column = (
  column_name: string,
  mask: string | null = null,
  further_columns: string | null = null,
): Row => ({
  column_name,
  full_data_type: 'string',
  mask,
  further_columns,
});
const columns = (mask: string | null = null, further: string | null = null, ...others: readonly Row[]) =>
  read([column('customer_id'), column('ssn_last_4', mask, further), ...others]);
const described = (...body: readonly string[]) =>
  read(['Function: x', ...body].map((function_desc) => ({ function_desc })));

function reads(more: Reads = {}): Reads {
  return {
    columns: columns(),
    history: read([commit(3, 'WRITE')]),
    function: described('Body:     CASE WHEN x', "THEN ssn ELSE '****' END"),
    ...more,
  };
}

const scene = (more: Reads = {}) => sceneOf(set, params, reads(more));
const masked = (further: string | null = null) => ({
  columns: columns(PARTIAL, further),
  history: HISTORY_CLOSED,
});

describe('what is measured before a column is masked', () => {
  it('is the mask of now, what the function lets see, and what stops working', () => {
    expect(shownEvidence(set, scene())).toEqual([
      { label: 'Column', value: 'SSN_last_4 (string)' },
      { label: 'Mask', value: 'none now → mask_ssn_strict' },
      { label: 'What is seen then', value: "CASE WHEN x THEN ssn ELSE '****' END" },
      { label: 'History, time travel', value: 'work now → stop working' },
    ]);
    expect(warningsOf(set, scene())[0]).toContain(
      'RESTORE stop working on the table, for everybody and for this bot',
    );
    expect(refusal(set, scene())).toBeNull();
    expect(keptFacts(set, scene())).toMatchObject({ ok: true, facts: { former: '', has_history: true } });
  });

  it('allows for another mask, whose history has stopped already', () => {
    expect(shownEvidence(set, scene(masked())).map(({ value }) => value)).toEqual(
      expect.arrayContaining([`${PARTIAL} now → mask_ssn_strict`, 'stopped already: ssn_last_4 has a mask']),
    );
    expect(refusal(set, scene(masked()))).toBeNull();
    expect(warningsOf(set, scene(masked('region')))[0]).toMatch(
      /also looks at region: it cannot be put back/,
    );
  });

  it.each<readonly [string, Reads, RegExp]>([
    [
      'a column that is masked so already',
      { columns: columns(STRICT.toUpperCase()), history: HISTORY_CLOSED },
      /already: there is nothing to set/,
    ],
    [
      'a history that cannot be read and no mask that explains it',
      { history: REFUSED },
      /cannot be read, and no column mask explains it: .*no\. Have the owner/,
    ],
    [
      'a history that does not answer',
      { history: { outcome: 'timed_out', afterMs: 9_000 } },
      /no answer within 9 s/,
    ],
    [
      'a column that is not there',
      { columns: read([column('customer_id')]) },
      /no column SSN_last_4\. It has customer_id/,
    ],
    ['a table that is not shown', { columns: read([]) }, /not there, or its columns are not shown/],
  ])('refuses %s', (_, more, words) => {
    expect(refusal(set, scene(more))).toMatch(words);
  });

  it('is not made up where the function or the columns cannot be looked at', () => {
    for (const name of ['function', 'columns'])
      expect(evaluateFacts(set, reads({ [name]: REFUSED }), params)).toMatchObject({ ok: false });
  });

  it('has moved when somebody set a mask or changed what the function does, and not when somebody wrote', () => {
    const before = scene().facts;
    expect(movedFacts(set, before, scene({ history: read([commit(4, 'WRITE')]) }).facts)).toEqual([]);
    expect(movedFacts(set, before, scene(masked()).facts)).toEqual(['former']);
    expect(movedFacts(set, before, scene({ function: described('Body: ssn') }).facts)).toEqual([
      'mask_definition',
    ]);
    const withAddress = scene({ function: described("Body: current_user() = 'jane@bank.example'") });
    expect(keptFacts(set, withAddress)).toMatchObject({ ok: true });
  });
});

describe('a mask that was set', () => {
  const after = (result: ReadResult) => afterwards(params, scene().facts, { columns: result });

  it('is verified, and without an answer found, by the table’s own masks', () => {
    expect(judgeVerification(set, after(columns(STRICT)))).toMatchObject({ outcome: 'verified' });
    expect(judgeReconcile(set, after(columns(STRICT)))).toMatchObject({ outcome: 'applied' });
    expect(judgeVerification(set, after(columns(PARTIAL)))).toEqual({
      outcome: 'failed',
      sentence: `SSN_last_4 of ${TABLE} is masked by ${PARTIAL}.`,
    });
    expect(judgeReconcile(set, after(columns()))).toMatchObject({ outcome: 'not_seen' });
    expect(judgeReconcile(set, after(REFUSED))).toMatchObject({ outcome: 'could_not_see' });
  });

  it('is undone by dropping it, or by the former mask, or not at all where that looks at other columns', () => {
    const undo = (more: Reads) => undoOf(set, { params, before: scene(more).facts });
    expect(undo({})).toMatchObject({ action: 'drop-mask', with: { table: TABLE, column: 'SSN_last_4' } });
    expect(undo(masked())).toMatchObject({ action: 'set-mask', with: { mask: PARTIAL } });
    expect(undo(masked('region'))).toBeNull();
    expect(drop.approvers).toEqual(set.approvers);
  });
});

describe('taking a mask off', () => {
  const wish = { table: TABLE, column: 'ssn_last_4' };
  const dropping = (result: ReadResult) => sceneOf(drop, wish, { columns: result });

  it('shows what becomes visible, and what other masks still stop', () => {
    const both = dropping(columns(PARTIAL, null, column('email', STRICT)));
    expect(shownEvidence(drop, both).map(({ value }) => value)).toEqual([
      'ssn_last_4 (string)',
      `${PARTIAL} now → none`,
      'email',
      'stay stopped by the other masks',
    ]);
    expect(shownEvidence(drop, dropping(columns(PARTIAL)))[3]?.value).toBe('work again');
    expect(refusal(drop, dropping(columns()))).toMatch(/has no mask: there is nothing to drop/);
    expect(refusal(drop, dropping(read([])))).toMatch(/no column ssn_last_4/);
  });

  it('is verified only by a column that is there and has no mask', () => {
    const before = dropping(columns(PARTIAL)).facts;
    const after = (result: ReadResult) => afterwards(wish, before, { columns: result });
    expect(judgeVerification(drop, after(columns()))).toMatchObject({ outcome: 'verified' });
    expect(judgeVerification(drop, after(columns(PARTIAL)))).toMatchObject({ outcome: 'failed' });
    expect(judgeVerification(drop, after(read([])))).toMatchObject({ outcome: 'failed' });
    expect(judgeReconcile(drop, after(columns()))).toMatchObject({ outcome: 'applied' });
    expect(judgeReconcile(drop, after(read([])))).toMatchObject({ outcome: 'not_seen' });
  });

  it('is undone by the mask that was there', () => {
    const undo = (further: string | null) =>
      undoOf(drop, { params: wish, before: dropping(columns(PARTIAL, further)).facts });
    expect(undo(null)).toMatchObject({ action: 'set-mask', with: { ...wish, mask: PARTIAL } });
    expect(undo('region')).toBeNull();
  });
});

describe('the checks of masks', () => {
  it('say which mask is in force, offer to set one, and do not take what they are not shown for no mask', () => {
    const judged = (result: ReadResult) =>
      judge(present(runbook.checks['mask-in-force']), result, { table: TABLE, column: 'ssn_last_4' });
    expect(judged(columns(STRICT))).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringContaining(STRICT),
    });
    const bare = judged(columns());
    expect(bare).toMatchObject({ verdict: 'fail' });
    expect(bare.suggests[0]).toEqual({ action: 'set-mask', with: { table: TABLE, column: 'ssn_last_4' } });
    expect(judged(read([column('customer_id')]))).toMatchObject({ verdict: 'could_not_see' });
    expect(judged(read([]))).toMatchObject({ verdict: 'could_not_see' });
  });

  it.each([
    ['(\n ssn STRING MASK `a`.`b`.`m`)\nUSING delta', 'pass'],
    ["(\n ssn STRING COMMENT 'it\\'s' MASK `a`.`b`.`m`)", 'pass'],
    ["(\n ssn STRING COMMENT 'a MASK b')", 'fail'],
    ["(\n ssn STRING COMMENT 'x\\' MASK y')", 'fail'],
    ['(\n mask STRING)', 'fail'],
  ])('read the definition %j as %s: quoted words are no mask', (definition, verdict) => {
    const result = read([{ createtab_stmt: `CREATE TABLE ${TABLE} ${definition}` }]);
    const judged = judge(present(runbook.checks['table-definition']), result, { table: TABLE });
    if (verdict === 'pass') expect(judged.sentence).toBe(`${TABLE} is defined with 1 mask: a.b.m.`);
    expect(judged).toMatchObject({ verdict });
  });
});
