import { describe, expect, it } from 'vitest';
import { parseRunbook } from '../../src/runbook/parse.ts';
import { formatProblems } from '../../src/runbook/problems.ts';
import { altered, parsed, problemsOf, runbookOf, SMALL } from './fixtures.ts';

/** What is broken, how, and what the person who broke it must read. One problem each, at the place where it is. */
const BROKEN: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'an unknown key',
    '    rows: 1\n    verdict',
    '    row: 1\n    rows: 1\n    verdict',
    /^runbook\/small\.yml:22:5 unknown key "row"\. Did you mean "rows"\?$/,
  ],
  ['a missing key', '    timeout: 10s\n', '', /"timeout" is missing/],
  ['a wrong type', 'rows: 1\n', 'rows: many\n', /:22:11 "rows" should be a number/],
  ['a duration without a unit', 'timeout: 10s', 'timeout: 10', /"timeout" should be text/],
  ['a duration that is none', 'timeout: 10s', 'timeout: soon', /a duration is a number and a unit/],
  ['a timeout out of bounds', 'timeout: 10s', 'timeout: 2h', /must be between 1s and 10m/],
  ['a severity that does not exist', '  P3: {', '  P4: {', /:5:3 unknown key "P4"\. Did you mean "P0"\?/],
  [
    'a parameter of an unknown type',
    'type: number',
    'type: numbr',
    /"type" should be one of .*Did you mean "number"\?/,
  ],
  [
    'an unknown key of a parameter',
    'least: { type: number,',
    'least: { type: number, maximum: 3,',
    /unknown key "maximum"/,
  ],
  [
    'a check that is not there',
    'checks: [row-count]',
    'checks: [row-cuont]',
    /:11:14 there is no check "row-cuont"\. Did you mean "row-count"\?/,
  ],
  [
    'a suggestion of a check that is not there',
    '    columns: [n]\n',
    '    columns: [n]\n    suggests: [{ check: row-cuont }]\n',
    /there is no check "row-cuont"\. Did you mean "row-count"\?/,
  ],
  [
    'a suggestion of a check with a value that it does not ask for',
    '    columns: [n]\n',
    '    columns: [n]\n    suggests: [{ check: row-count, with: { leest: "1" } }]\n',
    /check "row-count" asks for no "leest"\. Did you mean "least"\?/,
  ],
  [
    'a suggestion of a check with a value from nowhere',
    '    columns: [n]\n',
    '    columns: [n]\n    suggests: [{ check: row-count, with: { least: "{{ rowz[0].n }}" } }]\n',
    /there is no "rowz" here\. Did you mean "rows"\?/,
  ],
  ['an action that is not there', 'actions: [restore]', 'actions: [remove]', /there is no action "remove"/],
  [
    'an undo that points nowhere',
    'action: restore\n',
    'action: restor\n',
    /there is no action "restor"\. Did you mean "restore"\?/,
  ],
  [
    'a look-up that is no read',
    'label: Version\n',
    'label: Version\n        at_time: { statement: "VACUUM {table}", rows: 5 }\n',
    /is not a read/,
  ],
  [
    'a look-up that needs what it looks up',
    'label: Version\n',
    'label: Version\n        at_time: { statement: "DESCRIBE HISTORY {version}", rows: 5 }\n',
    /uses "version", which is not among its parameters/,
  ],
  ['an undo that is not whole', ', version: "{{ before.current }}" }', ' }', /undo gives no "version"/],
  [
    'an undo with a value too many',
    'with: { table: "{{ params.table }}",',
    'with: { table: "{{ params.table }}", colour: red,',
    /asks for no "colour"/,
  ],
  [
    'a group that is not there',
    '[data-approvers]',
    '[data-aprovers]',
    /there is no group "data-aprovers"\. Did you mean "data-approvers"\?/,
  ],
  [
    'an action that nobody approves',
    'approvers: { groups: [data-approvers] }',
    'approvers: { groups: [] }',
    /"groups" should be at least 1 long/,
  ],
  [
    'an action without approvers',
    '    approvers: { groups: [data-approvers] }\n',
    '',
    /"approvers" is missing/,
  ],
  [
    'an undeclared parameter in a statement',
    'AS n FROM {table}',
    'AS n FROM {tabel}',
    /uses "tabel".*Did you mean "table"\?/,
  ],
  [
    'a parameter used nowhere',
    'rows[0].n < params.least',
    'rows[0].n < 1',
    /parameter "least" is declared but used nowhere/,
  ],
  [
    'a column bound as a value',
    'least: { type: number, label: At least, default: 1 }\n    statement: SELECT count(*) AS n FROM {table}',
    'least: { type: column, label: At least, default: a }\n    statement: SELECT count(*) AS n FROM {table} WHERE a = :least',
    /a column cannot be bound/,
  ],
  [
    'a choice in the text that could be anything',
    'least: { type: number, label: At least, default: 1 }\n    statement: SELECT count(*) AS n FROM {table}',
    `least: { type: choice, label: At least, of: ["a", "b'c"] }\n    statement: SELECT count(*) AS n FROM {table} WHERE a = {least}`,
    /“b'c” cannot stand in the text/,
  ],
  [
    'a mask that is no function of three parts',
    'contacts: {}',
    '  masks: { mask: { label: Nothing } }\ncontacts: {}',
    /a mask is named by catalog\.schema\.function/,
  ],
  [
    'another way back that points nowhere',
    '      say: Put it back.',
    '      say: Put it back.\n      otherwise: { action: restoer, with: {}, say: Or so. }',
    /there is no action "restoer"\. Did you mean "?restore/,
  ],
  [
    'another way back with a value from nowhere',
    '      say: Put it back.',
    '      say: Put it back.\n      otherwise: { action: restore, with: { table: "{{ params.tabel }}", version: "1" }, say: Or so. }',
    /there is no "params\.tabel"/,
  ],
  [
    'a rehearsal of VACUUM as a check',
    'SELECT count(*) AS n FROM {table}',
    'VACUUM {table} RETAIN 168 HOURS DRY RUN',
    /is not a read/,
  ],
  [
    'a VACUUM that is no rehearsal as evidence',
    'reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }\n      facts',
    'reads: { history: { statement: "VACUUM {table} RETAIN 168 HOURS", rows: 10 } }\n      facts',
    /is not a read/,
  ],
  [
    'a number in the text',
    'AS n FROM {table}',
    'AS n FROM {table} LIMIT {least}',
    /a number stands in the text only with "whole: true"/,
  ],
  [
    'a bound value in what is approved',
    'VERSION AS OF {version}"',
    'VERSION AS OF :version"',
    /what is approved must be whole/,
  ],
  ['a check that writes', 'SELECT count(*) AS n FROM {table}', 'DELETE FROM {table}', /is not a read/],
  ['a check with two statements', 'AS n FROM {table}', 'AS n FROM {table}; DROP TABLE x', /a semicolon/],
  [
    'a read of an action that writes',
    'reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }\n      facts',
    'reads: { history: { statement: "VACUUM {table}", rows: 10 } }\n      facts',
    /is not a read/,
  ],
  [
    'what is offered to choose from by a statement that writes',
    '"DESCRIBE HISTORY {table} LIMIT 5"',
    '"VACUUM {table}"',
    /is not a read/,
  ],
  [
    'what is offered to choose from by what is to be chosen',
    '"DESCRIBE HISTORY {table} LIMIT 5"',
    '"DESCRIBE HISTORY {version} LIMIT 5"',
    /uses "version", which is not among its parameters/,
  ],
  [
    'a line about a row that mentions what is not there',
    '{{ row.version }} at {{ now }}',
    '{{ rows[0].version }}',
    /there is no "rows" here\. Did you mean "row"\?/,
  ],
  [
    'an action that is no known change',
    '"RESTORE TABLE',
    '"DROP TABLE',
    /is not a change that an action may make/,
  ],
  ['a condition that is not CEL', 'fail: rows[0].n < params.least', 'fail: rows[0].n <', /is not CEL/],
  [
    'a condition on an unknown name',
    'fail: rows[0].n < params.least',
    'fail: row[0].n < params.least',
    /there is no "row" here\. Did you mean "rows"\?/,
  ],
  [
    'a condition on an unknown parameter',
    'fail: rows[0].n < params.least',
    'fail: rows[0].n < params.least + params.leats',
    /there is no "params\.leats"\. Did you mean "least"\?/,
  ],
  [
    'a function that does not exist',
    'fail: rows[0].n < params.least',
    'fail: median(rows) < params.least',
    /calls median\(\), which does not exist/,
  ],
  ['a hole that is not CEL', '{{ rows[0].n }}', '{{ rows[0. }}', /has a hole that is not CEL/],
  ['a hole without an end', '{{ rows[0].n }}', '{{ rows[0].n', /without its other half/],
  [
    'a fact that is not there',
    'unchanged: [current]',
    'unchanged: [curent]',
    /there is no fact "curent"\. Did you mean "current"\?/,
  ],
  [
    'facts of the past before there is a past',
    'facts: { current: "reads.history.rows[0].version" }',
    'facts: { current: "before.x" }',
    /there is no "before" here/,
  ],
  [
    'a default that nobody could type',
    'default: 1 }',
    'default: 1, min: 2 }',
    /the default is refused: Must be at least 2/,
  ],
  [
    'a warning without words',
    'fail: rows[0].n < params.least\n',
    'fail: rows[0].n < params.least\n      warn: rows[0].n < 5\n',
    /can warn, but "say" has no "warn"/,
  ],
  [
    'evidence that reads nothing',
    'reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }\n      applied: reads.history.rows[0].version > before.current',
    'reads: {}\n      applied: before.current > 1',
    /"reconcile" reads nothing/,
  ],
  [
    'a list whose statements its reconcile does not tell apart',
    'statements: ["RESTORE TABLE {table} TO VERSION AS OF {version}"]',
    'statements: ["RESTORE TABLE {table} TO VERSION AS OF {version}", "VACUUM {table}"]',
    /has 2 statements, and "applied" does not say for which of them/,
  ],
  [
    'the number of a statement where there is one',
    'applied: reads.history.rows[0].version > before.current',
    'applied: statement == 1',
    /there is no "statement" here/,
  ],
  [
    'more statements than anybody reads',
    'statements: ["RESTORE TABLE {table} TO VERSION AS OF {version}"]',
    `statements: [${Array.from({ length: 21 }, () => '"RESTORE TABLE {table} TO VERSION AS OF {version}"').join(', ')}]`,
    /"statements" should be at most 20 long/,
  ],
  [
    'too many facts',
    'facts: { current: "reads.history.rows[0].version" }',
    `facts: { current: "1", ${Array.from({ length: 30 }, (_, n) => `f${n}: "${n}"`).join(', ')} }`,
    /has 31 facts, at most 30/,
  ],
  [
    'too many parameters',
    'least: { type: number, label: At least, default: 1 }',
    Array.from({ length: 12 }, (_, n) => `p${n}: { type: text, label: P }`).join('\n      '),
    /has 13 parameters, at most 12/,
  ],
  ['an id with capitals', '  row-count:\n', '  Row-Count:\n    <<: {}\n', /an id is lower-case words/],
  ['a table name of two parts', 'c.s.t:', 's.t:', /catalog\.schema\.table/],
  [
    'a character that cannot be seen',
    'title: Row count',
    'title: Row\u200bcount',
    /:15:15 has a character that cannot be seen: U\+200B ZERO WIDTH SPACE/,
  ],
  [
    'a hidden character behind an escape',
    'title: Row count',
    'title: "Row\\u202ecount"',
    /:15:12 has a character that cannot be seen: U\+202E RIGHT-TO-LEFT OVERRIDE/,
  ],
  [
    'an id given twice in a file',
    '  restore:\n    title',
    '  restore: {}\n  restore:\n    title',
    /YAML: Map keys must be unique/,
  ],
];

