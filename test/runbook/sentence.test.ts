/** What is wrong with a sentence is said in words, and what fills it is cut where a phone's line would end. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/runbook/limits.ts';
import { expressionsIn, fillExactly, fillSentence, sentenceProblems } from '../../src/runbook/sentence.ts';

describe('a sentence is read', () => {
  it.each([
    ['All is well.', []],
    ['{{ rows[0].n }} of {{params.least}}', []],
    ['One {{ rows[0].n', ['has {{ or }} without its other half']],
    ['One }} more', ['has {{ or }} without its other half']],
    ['{{ n }} and {{ more', ['has {{ or }} without its other half']],
    ['It is {{  }}', ['has an empty hole {{ }}']],
  ])('%s', (template, problems) => {
    expect(sentenceProblems(template)).toEqual(problems);
  });

  it('names the hole that is not an expression, and what is wrong there', () => {
    expect(sentenceProblems('{{ n }}, {{ n + }}')).toEqual([
      expect.stringMatching(/^has a hole that is not CEL: .+ \(n \+\)$/),
    ]);
  });

  it('gives its expressions in their order, without the room around them', () => {
    expect(expressionsIn('{{ a }} and {{b}}, then {{\n c \n}}.')).toEqual(['a', 'b', 'c']);
  });
});

describe('what fills a hole', () => {
  it('is one line without room at its ends', () => {
    expect(fillSentence('“{{ said }}”', { said: ' \n one\ttwo \n' })).toBe('“one two”');
  });

  it('is whole up to the limit, and says where it was cut beyond it', () => {
    const whole = 'x'.repeat(LIMITS.holeCharacters);
    expect(fillSentence('{{ said }}', { said: whole })).toBe(whole);
    expect(fillSentence('{{ said }}', { said: `${whole}x` })).toBe(`${whole.slice(1)}…`);
  });

  it('is not cut and has to be there where it is a value', () => {
    const long = ' a\tb '.repeat(LIMITS.holeCharacters);
    expect(fillExactly('{{ said }}', { said: long })).toEqual({ ok: true, text: long });
    expect(fillExactly('{{ said }}', { said: null })).toEqual({ ok: false, problem: 'said has no value' });
  });
});
