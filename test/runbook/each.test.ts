/** An action over several tables: what it sends, reads and says for each, and what the linter has to say. */
import { describe, expect, it } from 'vitest';
import { billText } from '../../src/approval/bill.ts';
import { runReads } from '../../src/approval/measure.ts';
import type { ReadResult, Warehouse } from '../../src/check/warehouse.ts';
import { turnsOf } from '../../src/runbook/each.ts';
import { shownEvidence } from '../../src/runbook/evidence.ts';
import { fillable } from '../../src/runbook/filling.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import { formatProblems } from '../../src/runbook/problems.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { reached } from '../approval/fixtures.ts';
import { fakeWarehouse, rowsRead } from '../approval/ports.ts';
import { altered, parsed, present, problemsOf, runbookOf } from './fixtures.ts';
import { REFUSED } from './scenes.ts';

const LIST = `  tidy:
    title: Tidy
    kind: sql
    risk: change
    approvers: { groups: [data-approvers] }
    parameters:
      tables: { type: tables, label: Tables, of: targets, default_from: large }
    for_each: tables
    statements: ["OPTIMIZE {each}"]
    timeout: 10m
    evidence:
      reads: { detail: { statement: "DESCRIBE DETAIL {each}", rows: 1 } }
      facts: { ids: "reads.detail.rows.map(d, d.each + d.id)" }
      unchanged: [ids]
      show: [{ each: "{{ reads.detail.rows.filter(d, d.each == each)[0].id }}" }]
    verify:
      reads: { detail: { statement: "DESCRIBE DETAIL {each}", rows: 1 } }
      pass: reads.detail.rows.size() > 0
      say: { pass: Done., fail: Not done. }
    reconcile:
      reads: { detail: { statement: "DESCRIBE DETAIL {each}", rows: 1 } }
      applied: reads.detail.rows.size() > statement
      say: { applied: It ran., not_seen: No trace of it. }
targets:
  tables:
    c.s.a: { label: A, large: true }
    c.s.b: { label: B, large: true }
    c.s.small: { label: Small }
`;
const TEXT = altered('targets:\n  tables:\n', LIST);
const withList = (from = 'OPTIMIZE {each}', to = from) => TEXT.replace(from, () => to);

function tidy(): Action {
  return present(runbookOf(parsed(TEXT)).actions['tidy']);
}
function valuesOf(raw: { readonly [id: string]: string }) {
  const given = parseParameters(tidy().parameters, raw);
  if (!given.ok) throw new Error(JSON.stringify(given.errors));
  return given.values;
}
const problemsIn = (from: string, to: string): string =>
  formatProblems(problemsOf(parsed(withList(from, to))));

describe('a list of tables', () => {
  it('is those that are large where nobody says otherwise, and keeps the order in which it is named', () => {
    expect(valuesOf({})).toEqual({ tables: 'c.s.a, c.s.b' });
    expect(valuesOf({ tables: ' c.s.small ,C.S.A' })).toEqual({ tables: 'c.s.small, c.s.a' });
  });

  it.each([
    ['c.s.a, c.s.a', /is there twice/],
    ['c.s.a, c.s.x', /“c\.s\.x” is not among/],
    ['c.s.a,', /three parts/],
    ['c.s.a; DROP TABLE c.s.b', /three parts/],
    ['c.s.a\n,c.s.b\u202E', /U\+202E/],
  ])('%s is refused', (text, why) => {
    const given = parseParameters(tidy().parameters, { tables: text });
    expect(given.ok ? '' : given.errors['tables']).toMatch(why);
  });

  it('has at most as many as can be approved at once', () => {
    const { among: _among, ...any } = present(tidy().parameters['tables']);
    const names = Array.from({ length: 21 }, (_none, index) => `c.s.t${index}`).join(',');
    const given = parseParameters({ tables: any }, { tables: names });
    expect(given.ok ? '' : given.errors['tables']).toBe('At most 20 tables; this has 21.');
  });

  it('that a result gives is filled in as far as it may be named, and says what is left out', () => {
    const { filled, leftOut } = fillable(tidy().parameters, { tables: 'c.s.x, c.s.b, `<!channel>`' });
    expect(filled).toEqual({ tables: 'c.s.b' });
    expect(leftOut['tables']).toMatch(/^Tables leaves out what it may not name: “c\.s\.x” is not among/);
    expect(fillable(tidy().parameters, { tables: 'c.s.x' }).filled).toEqual({});
  });
});