describe('a runbook with a mistake is refused with the place and the remedy', () => {
  it('is accepted as long as nothing is wrong', () => {
    expect(problemsOf(parsed(SMALL))).toEqual([]);
  });

  it.each(BROKEN)('%s', (_, from, to, expected) => {
    expect(formatProblems(problemsOf(parsed(altered(from, to))))).toMatch(new RegExp(expected.source, 'm'));
  });

  it('refuses an undo that others may approve than what it undoes', () => {
    const action = /^ {2}restore:\n[\s\S]*?(?=^targets:)/m.exec(SMALL)?.[0] ?? '';
    const easier = action
      .replace('restore:', 'easier:')
      .replace('[data-approvers]', '[data-approvers, others]');
    const text = altered('undo:\n      action: restore\n', 'undo:\n      action: easier\n')
      .replace(/^targets:/m, `${easier}targets:`)
      .replace('groups:\n', 'groups:\n    others: { title: Others }\n');
    expect(formatProblems(problemsOf(parsed(text)))).toMatch(
      /"easier" is approved by others too, who may not approve what it undoes/,
    );
  });

  it('tells everything at once, in the order of the file', () => {
    const text = altered('timeout: 10s', 'timeout: soon')
      .replace('[data-approvers]', '[nobody]')
      .replace('checks: [row-count]', 'checks: [nothing]');
    const problems = problemsOf(parsed(text));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('"nothing"'),
      expect.stringContaining('"timeout"'),
      expect.stringContaining('"nobody"'),
    ]);
    expect(problems.map(({ line }) => line)).toEqual([11, 21, 32]);
  });

  it('does not call a check missing because it is broken', () => {
    const messages = problemsOf(parsed(altered('timeout: 10s', 'timeout: soon'))).map(
      ({ message }) => message,
    );
    expect(messages).toHaveLength(1);
  });

  it('names each place of a syntax error, and does not guess at the rest', () => {
    const problems = problemsOf(parsed(`${SMALL}\n  bad: [1, 2\nworse: }`));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ message, line }) => message.startsWith('YAML: ') && line > 60)).toBe(true);
  });

  it('reports a severity that no file defines', () => {
    const text = SMALL.replace(/ {2}P2: .*\n/, '');
    expect(formatProblems(problemsOf(parsed(text)))).toBe(
      'runbook:1:1 severity P2 is defined nowhere: add it under severities',
    );
  });
});

