import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, evaluate } from '../../src/runbook/cel.ts';
import { fillExactly, fillSentence } from '../../src/runbook/sentence.ts';

describe('numbers in conditions', () => {
  it.each([
    ['rows.exists(r, r.hours > 8)', 9, true],
    ['rows.exists(r, r.hours > 8)', 8.5, true],
    ['rows.exists(r, r.hours > 8)', 8, false],
    ['rows[0].hours == 8', 8, true],
    ['rows[0].hours / 2 > 4.4', 9, true],
    ['rows[0].hours * 60 - 30 == 510', 9, true],
    ['2 / rows[0].hours == 0.5', 4, true],
    ['1 + rows[0].hours == 10', 9, true],
    ['size(rows) - 1 == 0', 9, true],
  ])('%s with %d hours is %s', (expression, hours, value) => {
    expect(evaluate(expression, { rows: [{ hours }] })).toEqual({ ok: true, value });
  });

  it('mean the same whether a whole number came out of a division or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1e3 }), (a, b) => {
        expect(evaluate('a / b', { a, b })).toEqual({ ok: true, value: a / b });
        expect(evaluate(`a / ${b}`, { a })).toEqual({ ok: true, value: a / b });
      }),
    );
  });

  it.each([
    'n / 0',
    'n / 0 > 3',
    'n / 0.0 > 3.0',
    'n / 0.0',
    '1 / (n - n)',
    '1 / 0',
    'n + null',
    'n > null',
    '[1][n]',
    '"9" > 8',
    'unknown > 1',
    'n.x',
  ])('%s is an error, not a value', (expression) => {
    expect(evaluate(expression, { n: 9 })).toMatchObject({ ok: false, problem: expect.stringMatching(/\w/) });
  });

  it('beyond what a number can hold exactly are an error', () => {
    expect(evaluate('9007199254740992', {})).toMatchObject({ ok: false });
    expect(evaluate('9007199254740991', {})).toEqual({ ok: true, value: 9007199254740991 });
  });
});

describe('functions for reading rows', () => {
  it.each<readonly [string, unknown]>([
    ['json(m).version', '3'],
    ['string(json(m).version) == string(3.0)', true],
    ['json("{\\"a\\":[1,{\\"b\\":null}]}")', { a: [1, { b: null }] }],
    ['fixed(9, 1) + " " + fixed(9.06, 1)', '9.0 9.1'],
    ['grouped(1234567) + " " + grouped(999) + " " + grouped(-1234.5)', '1,234,567 999 -1,234.5'],
    ['count(1, "row", "rows") + ", " + count(2000.0, "row", "rows")', '1 row, 2,000 rows'],
    ['span(32640)', '9 h 4 min'],
    [
      'span(59.9) + "|" + span(60) + "|" + span(3600) + "|" + span(172800) + "|" + span(180000)',
      '59 s|1 min|1 h|2 d|2 d 2 h',
    ],
    ['span(utc("2026-01-01 10:00:00.5") - utc("2026-01-01T09:30:00Z"))', '30 min'],
    ['utc("2026-01-01T11:00:00+01:00") == timestamp("2026-01-01T10:00:00Z")', true],
    ['utc("2026-01-01 10:00:00")', '2026-01-01T10:00:00.000Z'],
    ['is_time(null) || is_time("soon") || is_time(3)', false],
    ['tally(["WRITE", "MERGE", "WRITE"]) + tally([])', '2 WRITE, 1 MERGE'],
    ['["a", "b"].join(", ")', 'a, b'],
    ['total([1, 2.5, 3]) + total([])', 6.5],
    ['having([{"Who": "Jane"}, {"Who": null}, {"Who": "joe"}], "who", ["JANE"]).size()', 1],
    ['sorted(["b", "a", "b"])', ['a', 'b']],
    ['cell({"ObjectType": "CATALOG"}, "objectType")', 'CATALOG'],
    ['brief(["a", "b", "c", "d"], 2) + brief(["a", "b"], 2) + brief([], 2)', 'a, b and 2 morea, bnothing'],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, { m: '{"version":"3","timestamp":null}' })).toEqual({ ok: true, value });
  });

  it.each([
    'json("{")',
    'json(null)',
    'utc("soon")',
    'total([1, null])',
    'total(["1"])',
    'utc("2026-13-01 00:00:00")',
    'fixed(1, 9)',
    'span(1.0 / 0.0)',
    'sorted([1])',
    'having([{"a": 1}], "b", [])',
    'having([], "b", [1])',
    'cell({"a": 1}, "b")',
    'cell(null, "b")',
    'brief([null], 2)',
  ])('%s is an error', (expression) => {
    expect(evaluate(expression, {})).toMatchObject({ ok: false });
  });
});

describe('an expression', () => {
  it('reports where it stops making sense', () => {
    expect(compile('rows[0].n >')).toMatchObject({ ok: false, at: 11 });
  });

  it('tells the names it uses, and not those it brings along itself', () => {
    const program = compile(
      'rows.exists(r, r.n > params.least && has(params.most) && params["more"] > 1) ? fixed(facts.a.b, 1) : x',
    );
    expect(program).toMatchObject({
      names: {
        paths: [
          ['rows'],
          ['params', 'least'],
          ['params', 'most'],
          ['params', 'more'],
          ['facts', 'a', 'b'],
          ['x'],
        ],
        functions: ['fixed'],
      },
    });
  });

  it('sees own members only', () => {
    expect(evaluate('r.constructor', { r: {} })).toMatchObject({ ok: false });
    expect(evaluate('toString', {})).toMatchObject({ ok: false });
  });
});

describe('a sentence', () => {
  it('is filled with values as a person would write them', () => {
    const variables = { n: 9, none: null, list: ['a', 'b'], yes: true };
    expect(fillSentence('{{ n }}, {{none}}, {{ list }}, {{ yes }}.', variables)).toBe('9, none, a, b, true.');
  });

  it('is still said when a value cannot be had', () => {
    expect(fillSentence('It is {{ rows[0].n }} old.', { rows: [] })).toBe('It is (unknown) old.');
  });

  it('lets data neither hide, nor break lines, nor go on for ever', () => {
    expect(fillSentence('<{{ x }}>', { x: 'a\u202eb\n\nc\u200b' })).toBe('<a<U+202E>b c<U+200B>>');
    const long = fillSentence('{{ x }}', { x: '🦉'.repeat(500) });
    expect([...long]).toHaveLength(200);
    expect(long.endsWith('🦉…')).toBe(true);
  });

  it('as a value is exact or not at all', () => {
    expect(fillExactly('{{ x }}', { x: 'y'.repeat(300) })).toEqual({ ok: true, text: 'y'.repeat(300) });
    expect(fillExactly('{{ x }}', { x: null })).toMatchObject({ ok: false });
    expect(fillExactly('{{ x.y }}', { x: {} })).toMatchObject({ ok: false });
  });
});
