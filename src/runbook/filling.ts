/** What a form can be filled in with: values that come from elsewhere, and defaults that follow from other values. */

import { showHidden } from './hidden.ts';
import { LIMITS } from './limits.ts';
import { defaultText, parseOne } from './parameters.ts';
import type { Parameter, Parameters } from './schema-parameters.ts';

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
    const kept = parsed.ok ? String(parsed.value) : takenOf(parameter, text);
    if (kept !== null) filled[parameter.id] = kept;
    const what = kept === null ? 'is left empty' : 'leaves out what it may not name';
    if (!parsed.ok) leftOut[parameter.id] = `${parameter.label} ${what}: ${clip(showHidden(parsed.error))}`;
  }
  return { filled, leftOut };
}

/** Of a list of tables those that may stand in it: what is not the runbook's does not keep the others out. */
function takenOf(parameter: Parameter, text: string): string | null {
  if (parameter.type !== 'tables' || text.length > LIMITS.typedCharacters) return null;
  const taken = text.split(',').filter((name) => parseOne(parameter, name).ok);
  const parsed = taken.length === 0 ? null : parseOne(parameter, taken.join(','));
  return parsed?.ok === true ? String(parsed.value) : null;
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