describe('several files make one runbook', () => {
  const [head = '', tail = ''] = SMALL.split('targets:\n');
  const first = { name: 'runbook/a.yml', text: head };
  const second = { name: 'runbook/b.yml', text: `targets:\n${tail}` };

  it('fills one section from all of them', () => {
    const more = {
      name: 'runbook/c.yml',
      text: 'targets: { tables: { c.s.u: { label: U, time_column: at } } }',
    };
    const { tables } = runbookOf(parseRunbook([more, second, first], 'runbook'));
    expect(tables.map(({ name }) => name)).toEqual(['c.s.t', 'c.s.u']);
  });

  it('names both places of an id that is defined twice', () => {
    const again = { name: 'runbook/c.yml', text: '\n\ntargets:\n  tables:\n    c.s.t: { label: T }\n' };
    expect(formatProblems(problemsOf(parseRunbook([first, second, again], 'runbook')))).toBe(
      'runbook/c.yml:5:5 table "c.s.t" is already defined at runbook/b.yml:3:5',
    );
  });

  it('has another digest when a byte or a file name differs, and the same whatever the order', () => {
    const digest = (...files: (typeof first)[]) => runbookOf(parseRunbook(files, 'runbook')).digest;
    const usual = digest(first, second);
    expect(usual).toMatch(/^[0-9a-f]{64}$/);
    expect(digest(second, first)).toBe(usual);
    expect(digest(first, { ...second, text: `${second.text}#\n` })).not.toBe(usual);
    expect(digest(first, { ...second, name: 'runbook/z.yml' })).not.toBe(usual);
  });

  it('cannot be changed once loaded, and knows no names that nobody defined', () => {
    const runbook = runbookOf(parsed(SMALL));
    expect(() => Object.assign(runbook.actions, { other: {} })).toThrow(TypeError);
    expect(runbook.checks.constructor).toBeUndefined();
    expect(runbook.actions['row-count']).toBeUndefined();
  });
});
