import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeProblems, readProblems } from '../../src/runbook/sql-rules.ts';
import { sqlTokens } from '../support/sql-lexer.ts';

const READS = [
  'SELECT max(a) FROM {t} WHERE b = :b',
  'with x as (select 1 as n) select n from x',
  'DESCRIBE HISTORY {t} LIMIT 5',
  'SHOW GRANTS ON TABLE {t}',
  'SHOW CREATE TABLE {t}',
  'EXPLAIN SELECT 1',
  "SELECT 'DELETE; --' AS a, `update` FROM t",
  'SELECT a::int, b <=> c, d || e FROM t VERSION AS OF {v}',
  'SELECT * FROM t WHERE at >= current_timestamp() - INTERVAL 1 HOUR',
];

const NO_READS: readonly (readonly [string, RegExp])[] = [
  ['DELETE FROM t', /is not a read/],
  ['{t}', /is not a read/],
  ['', /is not a read/],
  ['SELECT 1; DROP TABLE t', /a semicolon/],
  ['SELECT 1;', /a semicolon/],
  ['WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x', /INSERT/],
  ['WITH x AS (SELECT 1) FROM x InSeRt OVERWRITE t SELECT *', /INSERT/],
  ['EXPLAIN DELETE FROM t', /DELETE/],
  ['DESCRIBE t DROP', /DROP/],
  ['SHOW DROP', /DROP/],
  ['SHOW CREATE TABLE t DROP', /DROP/],
  ['SELECT 1 -- DROP', /a comment/],
  ['SELECT /*+ hint */ 1', /a comment/],
  ['SELECT "a"', /a double quote/],
  ["SELECT 'a\\' OR 1 --'", /a string that does not end, or holds a backslash/],
  ["SELECT r'a'", /without a space/],
  ["SELECT 'a''b'", /without a space/],
  ["SELECT 'a", /does not end/],
  ['SELECT `a', /does not end/],
  ['SELECT $$a$$', /no place in it/],
  ['SELECT а', /no place in it/],
  ['SELECT a:b FROM t', /without a space/],
  ['SELECT f(a):b FROM t', /get_json_object/],
  ['SELECT {a}{b}', /without a space/],
  ['SELECT {a}_x', /without a space/],
  ["SELECT '{a}' , x{a}", /without a space/],
  ['SELECT {a}.b', /a dot beside/],
  ['SELECT {A}', /a brace/],
  ['SELECT {a', /a brace/],
  ["SELECT http_request(conn => 'c')", /reaches beyond/],
  ["SELECT `java_method`('java.lang.Runtime', 'x')", /reaches beyond/],
  ["SELECT secret('a', 'b')", /reaches beyond/],
];

describe('a check may only read', () => {
  it.each(READS)('%s', (sql) => {
    expect(readProblems(sql)).toEqual([]);
  });

  it.each(NO_READS)('not %s', (sql, why) => {
    expect(readProblems(sql).join()).toMatch(why);
  });

  it('whatever is let through is one statement without comments under a second lexer', () => {
    const pieces = [
      'SELECT',
      ' ',
      'a',
      "'",
      '"',
      '`',
      ';',
      '--',
      '/*',
      '*/',
      '\\',
      '\n',
      '{a}',
      ':a',
      '1',
      '(',
      ')',
      ',',
      '.',
      '-',
      '/',
      '*',
      'r',
      "''",
      '``',
      ' FROM t',
    ];
    let passed = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const sql = `SELECT ${parts.join('')}`;
        if (readProblems(sql).length > 0) return;
        passed += 1;
        const tokens = sqlTokens(sql.replaceAll('{a}', '`x`'));
        expect(tokens.filter(({ kind, text }) => kind === 'comment' || text === ';')).toEqual([]);
        expect(
          tokens.filter(
            ({ kind, text }) => (kind === 'string' || kind === 'quoted') && !/^(.).*\1$/s.test(text),
          ),
        ).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

describe('an action may only make a change of a known kind, and its text is whole', () => {
  it.each([
    'RESTORE TABLE {t} TO VERSION AS OF {v}',
    'REVOKE ALL PRIVILEGES ON CATALOG {c} FROM {p}',
    'ALTER TABLE {t} ALTER COLUMN {c} SET MASK {f}',
  ])('%s', (sql) => {
    expect(changeProblems(sql)).toEqual([]);
  });

  it.each([
    ['DROP TABLE {t}', /is not a change/],
    ['SELECT 1', /is not a change/],
    ['RESTORE TABLE {t} TO VERSION AS OF :v', /must be whole/],
    ['GRANT SELECT ON TABLE t TO x; DROP TABLE t', /a semicolon/],
    ['ALTER TABLE t /* x */ ADD COLUMN c INT', /a comment/],
  ])('not %s', (sql, why) => {
    expect(changeProblems(sql).join()).toMatch(why);
  });
});
