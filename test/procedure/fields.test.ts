/** What somebody typed, where the runbook asks for it: as a value that is parsed again, and in a command only if no shell minds. */
import { expect, test } from 'vitest';
import { commandOf, withFields } from '../../src/procedure/fields.ts';

const field = (value: string | null) => ({ label: 'Commit to revert', value, by: null, atMs: null });
const command = 'git revert {commit}\necho {other}';

test('a value that is one reference is the field’s; what is not filled in is left away; the rest is as written', () => {
  const given = { user: '{user}', table: 'c.s.t', odd: 'a {user} b', none: '{none}' };
  expect(withFields(given, { user: field('<!channel>'), none: field(null) })).toEqual({
    user: '<!channel>',
    table: 'c.s.t',
    odd: 'a {user} b',
  });
});

test.each(['4f2a1c9', 'origin/main', 'v1.2-rc:3', 'a@b'])('%s stands in the command', (value) => {
  expect(commandOf({ command }, { commit: field(value) })).toBe(`git revert ${value}\necho {other}`);
});

test.each([null, '', '-n', 'a; rm -rf .', '$(x)', '`x`', 'a b', 'a\nb', "a'b", 'a|b', '&&', '4f2a\u202E'])(
  '%j does not: its label does',
  (value) => {
    expect(commandOf({ command }, { commit: field(value) })).toContain('git revert <Commit to revert>');
  },
);
