/** Sentences of the runbook: text with `{{ expression }}` holes. What comes out is plain text, escaped by whoever draws it. */
import type { Json } from '../journal/json.ts';
import { compile, evaluate, type Variables } from './cel.ts';
import { DISCREET, type Discretion } from './discretion.ts';
import { showHidden } from './hidden.ts';
import { LIMITS } from './limits.ts';

type Part = { readonly text: string } | { readonly expression: string };

/** Stands where a value could not be had. The sentence is still said: it may be the only warning there is. */
const UNKNOWN = '(unknown)';

/** What a hole holds is masked before anything is cut off: half a card number is not known for one. */
export function fillSentence(
  template: string,
  variables: Variables,
  discretion: Discretion = DISCREET,
): string {
  return partsOf(template)
    .map((part) => {
      if ('text' in part) return part.text;
      const result = evaluate(part.expression, variables);
      return result.ok
        ? clip(showHidden(oneLine(asText(discretion(part.expression, result.value)))))
        : UNKNOWN;
    })
    .join('');
}

/** For values rather than words: every hole must have its value, and nothing is clipped or made visible. */
export function fillExactly(
  template: string,
  variables: Variables,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string } {
  let text = '';
  for (const part of partsOf(template)) {
    if ('text' in part) text += part.text;
    else {
      const result = evaluate(part.expression, variables);
      if (!result.ok) return result;
      if (result.value === null) return { ok: false, problem: `${part.expression} has no value` };
      text += asText(result.value);
    }
  }
  return { ok: true, text };
}

export function expressionsIn(template: string): readonly string[] {
  return partsOf(template).flatMap((part) => ('expression' in part ? [part.expression] : []));
}

/** Why the text is not a sentence, or nothing. */
export function sentenceProblems(template: string): readonly string[] {
  const outside = partsOf(template).flatMap((part) => ('text' in part ? [part.text] : []));
  if (outside.some((text) => text.includes('{{') || text.includes('}}'))) {
    return ['has {{ or }} without its other half'];
  }
  return expressionsIn(template).flatMap((expression) => {
    if (expression === '') return ['has an empty hole {{ }}'];
    const program = compile(expression);
    return program.ok ? [] : [`has a hole that is not CEL: ${program.problem} (${expression})`];
  });
}

function partsOf(template: string): readonly Part[] {
  return template
    .split(/(\{\{[\s\S]*?\}\})/)
    .map((piece, index) => (index % 2 === 0 ? { text: piece } : { expression: piece.slice(2, -2).trim() }));
}

function asText(value: Json): string {
  if (value === null) return 'none';
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? value.map(asText).join(', ') : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Cut by characters, so that no emoji is halved. */
function clip(text: string): string {
  const characters = [...text];
  return characters.length <= LIMITS.holeCharacters
    ? text
    : `${characters.slice(0, LIMITS.holeCharacters - 1).join('')}…`;
}
