/** From what a person typed, or a check suggested, to typed values. Nothing else makes values for statements. */
import { LIMITS } from './limits.ts';
import type { Now } from './moment.ts';
import { type ParameterValue, type Parsed, typeOf } from './parameter-types.ts';
import type { Parameter, Parameters } from './schema-parameters.ts';

export type Values = { readonly [id: string]: ParameterValue };

export type ParsedParameters =
  | { readonly ok: true; readonly values: Values }
  /** By parameter, so that a form can show each beside its own field. */
  | { readonly ok: false; readonly errors: { readonly [id: string]: string } };

/**
 * `raw` holds text by parameter id; blank counts as not given. All errors are told at once. An id that was not declared
 * is an error too: a value that goes nowhere is a mistake of whoever gave it. `now` is for times such as `20m ago`.
 */
export function parseParameters(
  declared: Parameters,
  raw: { readonly [id: string]: string },
  now?: Now,
): ParsedParameters {
  const values: Record<string, ParameterValue> = {};
  const errors: Record<string, string> = {};
  for (const id of Object.keys(raw).filter((given) => !Object.hasOwn(declared, given))) {
    Object.defineProperty(errors, id, { value: unknownParameter(id, declared), enumerable: true });
  }
  for (const parameter of inOrder(declared)) {
    const given = Object.hasOwn(raw, parameter.id) ? (raw[parameter.id] ?? '').trim() : '';
    const text = given !== '' ? given : defaultText(parameter, declared, values);
    const parsed = parseOne(parameter, text, now);
    if (parsed.ok) values[parameter.id] = parsed.value;
    else errors[parameter.id] = parsed.error;
  }
  return Object.keys(errors).length === 0 ? { ok: true, values } : { ok: false, errors };
}

/** As they would be typed again. */
export function asText(values: Values): { readonly [id: string]: string } {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [id, String(value)]));
}

export function parseOne(parameter: Parameter, text: string | undefined, now?: Now): Parsed<ParameterValue> {
  if (text === undefined) return { ok: false, error: `${parameter.label} is missing.` };
  return text.length > LIMITS.typedCharacters
    ? { ok: false, error: `At most ${LIMITS.typedCharacters} characters; this has ${text.length}.` }
    : typeOf(parameter.type).parse(text, parameter, now);
}

/** What the parameter is when nothing is given, as text; undefined where it must be given. */
export function defaultText(parameter: Parameter, declared: Parameters, values: Values): string | undefined {
  if (parameter.type === 'number' && parameter.default_from !== undefined) {
    const source = parameter.default_from.split('.')[0] ?? '';
    const table = declared[source];
    const chosen =
      table?.type === 'table' ? table.among?.find((entry) => entry.name === values[source]) : undefined;
    if (chosen?.fresh_hours !== undefined) return String(chosen.fresh_hours);
  }
  if (parameter.type === 'order_columns') return '';
  return 'default' in parameter && parameter.default !== undefined ? String(parameter.default) : undefined;
}

/** Those whose default comes from another parameter are last. */
function inOrder(declared: Parameters): readonly Parameter[] {
  const derived = (parameter: Parameter): boolean =>
    parameter.type === 'number' && parameter.default_from !== undefined;
  const all = Object.values(declared);
  return [...all.filter((parameter) => !derived(parameter)), ...all.filter(derived)];
}

function unknownParameter(id: string, declared: Parameters): string {
  const known = Object.keys(declared);
  return known.length === 0
    ? `“${id}” is not asked for.`
    : `“${id}” is not asked for; ${known.join(', ')} are.`;
}
