/** Which parameter each value of a line is for, by its name, or by being the only one that it can be. */

import { parseOne } from '../src/runbook/parameters.ts';
import type { Parameters } from '../src/runbook/schema-parameters.ts';
import { nearest } from './nearest.ts';
import { typedValues } from './typed.ts';
import { readValues } from './value-line.ts';

export type Given = {
  readonly raw: { readonly [parameter: string]: string };
  /** What the line cannot mean. */
  readonly problems: readonly string[];
};

export function givenFor(declared: Parameters, text: string): Given {
  const { written, problems } = readValues(typedValues(text));
  const raw: Record<string, string> = {};
  const wrong = [...problems];
  for (const { name, value } of written) {
    if (name === null) continue;
    const id = known(declared, name);
    if (id === null) wrong.push(unknownName(declared, name));
    else raw[id] = value;
  }
  for (const { value } of written.filter(({ name }) => name === null)) {
    const free = Object.values(declared).filter(({ id }) => !Object.hasOwn(raw, id));
    const meant = free.length === 1 ? free : free.filter((parameter) => parseOne(parameter, value).ok);
    const [only, second] = meant;
    if (only !== undefined && second === undefined) raw[only.id] = value;
    else
      wrong.push(
        unclear(
          value,
          (second === undefined ? free : meant).map(({ id }) => id),
        ),
      );
  }
  return { raw, problems: wrong };
}

function known(declared: Parameters, name: string): string | null {
  const asked = name.toLowerCase().replaceAll('-', '_');
  return Object.keys(declared).find((id) => id === asked) ?? null;
}

function unknownName(declared: Parameters, name: string): string {
  const ids = Object.keys(declared);
  const meant = nearest(name.toLowerCase(), ids);
  const hint = meant === null ? (ids.length === 0 ? '' : ` ${orList(ids)} is.`) : ` Did you mean ${meant}?`;
  return `${name} is not asked for.${hint}`;
}

function unclear(value: string, ids: readonly string[]): string {
  const [first = ''] = ids;
  return first === ''
    ? `“${value}” is not asked for.`
    : `“${value}” could be anything: say what it is, as in ${first}=${value} (${orList(ids)}).`;
}

function orList(ids: readonly string[]): string {
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} or ${ids.at(-1)}`;
}
