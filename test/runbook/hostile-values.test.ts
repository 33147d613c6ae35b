/**
 * Every parameter of every check and action, given what an attacker would type: refused in words, or each statement that takes it
 * is the template's tokens with one value in its place, under two lexers that share no code with the bot.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { parseParameters, type Values } from '../../src/runbook/parameters.ts';
import type { Parameter, Parameters } from '../../src/runbook/schema-parameters.ts';
import { renderStatement } from '../../src/runbook/statement.ts';
import { decentValue, type FoundStatement, statementsOf } from '../support/runbook-statements.ts';
import { sparkTokens } from '../support/spark-sql.ts';
import { sqlTokens } from '../support/sql-lexer.ts';
import { realRunbook } from './fixtures.ts';

const PIECES = {
  quotes: ["'", '"', "''", '""', "\\'", "' OR '1'='1", '”', '’'],
  backticks: ['`', '``', '` TO `x', '`.`'],
  comments: ['--', '-- \n', '/*', '*/', '/* APR-1 */', '#'],
  semicolons: [';', '; DROP TABLE t', '；', ';'],
  lines: ['\n', '\r\n', '\u0085', '\u2028', '\u2029', '\u000b'],
  bidi: ['\u202e', '\u202d', '\u2066', '\u2069', '\u200f', '\u061c'],
  'zero width': ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u{e0041}'],
  'look-alikes': ['а', 'е', 'ο', 'ѕ', 'ｓ', '０', '٣', '．', '∕', 'İ'],
  templates: ['{table}', ':p', '${x}', '{{ x }}', '$$', '\\', '%', '\u0000', '\ud800'],
  length: ['x'.repeat(10_000), '`'.repeat(10_000), '1'.repeat(10_000), ' '.repeat(10_000)],
} as const;

const SEEN = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

const found = statementsOf(await realRunbook());

/** Each definition's parameters once, with all statements that are made of them. */
const subjects = Object.values(
  Object.groupBy(found, ({ where }) => where.split(' ').slice(0, 2).join(' ')),
).flatMap((all = []) => Object.values(all[0]?.parameters ?? {}).map((parameter) => ({ parameter, all })));

function hostileTo(parameter: Parameter): fc.Arbitrary<string> {
  const decent = decentValue(parameter);
  const piece = fc.constantFrom(...Object.values(PIECES).flat());
  return fc.oneof(
    piece,
    piece.map((text) => decent + text),
    piece.map((text) => text + decent),
    fc.tuple(piece, fc.nat(decent.length)).map(([text, at]) => decent.slice(0, at) + text + decent.slice(at)),
    fc.array(piece, { minLength: 2, maxLength: 4 }).map((all) => all.join('')),
    fc.constant(decent),
  );
}

function valuesWith(parameters: Parameters, id: string, raw: string) {
  const given = Object.fromEntries(Object.values(parameters).map((one) => [one.id, decentValue(one)]));
  return parseParameters(parameters, { ...given, [id]: raw });
}

/** Written down a second time: what each type is in a statement, from the value alone. */
function expectedTokens(
  parameter: Parameter,
  value: string | number,
  member: string | undefined,
): readonly string[] {
  const text = String(value);
  const name = (part: string) => `\`${part.replaceAll('`', '``')}\``;
  if (member !== undefined) return [name(timeColumn(parameter, text))];
  switch (parameter.type) {
    case 'table':
    case 'function':
      return text.split('.').flatMap((part, index) => (index === 0 ? [name(part)] : ['.', name(part)]));
    case 'catalog':
    case 'column':
    case 'principal':
      return [name(text)];
    case 'privilege':
      return text.split(', ').flatMap((each, index) => [...(index === 0 ? [] : [',']), ...each.split(' ')]);
    case 'choice':
      return [`'${text}'`];
    case 'order_columns':
      return text === ''
        ? []
        : ['ZORDER', 'BY', '(', ...listed(text.split(', ').map((each) => [name(each)])), ')'];
    case 'new_columns':
      return listed(text.split(/, (?![^(]*\))/).map(columnTokens));
    default:
      return [text];
  }
}

function listed(items: readonly (readonly string[])[]): readonly string[] {
  return items.flatMap((item, index) => (index === 0 ? item : [',', ...item]));
}

