/** What one person may do alone, where the runbook lets the glass be broken, gives nobody anything. */
import { expect, test } from 'vitest';
import { formatProblems } from '../../src/runbook/load.ts';
import { altered, parsed, problemsOf } from './fixtures.ts';

test.each([
  ['GRANT SELECT ON TABLE {table} TO `somebody`', true],
  ['ALTER TABLE {table} ALTER COLUMN card_number DROP MASK', true],
  ['ALTER TABLE {table} DROP ROW FILTER', true],
  ['grant  select on table {table} to `somebody`', true],
  ['ALTER TABLE {table} SET OWNER TO `somebody`', true],
  ['REVOKE SELECT ON TABLE {table} FROM `owner to`', false],
  ['REVOKE SELECT ON TABLE {table} FROM `somebody`', false],
  ['ALTER TABLE {table} ALTER COLUMN card_number SET MASK c.s.hidden', false],
])('lets the glass be broken only for what takes away: %s is refused: %s', (statement, isRefused) => {
  const text = altered('statements: [', `containment: true\n    statements: ["${statement}", `);
  const told = formatProblems(problemsOf(parsed(text)));
  expect(told.includes('gives access, and "containment" is for what only takes it away')).toBe(isRefused);
});
