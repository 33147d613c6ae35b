import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { quoteName } from '../../src/runbook/parameter-names.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import type { Parameters } from '../../src/runbook/schema-parameters.ts';
import { renderStatement } from '../../src/runbook/statement.ts';
import { identifierOf, sqlTokens } from '../support/sql-lexer.ts';
import { present, realRunbook } from './fixtures.ts';

/** A template for each type, what its value must be among the tokens, and how many tokens that is. */
const CASES = {
  table: { parameter: { type: 'table' }, template: 'SELECT 1 FROM {p} WHERE a = 1', tokens: 5 },
  function: {
    parameter: { type: 'function' },
    template: 'ALTER TABLE x ALTER COLUMN c SET MASK {p} -1',
    tokens: 5,
  },
  catalog: { parameter: { type: 'catalog' }, template: 'SHOW GRANTS ON CATALOG {p} , 1', tokens: 1 },
  column: { parameter: { type: 'column' }, template: 'SELECT max({p}) FROM t', tokens: 1 },
  principal: { parameter: { type: 'principal' }, template: 'REVOKE SELECT ON TABLE t FROM {p}', tokens: 1 },
  privilege: {
    parameter: { type: 'privilege', of: ['SELECT', 'USE SCHEMA'] },
    template: 'GRANT {p} ON TABLE t TO x',
    tokens: null,
  },
  version: { parameter: { type: 'version' }, template: 'RESTORE TABLE t TO VERSION AS OF {p}', tokens: 1 },
  job: { parameter: { type: 'job' }, template: 'SELECT :p AS j', tokens: 0 },
  timestamp: { parameter: { type: 'timestamp' }, template: 'SELECT :p AS at', tokens: 0 },
  number: { parameter: { type: 'number' }, template: 'SELECT a FROM t WHERE b < :p', tokens: 0 },
  'whole number': {
    parameter: { type: 'number', whole: true },
    template: 'VACUUM t RETAIN {p} HOURS',
    tokens: 1,
  },
  text: { parameter: { type: 'text' }, template: "SELECT 'p' , a FROM t WHERE b = :p", tokens: 0 },
  choice: {
    parameter: { type: 'choice', of: ['a', "o'; DROP"] },
    template: 'SELECT a FROM t WHERE b = :p',
    tokens: 0,
  },
} as const;

