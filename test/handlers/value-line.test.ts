/** What is typed behind the name of a check or an action, and which parameter each of it is for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { givenFor } from '../../handlers/given-values.ts';
import { readValues } from '../../handlers/value-line.ts';
import type { Parameters } from '../../src/runbook/schema-parameters.ts';
import { hostile } from '../blocks/hostile.ts';

describe('a line of values', () => {
  test.each<readonly [string, readonly (readonly [string | null, string])[]]>([
    ['', []],
    ['   ', []],
    ['3', [[null, '3']]],
    ['hours=3', [['hours', '3']]],
    [
      'hours = 3 table=a.b.c',
      [
        ['hours', '3'],
        ['table', 'a.b.c'],
      ],
    ],
    ['say="a b"', [['say', 'a b']]],
    [
      'say=“a b” who=‘c d’ now=„e f“',
      [
        ['say', 'a b'],
        ['who', 'c d'],
        ['now', 'e f'],
      ],
    ],
    [
      '"a b" \'c\'',
      [
        [null, 'a b'],
        [null, 'c'],
      ],
    ],
    [
      'who=o\'brien when=5"',
      [
        ['who', "o'brien"],
        ['when', '5"'],
      ],
    ],
    ['say="it\'s = fine"', [['say', "it's = fine"]]],
    ['say=a=b', [['say', 'a=b']]],
    ['say=""', [['say', '']]],
    ['2=3', [[null, '2=3']]],
  ])('%s', (text, written) => {
    expect(readValues(text)).toEqual({
      written: written.map(([name, value]) => ({ name, value })),
      problems: [],
    });
  });

  test.each([
    ['hours=', 'hours has no value.'],
    ['say="a b', 'The quote that begins "a does not end.'],
    ['say=“', 'The quote that begins “ does not end.'],
    ['hours=3 HOURS=4', 'hours is given twice.'],
  ])('%s: %s', (text, problem) => {
    expect(readValues(text).problems).toContain(problem);
  });

  test('of whatever anybody writes is read without an error, in time that grows with its length alone', () => {
    const long = fc.constantFrom('"', 'a=', '=', ' ', '“', "'", 'a= ').map((part) => part.repeat(3_000));
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string(), long), (text) => {
        const { written } = readValues(text);
        for (const { name } of written) expect(name ?? 'a').toMatch(/^[A-Za-z][\w-]*$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test('gives back what was written, in whichever quotes it fits', () => {
    const pairs = ['""', '“”', '«»', "''", '‘’'] as const;
    const family = (pair: string) => (pair === "''" || pair === '‘’' ? /['‘’‚‹›]/u : /["“”„«»]/u);
    const quoted = fc
      .tuple(fc.string(), fc.constantFrom(...pairs))
      .filter(([value, pair]) => !family(pair).test(value))
      .map(([value, pair]) => ({ value, text: `${pair[0]}${value}${pair[1]}` }));
    const bare = fc.stringMatching(/^[\w.@%+-]{1,20}$/).map((value) => ({ value, text: value }));
    const name = fc.option(fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/));
    const parts = fc.uniqueArray(fc.record({ name, given: fc.oneof(quoted, bare) }), {
      selector: (part) => part.name ?? {},
      maxLength: 6,
    });
    fc.assert(
      fc.property(parts, fc.constantFrom(' ', '  ', '\n', '\u00a0'), (written, gap) => {
        const line = written.map((part) => `${part.name === null ? '' : `${part.name}=`}${part.given.text}`);
        expect(readValues(line.join(gap))).toEqual({
          written: written.map((part) => ({ name: part.name, value: part.given.value })),
          problems: [],
        });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('which parameter a value is for', () => {
  const table = { id: 'table', type: 'table', label: 'Table' } as const;
  const maxHours = { id: 'max_hours', type: 'number', label: 'Hours' } as const;
  const user = { id: 'user', type: 'principal', label: 'User' } as const;
  const note = { id: 'note', type: 'text', label: 'Note' } as const;
  const declared = (...all: readonly Parameters[string][]): Parameters =>
    Object.fromEntries(all.map((parameter) => [parameter.id, parameter]));

  test.each<readonly [Parameters, string, object]>([
    [declared(table, maxHours), '3 a.b.c', { max_hours: '3', table: 'a.b.c' }],
    [declared(table, maxHours), 'MAX-HOURS=3', { max_hours: '3' }],
    [declared(table, maxHours), 'table=a.b.c soon', { table: 'a.b.c', max_hours: 'soon' }],
    [declared(user), 'not quite a principal!', { user: 'not' }],
    [declared(user), '<mailto:a@bank.example|a@bank.example>', { user: 'a@bank.example' }],
    [declared(user), 'user=<mailto:a@bank.example>', { user: 'a@bank.example' }],
    [
      declared(note),
      '"see &lt;https://a.example/b|a.example/b&gt; &amp; more"',
      { note: 'see <https://a.example/b|a.example/b> & more' },
    ],
    [declared(note), 'note="see <https://a.example/b|a.example/b> first"', { note: 'see a.example/b first' }],
  ])('%#: %s', (parameters, text, raw) => {
    expect(givenFor(parameters, text).raw).toEqual(raw);
  });

  test.each<readonly [Parameters, string, RegExp]>([
    [declared(user, note), 'x@y.z', /could be anything: say what it is, as in user=x@y\.z \(user or note\)/],
    [declared(table, maxHours), 'soon', /say what it is, as in table=soon \(table or max_hours\)/],
    [declared(), 'soon', /“soon” is not asked for/],
    [declared(), 'a=1', /^a is not asked for\.$/],
    [declared(table, maxHours), 'max_hour=1', /Did you mean max_hours\?/],
    [declared(table, maxHours), 'constructor=1', /constructor is not asked for\. table or max_hours is\./],
    [declared(table, maxHours), '__proto__=1', /“__proto__=1” could be anything/],
  ])('%#: what is unclear is asked back: %s', (parameters, text, problem) => {
    const given = givenFor(parameters, text);
    expect(given.problems.join('\n')).toMatch(problem);
    expect(given.raw).toEqual({});
  });

  test('hidden characters come through, for the value’s type to refuse by name', () => {
    expect(givenFor(declared(user), 'user=a\u200b@b.c').raw).toEqual({ user: 'a\u200b@b.c' });
  });
});