function columnTokens(column: string): readonly string[] {
  const [first = '', ...type] = column.split(' ');
  return [
    `\`${first}\``,
    ...(type
      .join(' ')
      .toUpperCase()
      .match(/[A-Z_]+|\d+|[(),]/g) ?? []),
  ];
}

function timeColumn(parameter: Parameter, table: string): string {
  const among = parameter.type === 'table' ? parameter.among : undefined;
  return among?.find(({ name }) => name === table)?.time_column ?? '';
}

function expectTokensOfTemplate({ template, parameters }: FoundStatement, values: Values): void {
  const { text, parameters: bound } = renderStatement(template, parameters, values);
  const pieces = template.split(/\{([a-z_]+)(?:\.([a-z_]+))?\}/);
  const expected = pieces.flatMap((piece, index) => {
    if (index % 3 === 2) return [];
    if (index % 3 === 0) return sqlTokens(piece).map((token) => token.text);
    const parameter = parameters[piece];
    return parameter === undefined
      ? ['?']
      : expectedTokens(parameter, values[piece] ?? '', pieces[index + 1]);
  });
  expect(sqlTokens(text).map((token) => token.text)).toEqual(expected);
  expect(sparkTokens(text)).toEqual(
    expected.flatMap((each) => (/^:\w/.test(each) ? [':', each.slice(1)] : [each])),
  );
  for (const [name, value] of Object.entries(bound)) expect(value).toBe(values[name]);
}

describe('every parameter of the runbook', () => {
  test('is among what is tried, of every type that a statement is made of', () => {
    expect(subjects.length).toBeGreaterThan(30);
    const types = new Set(subjects.map(({ parameter }) => parameter.type));
    for (const type of [
      'table',
      'principal',
      'privilege',
      'version',
      'number',
      'choice',
      'new_columns',
      'order_columns',
    ])
      expect(types).toContain(type);
  });

  test.each(
    subjects.map(
      ({ parameter, all }) =>
        [`${all[0]?.where.split(' ').slice(0, 2).join(' ')} ${parameter.id}`, parameter, all] as const,
    ),
  )(
    '%s: a refusal in words, or the template’s tokens with one value in its place',
    (_name, parameter, all) => {
      const parameters = all[0]?.parameters ?? {};
      let taken = 0;
      fc.assert(
        fc.property(hostileTo(parameter), (raw) => {
          const parsed = valuesWith(parameters, parameter.id, raw);
          if (!parsed.ok) {
            const told = parsed.errors[parameter.id] ?? '';
            expect(told).toMatch(/\w{3}/);
            expect(told.length).toBeLessThan(2_000);
            expect(told).not.toMatch(SEEN);
            return;
          }
          taken += 1;
          for (const one of all) expectTokensOfTemplate(one, parsed.values);
        }),
        { numRuns: 40, examples: [[decentValue(parameter)]] },
      );
      expect(taken).toBeGreaterThan(0);
    },
  );

  test.each(Object.entries(PIECES))(
    '%s are refused in every name, or stay what they are inside of its quotes',
    (_what, pieces) => {
      for (const { parameter, all } of subjects.filter(
        ({ parameter: { type } }) => type === 'principal' || type === 'table',
      ))
        for (const piece of pieces) {
          const parsed = valuesWith(
            all[0]?.parameters ?? {},
            parameter.id,
            `${decentValue(parameter)}${piece}x`,
          );
          if (parsed.ok) for (const one of all) expectTokensOfTemplate(one, parsed.values);
          else expect(parsed.errors[parameter.id]).toMatch(/\w{3}/);
        }
    },
  );

  test('is judged again when a statement is made: a value that came past is not rendered', () => {
    for (const { parameter, all } of subjects) {
      const decent = valuesWith(all[0]?.parameters ?? {}, parameter.id, decentValue(parameter));
      if (!decent.ok) throw new Error('A decent value was refused.');
      for (const one of all.filter(({ template }) => new RegExp(`\\{${parameter.id}\\}`).test(template)))
        for (const smuggled of ['x` ; DROP TABLE y --', "'; --", '\u202e'])
          expect(() =>
            renderStatement(one.template, one.parameters, { ...decent.values, [parameter.id]: smuggled }),
          ).toThrow(AppError);
    }
  });
});