const HOSTILE = [
  '`',
  '``',
  "'",
  '"',
  ';',
  '--',
  '/*',
  '*/',
  '\\',
  '\n',
  '\u0000',
  '\u202e',
  '\u200b',
  'а',
  '．',
  '.',
  ' ',
  ':p',
  '{p}',
  '${p}',
  '$$',
  "r'",
  '0x',
  '1e9',
  '-',
  'DROP TABLE',
  'OR 1=1',
  '@',
  '%',
  '\ud800',
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.stringMatching(/^[a-z_]{1,4}$/)), { maxLength: 9 })
    .map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom('a.b.', 'x@', '4', ''), fc.constantFrom(...HOSTILE), fc.constantFrom('c', '2', ''))
    .map((parts) => parts.join('')),
);
const decent: { readonly [type: string]: fc.Arbitrary<string> } = {
  table: fc.stringMatching(/^[A-Za-z_]\w{0,9}(\.[A-Za-z_]\w{0,9}){2}$/),
  function: fc.stringMatching(/^[A-Za-z_]\w{0,9}(\.[A-Za-z_]\w{0,9}){2}$/),
  catalog: fc.stringMatching(/^[A-Za-z_]\w{0,9}$/),
  column: fc.stringMatching(/^[A-Za-z_]\w{0,9}$/),
  principal: fc.stringMatching(/^[a-z][a-z.'+-]{0,8}@[a-z]{2,8}\.example$/),
  version: fc.nat().map(String),
  number: fc.nat().map(String),
  'whole number': fc.nat().map(String),
};

const KNOWN_GOOD: { readonly [type: string]: readonly string[] } = {
  privilege: ['SELECT', 'USE SCHEMA', 'USE SCHEMA, SELECT'],
  job: ['1078245'],
  timestamp: ['2026-01-31 10:00 UTC'],
  choice: ['a', "o'; DROP"],
};

/** Types that are several tokens; `q` is a quoted name. */
const LISTS: {
  readonly [id: string]: {
    readonly parameter: object;
    readonly template: string;
    readonly good: readonly string[];
    readonly shape: RegExp;
  };
} = {
  order_columns: {
    parameter: { type: 'order_columns' },
    template: 'OPTIMIZE t {p}',
    good: ['a', 'a, b', 'b ,A,c'],
    shape: /^(ZORDER BY \( q( , q){0,3} \))?$/,
  },
  new_columns: {
    parameter: { type: 'new_columns' },
    template: 'ALTER TABLE t ADD COLUMNS ({p})',
    good: ['a string', 'a int,b decimal( 8, 2 )', 'B TIMESTAMP, c  double'],
    shape: /^q (?:[A-Z]+|DECIMAL \( \d+ , \d+ \))( , q (?:[A-Z]+|DECIMAL \( \d+ , \d+ \)))*$/,
  },
  choice: {
    parameter: { type: 'choice', of: ['true', 'auto'] },
    template: "ALTER TABLE t SET TBLPROPERTIES ('a' = {p})",
    good: ['true', 'auto'],
    shape: /^'(?:true|auto)'$/,
  },
};

function textsOf(sql: string): readonly string[] {
  return sqlTokens(sql).map(({ text }) => text);
}

function declare(type: keyof typeof CASES): Parameters {
  return { p: { ...CASES[type].parameter, id: 'p', label: 'P' } };
}

describe('a statement and a hostile value', () => {
  it.each(Object.keys(CASES) as (keyof typeof CASES)[])(
    'of type %s: a refusal, or the tokens of the template with one value in its place',
    (type) => {
      const { template, tokens } = CASES[type];
      const declared = declare(type);
      const around = textsOf(template.replace('{p}', ' '));
      const before = template.includes('{p}')
        ? textsOf(template.split('{p}')[0] ?? '').length
        : around.length;
      let rendered = 0;
      fc.assert(
        fc.property(fc.oneof(hostile, decent[type] ?? hostile), (raw) => {
          const parsed = parseParameters(declared, { p: raw });
          if (!parsed.ok) return /\w{3}/.test(parsed.errors.p ?? '');
          rendered += 1;
          const { text, parameters } = renderStatement(template, declared, parsed.values);
          const found = sqlTokens(text);
          const inserted = found.slice(before, found.length - (around.length - before));
          const rest = textsOf(text).toSpliced(before, inserted.length);
          const value = inserted
            .map(identifierOf)
            .join(type === 'privilege' ? ' ' : '')
            .replaceAll(' ,', ',');
          return (
            JSON.stringify(rest) === JSON.stringify(around) &&
            (tokens === null || inserted.length === tokens) &&
            (tokens === 0 ? parameters.p : value) ===
              (tokens === 0 ? parsed.values.p : String(parsed.values.p))
          );
        }),
        { numRuns: 400, examples: (KNOWN_GOOD[type] ?? []).map((example) => [example]) },
      );
      expect(rendered).toBeGreaterThan(0);
    },
  );

  it.each(Object.keys(LISTS))(
    'of type %s: a refusal, or the tokens of the template with nothing in its place but what the type is made of',
    (id) => {
      const { parameter, template, good, shape } = LISTS[id] as (typeof LISTS)[string];
      const declared = { p: { ...parameter, id: 'p', label: 'P' } } as unknown as Parameters;
      const [before = [], after = []] = template.split('{p}').map(textsOf);
      let rendered = 0;
      fc.assert(
        fc.property(
          fc.oneof(hostile, fc.constantFrom(...good)),
          fc.constantFrom('', ...HOSTILE),
          (one, more) => {
            const parsed = parseParameters(declared, { p: one + more });
            if (!parsed.ok) return /\w{3}/.test(parsed.errors.p ?? '');
            rendered += 1;
            const { text, parameters } = renderStatement(template, declared, parsed.values);
            const found = sqlTokens(text);
            const head = found.slice(0, before.length);
            const tail = found.slice(found.length - after.length);
            const inserted = found.slice(head.length, found.length - tail.length);
            return (
              JSON.stringify(head.map((token) => token.text)) === JSON.stringify(before) &&
              JSON.stringify(tail.map((token) => token.text)) === JSON.stringify(after) &&
              Object.keys(parameters).length === 0 &&
              shape.test(
                inserted.map(({ kind, text: each }) => (kind === 'quoted' ? 'q' : each)).join(' '),
              ) &&
              inserted
                .filter(({ kind }) => kind === 'quoted')
                .every((token) => /^\w+$/.test(identifierOf(token)))
            );
          },
        ),
        { numRuns: 400 },
      );
      expect(rendered).toBeGreaterThan(0);
    },
  );

  it('quotes any name whatever into one token that names it', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostile, fc.string()).filter((name) => name !== ''),
        (name) => {
          const tokens = sqlTokens(`a ${quoteName(name)} b`);
          return tokens.length === 3 && tokens[1] !== undefined && identifierOf(tokens[1]) === name;
        },
      ),
    );
  });

  it('renders no value that was not parsed, whoever hands it over', () => {
    const render = (type: keyof typeof CASES, value: string | number) => () =>
      renderStatement(CASES[type].template, declare(type), { p: value });
    for (const attempt of [
      render('table', 'a.b.c`; DROP TABLE x; --'),
      render('table', ' a.b.c'),
      render('principal', 'x` TO `y'),
      render('version', '1; DROP'),
      render('version', 1.5),
      render('version', -1),
      render('privilege', 'OWNERSHIP'),
      render('privilege', 'SELECT, MANAGE'),
      render('privilege', 'USE SCHEMA, SELECT'),
      render('choice', 'c'),
      render('whole number', 1.5),
      render('whole number', -1),
    ]) {
      expect(attempt).toThrow(AppError);
    }
  });

  it('fails rather than send a placeholder', () => {
    expect(() => renderStatement('SELECT {p}', {}, {})).toThrow(/needs p, which was not given/);
    expect(() => renderStatement('SELECT :p', declare('text'), {})).toThrow(/needs p/);
    expect(() => renderStatement('SELECT {p}', declare('text'), { p: 'x' })).toThrow(/only be bound/);
    expect(() => renderStatement('SELECT :p', declare('column'), { p: 'x' })).toThrow(/cannot be bound/);
  });
});