describe('an action over each', () => {
  const approval = { ...reached('measuring'), definition: JSON.stringify(tidy()) };

  it('is one statement for each, numbered, and quoted like any name', () => {
    const values = valuesOf({});
    expect(billText(approval, { values, moments: [] }, {})).toEqual({
      text: 'OPTIMIZE `c`.`s`.`a` /* APR-1 1/2 */',
      more: ['OPTIMIZE `c`.`s`.`b` /* APR-1 2/2 */'],
      parameters: {},
    });
    const one = billText(approval, { values: valuesOf({ tables: 'c.s.b' }), moments: [] }, {});
    expect(one).toEqual({ text: 'OPTIMIZE `c`.`s`.`b` /* APR-1 */', parameters: {} });
  });

  it('reads each after the other, tells the rows apart, and has not read what it could not read of one', async () => {
    const values = valuesOf({});
    const read: string[] = [];
    const answering = (next: () => ReadResult): Warehouse => ({
      ...fakeWarehouse(),
      read: ({ text }) => {
        read.push(text);
        return Promise.resolve(next());
      },
    });
    const { reads } = tidy().evidence;
    const warehouse = answering(() => rowsRead({ id: `id ${read.length}` }));
    const found = await runReads({ actions: warehouse, fromMs: 0 }, tidy(), reads, values);
    expect(read).toEqual(['DESCRIBE DETAIL `c`.`s`.`a`', 'DESCRIBE DETAIL `c`.`s`.`b`']);
    expect(found['detail']).toMatchObject({
      columns: ['each', 'id'],
      rows: [
        { each: 'c.s.a', id: 'id 1' },
        { each: 'c.s.b', id: 'id 2' },
      ],
    });
    expect(shownEvidence(tidy(), { params: values, reads: found, facts: {} })).toEqual([
      { label: 'c.s.a', value: 'id 1' },
      { label: 'c.s.b', value: 'id 2' },
    ]);
    const answers: ReadResult[] = [rowsRead({ id: 'x' }), REFUSED];
    const half = answering(() => present(answers.shift()));
    expect((await runReads({ actions: half, fromMs: 0 }, tidy(), reads, values))['detail']).toBe(REFUSED);
  });

  it('is one turn as always where it is over one thing', () => {
    const restore = present(runbookOf(parsed(TEXT)).actions['restore']);
    expect(turnsOf(restore, { table: 'c.s.a', version: 1 })).toMatchObject([{ each: null }]);
  });
});

describe('the linter', () => {
  it.each([
    ['for_each: tables', 'for_each: table', /no parameter "table" of type tables\. Did you mean "tables"\?/],
    ['OPTIMIZE {each}', 'OPTIMIZE c.s.a', /is made for each table and names none: write \{each\}/],
    ['OPTIMIZE {each}', 'OPTIMIZE {tables}', /"tables" are several: name it in for_each, and write \{each\}/],
    ['size() > statement', 'size() > 0', /"applied" does not say for which of them/],
    ['    for_each: tables\n', '', /uses "each", which is not among its parameters/],
    [', large: true }\n    c.s.b', ' }\n    c.s.b', null],
    ['default_from: large', 'default: "c.s.x"', /the default is refused: “c\.s\.x” is not among/],
    ['      tables: {', '      each: { type: text, label: E }\n      tables: {', /call it otherwise/],
    ['d.each == each)', 'd.each == eech)', /there is no "eech" here\. Did you mean "each"\?/],
  ])('of %s made %s', (from, to, message) => {
    const problems = parsed(withList(from, to));
    if (message === null) expect(problems.ok).toBe(true);
    else expect(problemsIn(from, to)).toMatch(message);
  });

  it('refuses a default of large tables where none is large', () => {
    const none = parsed(TEXT.replaceAll(', large: true', ''));
    expect(formatProblems(problemsOf(none))).toMatch(/the default is refused/);
  });
});
