/** What a form can be filled in with: values that come from elsewhere, and defaults that follow from other values. */

import { showHidden } from './hidden.ts';
import { defaultText, parseOne } from './parameters.ts';
import type { Parameters } from './schema-parameters.ts';

type Raw = { readonly [parameter: string]: string };

export type Filling = {
  readonly filled: Raw;
  /** What its type refuses, by parameter, with the words for it: left empty, its default too, for nobody chose that. */
  readonly leftOut: Raw;
};

/** A refusal quotes what it refuses, and that may be as long as its writer likes. */
const REASON_CHARACTERS_MAX = 200;

/** `raw` was worked out from a result: nobody has looked at it yet, and whoever wrote the rows may mean harm. */
export function fillable(declared: Parameters, raw: Raw): Filling {
  const filled: Record<string, string> = {};
  const leftOut: Record<string, string> = {};
  for (const parameter of Object.values(declared)) {
    const text = Object.hasOwn(raw, parameter.id) ? (raw[parameter.id] ?? '').trim() : '';
    if (text === '') continue;
    const parsed = parseOne(parameter, text);
    if (parsed.ok) filled[parameter.id] = String(parsed.value);
    else leftOut[parameter.id] = `${parameter.label} is left empty: ${clip(showHidden(parsed.error))}`;
  }
  return { filled, leftOut };
}

/** Defaults that come from another parameter's value, given or its own default: shown where nothing is typed. */
export function derivedDefaults(declared: Parameters, raw: Raw): Raw {
  const plain = Object.fromEntries(
    Object.values(declared).flatMap((parameter) => {
      const given = Object.hasOwn(raw, parameter.id) ? raw[parameter.id] : undefined;
      const text = given === undefined || given === '' ? defaultText(parameter, declared, {}) : given;
      return text === undefined ? [] : [[parameter.id, text]];
    }),
  );
  return Object.fromEntries(
    Object.values(declared).flatMap((parameter) => {
      if (parameter.type !== 'number' || parameter.default_from === undefined) return [];
      const text = defaultText(parameter, declared, plain);
      return text === undefined ? [] : [[parameter.id, text]];
    }),
  );
}

function clip(text: string): string {
  const characters = [...text];
  return characters.length <= REASON_CHARACTERS_MAX
    ? text
    : `${characters.slice(0, REASON_CHARACTERS_MAX - 1).join('')}…`;
}
