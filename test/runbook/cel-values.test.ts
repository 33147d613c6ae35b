/** What comes out of an expression is plain JSON, or words for why it is not. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/journal/json.ts';
import { compile, evaluate } from '../../src/runbook/cel.ts';

/** A list in a list, so many deep. */
const nested = (depth: number): Json => {
  let value: Json = 'x';
  for (let each = 0; each < depth; each += 1) value = [value];
  return value;
};

describe('a value comes out as', () => {
  it.each<readonly [string, string, Json]>([
    ['data that is handed through: a list', 'x', ['a', [1, null], { b: true }]],
    ['data that is handed through: a map', 'x', { a: ['b'], c: { d: null } }],
    ['the member of a map', 'x.a', { a: { b: [1, 2] } }],
  ])('%s', (_what, expression, x) => {
    const value = expression === 'x' ? x : (x as { readonly a: Json }).a;
    expect(evaluate(expression, { x })).toEqual({ ok: true, value });
  });

  it.each<readonly [string, Json]>([
    ['[1, 2u, 3.5, "a", true, null]', [1, 2, 3.5, 'a', true, null]],
    ['{"a": [1], "b": {"c": 2u}}', { a: [1], b: { c: 2 } }],
    ['{1: "one", true: "yes", 2u: "two"}', { '1': 'one', true: 'yes', '2': 'two' }],
    ['timestamp("2026-01-05T03:00:00Z")', '2026-01-05T03:00:00.000Z'],
    ['9007199254740991', 9_007_199_254_740_991],
    ['-9007199254740991', -9_007_199_254_740_991],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, {})).toEqual({ ok: true, value });
  });
});

describe('there is no value, and it is said why, for', () => {
  it.each<readonly [string, string | RegExp]>([
    ['9223372036854775807', /is too large a number/],
    ['18446744073709551615u', /is too large a number/],
    ['1.0 / 0.0', 'division by zero'],
    ['duration("3s")', 'the value is neither text, number, truth, list, map nor time'],
    ['b"bytes"', 'the value is neither text, number, truth, list, map nor time'],
    ['type(1)', 'the value is neither text, number, truth, list, map nor time'],
  ])('%s', (expression, problem) => {
    const why: unknown = typeof problem === 'string' ? problem : expect.stringMatching(problem);
    expect(evaluate(expression, {})).toEqual({ ok: false, problem: why });
  });

  it('a number that is none', () => {
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(evaluate('[1.0, x]', { x })).toEqual({ ok: false, problem: 'the value is not a finite number' });
  });

  it('what is nested deeper than twenty times, handed through or made', () => {
    expect(evaluate('x', { x: nested(20) })).toEqual({ ok: true, value: nested(20) });
    const problem = 'the value is nested too deeply';
    expect(evaluate('x', { x: nested(21) })).toEqual({ ok: false, problem });
    expect(evaluate('{"a": x}', { x: nested(20) })).toEqual({ ok: false, problem });
    expect(evaluate('[x]', { x: nested(20) })).toEqual({ ok: false, problem });
  });

  it('a name that is not there yet: it is unknown, and no null', () => {
    expect(evaluate('x == null', { x: null })).toEqual({ ok: true, value: true });
    expect(evaluate('x == null', { x: undefined })).toMatchObject({ ok: false });
  });
});

describe('what is no expression', () => {
  it('is said with its place, and never evaluated', () => {
    const broken = compile('rows[0] +');
    expect(broken).toMatchObject({ ok: false, at: 9 });
    if (broken.ok) throw new Error('it was taken');
    expect(broken.problem).not.toMatch(/<input>/);
    expect(evaluate('rows[0] +', { rows: [1] })).toEqual({ ok: false, problem: broken.problem });
  });
});
