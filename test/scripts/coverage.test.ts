/** The table of what each line of the runbook has become names only what is there, and is the one that is made of the rows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  COVERAGE_TABLE,
  type Coverage,
  coverageProblems,
  readCoverage,
} from '../../scripts/coverage/rows.ts';
import { coverageTable } from '../../scripts/coverage/table.ts';
import { realRunbook } from '../runbook/fixtures.ts';

const runbook = await realRunbook();
const coverage = readCoverage();

const one = (by: string, tests: readonly string[]): Coverage => [
  { section: 'S', rows: [{ lines: ['a line'], by: [by], tests: [...tests] }] },
];
const HERE = 'test/runbook/customer.test.ts';

describe('the coverage of the runbook', () => {
  test('names only what is in the runbook, and tests that are there and name it', () => {
    expect(coverageProblems(coverage, runbook)).toEqual([]);
  });

  test('is the table that is shown: npm run runbook -- coverage makes it anew', () => {
    const shown = readFileSync(join(import.meta.dirname, '..', '..', COVERAGE_TABLE), 'utf8');
    expect(shown).toBe(coverageTable(coverage));
  });

  test('has every section that is worked off by now, each line once in its section', () => {
    expect(coverage.flatMap(({ rows }) => rows).length).toBeGreaterThan(60);
    for (const { section, rows } of coverage) {
      const lines = rows.map((row) => row.lines.join('\n'));
      expect({ section, lines: new Set(lines).size }).toEqual({ section, lines: lines.length });
    }
  });

  test.each([
    ['check no-such-check', [HERE], 'there is no check no-such-check'],
    ['check constructor', [HERE], 'there is no check constructor'],
    ['action table-freshness', [HERE], 'there is no action table-freshness'],
    ['procedure deploy-to-prod', [HERE], 'there is no procedure deploy-to-prod'],
    ['procedure disaster-recovery', [HERE], 'none of its tests names procedure disaster-recovery'],
    ['item daily rotate-secrets', [HERE], 'there is no item daily rotate-secrets'],
    ['cause Bad luck', [HERE], 'there is no cause Bad luck'],
    ['wizardry x', [HERE], 'there is no wizardry x'],
    ['step closed-for-ever', [HERE], 'there is no step closed-for-ever'],
    ['command chek', [HERE], 'there is no command chek'],
    ['contact security-team', ['test/no/such.test.ts'], 'there is no test test/no/such.test.ts'],
    ['contact security-team', ['src/errors.ts'], 'there is no test src/errors.ts'],
    ['action restore-table', [HERE], 'none of its tests names action restore-table'],
  ])('would not be taken with %s shown by %j', (by, tests, problem) => {
    expect(coverageProblems(one(by, tests), runbook)).toContain(`“a line”: ${problem}`);
  });

  test('a name is a word of its own: a test of daily names no dail, and one of check no checklist', () => {
    expect(coverageProblems(one('contact on-call', ['test/runbook/customer.test.ts']), runbook)).toEqual([]);
    expect(
      coverageProblems(one('check files-and-size', ['test/scripts/guard.test.ts']), runbook),
    ).toHaveLength(1);
  });
});
