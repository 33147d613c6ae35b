/**
 * What the sentences of the runbook may tell. Conditions, facts and suggestions are worked out on the result as it is; what
 * a hole gives is masked before it is said, so that no verdict depends on what is shown.
 */

import type { Row } from '../check/warehouse.ts';
import { canonicalJson, type Json } from '../journal/json.ts';
import { type Columns, keepOf, PERSONAL_SHOWN, principalsIn } from '../pii/columns.ts';
import { type Keep, maskJson, maskText, NOBODY } from '../pii/mask.ts';
import { compile, evaluate, type Variables } from './cel.ts';
import type { Values } from './parameters.ts';
import type { Parameters } from './schema-parameters.ts';

/** From a hole's expression and its value to what is said of it. */
export type Discretion = (expression: string, value: Json) => Json;

/** Where nothing is declared, nothing is exempt. */
export const DISCREET: Discretion = (expression, value) => maskJson(value, NOBODY, nameOf(expression));

export type Table = { readonly columns: Columns; readonly rows: readonly Row[] };

type Expressions = { readonly [name: string]: string };

export type Ground = {
  readonly tables: readonly Table[];
  readonly parameters: Parameters;
  readonly values: Values;
  /** How `facts.x` and `before.x` were worked out: an address that comes by them is as good as from its column. */
  readonly facts: Expressions;
  readonly before?: Expressions;
  /** Further addresses that may be shown. */
  readonly keep?: Keep;
  /** What expressions would see if the personal columns were empty; null where there are none. */
  readonly blanked: Variables | null;
};

/**
 * An address is shown where the hole reads it from a column or a parameter of principals, by its expression: the same
 * address in an error message is not. A hole that would say something else if the personal columns were blank says nothing.
 */
export function discretionOf(ground: Ground): Discretion {
  const { tables, parameters, values, facts, before = {}, blanked } = ground;
  const keep: Keep = new Set([
    ...tables.flatMap(({ columns, rows }) => [...principalsIn(columns, rows)]),
    ...principalsAmong(parameters, values),
    ...(ground.keep ?? []),
  ]);
  const naming = new Set([
    ...tables.flatMap(({ columns }) => columns.principal ?? []),
    ...Object.values(parameters).flatMap(({ id, type }) => (type === 'principal' ? [id] : [])),
  ]);
  const namesSomebody = (expression: string): boolean =>
    membersOf(expression, facts, before, new Set()).some((member) => naming.has(member));
  return (expression, value) => {
    if (blanked !== null && isOther(expression, value, blanked)) return PERSONAL_SHOWN;
    return maskJson(value, namesSomebody(expression) ? keep : NOBODY, nameOf(expression));
  };
}

/** Those whom a person named in the request: what is said of it is about them. */
export function principalsAmong(parameters: Parameters, values: Values): Keep {
  const named = Object.values(parameters).filter(({ type }) => type === 'principal');
  return keepOf(named.map(({ id }) => values[id] ?? null));
}

/** As they are told beside a result. */
export function shownValues(parameters: Parameters, values: Values): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const keep = parameters[name]?.type === 'principal' ? keepOf([value]) : NOBODY;
      return [name, maskText(String(value), keep)];
    }),
  );
}

/** The facts as far as they can be had of blanked columns: a hole that uses one that cannot be had says nothing. */
export function blankedFacts(
  expressions: Expressions,
  variables: Variables,
): { readonly [name: string]: Json } {
  const facts: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(expressions)) {
    const found = evaluate(expression, { ...variables, facts });
    if (found.ok) facts[name] = found.value;
  }
  return facts;
}

function isOther(expression: string, value: Json, blanked: Variables): boolean {
  const other = evaluate(expression, blanked);
  return !other.ok || canonicalJson(other.value) !== canonicalJson(value);
}

/** The members that the expression reads, and those that the facts in it were worked out from. */
function membersOf(
  expression: string,
  facts: Expressions,
  before: Expressions,
  seen: Set<string>,
): readonly string[] {
  const program = compile(expression);
  if (!program.ok || seen.has(expression)) return [];
  seen.add(expression);
  const deeper = program.names.paths.flatMap(([root, name = '']) => {
    // The facts of before were worked out from each other only.
    if (root === 'before') return membersOf(before[name] ?? '', before, {}, seen);
    return root === 'facts' ? membersOf(facts[name] ?? '', facts, before, seen) : [];
  });
  return [...program.names.members, ...deeper];
}

/** `bsn` of `rows[0].bsn`: what the value is called where it comes from. */
function nameOf(expression: string): string {
  return /\.([A-Za-z_]\w*)$/.exec(expression)?.[1] ?? '';
}
