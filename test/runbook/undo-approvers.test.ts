/** The way back is never the easier way in. */
import { expect, test } from 'vitest';
import { formatProblems } from '../../src/runbook/load.ts';
import { parsed, problemsOf, SMALL } from './fixtures.ts';

test.each([
  ['in_order: true', 'people: 1', true],
  ['in_order: true', 'people: 2', true],
  ['in_order: true', 'in_order: true', false],
  ['people: 2', 'people: 1', true],
  ['people: 2', 'in_order: true', false],
  ['people: 3', 'in_order: true', true],
])('weighs an undo by who has to say yes: of two groups, after %s one with %s', (first, second, isWeaker) => {
  const action = /^ {2}restore:\n[\s\S]*?(?=^targets:)/m.exec(SMALL)?.[0] ?? '';
  const approvedBy = (how: string) =>
    action.replace('{ groups: [data-approvers] }', `{ groups: [data-approvers, others], ${how} }`);
  const asked = approvedBy(first).replace('undo:\n      action: restore\n', 'undo:\n      action: inverse\n');
  const inverse = approvedBy(second).replace('restore:', 'inverse:');
  const text = SMALL.replace(action, asked + inverse).replace(
    'groups:\n',
    'groups:\n    others: { title: Others }\n',
  );
  const found = formatProblems(problemsOf(parsed(text)));
  const weaker = '"inverse" asks for fewer approvers than what it undoes';
  expect(found.includes(weaker)).toBe(isWeaker);
});