describe('the statements that are shipped', () => {
  it('take everything on one catalog from one principal, and give back what is named', async () => {
    const { actions } = await realRunbook();
    const text = (id: string, raw: { readonly [name: string]: string }) => {
      const action = present(actions[id]);
      const parsed = parseParameters(action.parameters, { principal: "o'neil@bank.example", ...raw });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
      return action.statements.map((each) => renderStatement(each, action.parameters, parsed.values));
    };
    expect(text('revoke-catalog', {})).toEqual([
      {
        text: "REVOKE ALL PRIVILEGES ON CATALOG `banking_catalog` FROM `o'neil@bank.example`",
        parameters: {},
      },
    ]);
    expect(text('grant-catalog', { privileges: 'USE CATALOG, SELECT' })).toEqual([
      {
        text: "GRANT SELECT, USE CATALOG ON CATALOG `banking_catalog` TO `o'neil@bank.example`",
        parameters: {},
      },
    ]);
  });

  it('restore one table to one version', async () => {
    const action = present((await realRunbook()).actions['restore-table']);
    const parsed = parseParameters(action.parameters, { version: '42' });
    if (!parsed.ok) throw new Error('refused');
    const [template = ''] = action.statements;
    expect(renderStatement(template, action.parameters, parsed.values)).toEqual({
      text: 'RESTORE TABLE `banking_catalog`.`banking_bronze`.`transactions` TO VERSION AS OF 42',
      parameters: {},
    });
    expect(
      renderStatement(present(action.evidence.reads.then).statement, action.parameters, parsed.values).text,
    ).toBe(
      "SELECT count(*) AS row_count, max(date_trunc('SECOND', `timestamp`)) AS newest FROM `banking_catalog`.`banking_bronze`.`transactions` VERSION AS OF 42",
    );
  });
});
