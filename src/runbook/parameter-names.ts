/** Parameters that name something: each has a strict grammar first, and quoting on top of it. */
import { describeCodePoint, foreignCharacters, hiddenCharacters } from './hidden.ts';
import { LIMITS } from './limits.ts';
import type { Parsed, TypeOf } from './parameter-types.ts';
import type { ParameterOf } from './schema-parameters.ts';

const PART = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const tableType = {
  parse: (raw, parameter) => {
    const name = threeParts(raw, 'table', 'banking_catalog.banking_gold.customers');
    return name.ok ? listed(name.value, parameter) : name;
  },
  hole: quoteDotted,
  bind: (value) => value,
} satisfies TypeOf<'table'>;

/** One name for each, in the order in which they are dealt with. A list stands in no statement: each of it does. */
export const tablesType = {
  parse: (raw, parameter) => {
    const names: string[] = [];
    for (const piece of raw.split(',')) {
      const name = threeParts(piece, 'table', 'banking_catalog.banking_gold.customers');
      const known = name.ok ? listed(name.value, parameter) : name;
      if (!known.ok) return known;
      if (names.includes(known.value)) return refuse(`“${known.value}” is there twice.`);
      names.push(known.value);
    }
    return names.length > LIMITS.statementsPerAction
      ? refuse(`At most ${LIMITS.statementsPerAction} tables; this has ${names.length}.`)
      : { ok: true, value: names.join(', ') };
  },
} satisfies TypeOf<'tables'>;

/** `a.b.c, d.e.f`, as it was parsed. */
export function eachOf(value: string | number): readonly string[] {
  return String(value).split(', ');
}

export const functionType = {
  parse: (raw, parameter) => {
    const name = threeParts(raw, 'function', 'catalog.schema.mask_name');
    return name.ok ? listedMask(name.value, parameter) : name;
  },
  hole: quoteDotted,
} satisfies TypeOf<'function'>;

export const catalogType = {
  parse: (raw) => onePart(raw, 'catalog'),
  hole: quoteDotted,
  bind: (value) => value,
} satisfies TypeOf<'catalog'>;

export const columnType = {
  parse: (raw) => onePart(raw, 'column'),
  hole: quoteDotted,
} satisfies TypeOf<'column'>;

/** Groups that contain everybody or own everything are never whom an action is about. */
const REFUSED_PRINCIPALS = new Set([
  'account users',
  'users',
  'admins',
  'account admins',
  'workspace admins',
]);

const PRINCIPAL = /^[A-Za-z0-9](?:[A-Za-z0-9 ._%+'@-]*[A-Za-z0-9_])?$/;

export const principalType = {
  parse: (raw) => {
    const visible = asciiOnly(raw, 'A principal');
    if (!visible.ok) return visible;
    const name = visible.value;
    if (name.length > LIMITS.principalCharacters || !PRINCIPAL.test(name)) {
      return refuse('Not a principal. Give an e-mail address, a group name or an application id.');
    }
    return isEverybody(name)
      ? refuse(`“${name}” stands for everybody or for the administrators, and is never changed from here.`)
      : { ok: true, value: name };
  },
  hole: (value) => quoteName(value),
  bind: (value) => value,
} satisfies TypeOf<'principal'>;

export function isEverybody(name: string): boolean {
  return REFUSED_PRINCIPALS.has(samePrincipal(name));
}

/** Principals are compared without regard to case; more or other spaces make nobody else of them. */
export function samePrincipal(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, ' ');
}

/** The one quoting of identifiers: in backticks, a backtick inside doubled. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function quoteDotted(name: string): string {
  return name.split('.').map(quoteName).join('.');
}

/** Trimmed and free of characters that are not what they look like, or the refusal that names them. */
export function asciiOnly(raw: string, subject: string): Parsed<string> {
  const text = raw.trim();
  const hidden = hiddenCharacters(text).map((character) => character.codePoint);
  const points = [...new Set([...hidden, ...foreignCharacters(text)])];
  if (points.length === 0) return { ok: true, value: text };
  const named = points.slice(0, 3).map(describeCodePoint).join(', ');
  return refuse(`${subject} has only plain letters, digits and signs; this has ${named}. Type it by hand.`);
}

export function refuse(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}

function threeParts(raw: string, what: string, example: string): Parsed<string> {
  const visible = asciiOnly(raw, `A ${what} name`);
  if (!visible.ok) return visible;
  const parts = visible.value.split('.');
  if (parts.length !== 3) {
    return refuse(`A ${what} is named in three parts, such as ${example}; this has ${parts.length}.`);
  }
  const wrong = parts.find((part) => !PART.test(part));
  if (wrong !== undefined) {
    return refuse(`“${wrong}” is not a name: letters, digits and underscores, not starting with a digit.`);
  }
  return parts.some((part) => part.length > LIMITS.identifierPartCharacters)
    ? refuse(`A part of a name has at most ${LIMITS.identifierPartCharacters} characters.`)
    : visible;
}

export function onePart(raw: string, what: string): Parsed<string> {
  const visible = asciiOnly(raw, `A ${what} name`);
  if (!visible.ok) return visible;
  return PART.test(visible.value) && visible.value.length <= LIMITS.identifierPartCharacters
    ? visible
    : refuse(`Not a ${what} name: letters, digits and underscores, not starting with a digit.`);
}

function listed(name: string, parameter: Pick<ParameterOf<'table'>, 'among'>): Parsed<string> {
  if (parameter.among === undefined) return { ok: true, value: name };
  const found = parameter.among.find((table) => table.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return { ok: true, value: found.name };
  const known = parameter.among.slice(0, 5).map((table) => table.name);
  return refuse(
    `“${name}” is not among the runbook's tables: ${known.join(', ')}${more(parameter.among.length - 5)}.`,
  );
}

function listedMask(name: string, { masks }: ParameterOf<'function'>): Parsed<string> {
  if (masks === undefined) return { ok: true, value: name };
  const found = masks.find((mask) => mask.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return { ok: true, value: found.name };
  const known = masks.slice(0, 5).map((mask) => mask.name);
  return refuse(`“${name}” is not among the runbook's masks: ${known.join(', ')}${more(masks.length - 5)}.`);
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}
