/** An action over several tables: what it sends and reads is written for one, `{each}`, and made for every one of them. */
import { eachOf } from './parameter-names.ts';
import type { Values } from './parameters.ts';
import type { Action } from './schema-actions.ts';
import type { Parameter, Parameters } from './schema-parameters.ts';
import { lexTemplate } from './sql-template.ts';

/** The name by which statements, reads and sentences know the one that they are about. */
export const EACH = 'each';

/** What a statement is rendered with. `each` null: it is not about one of several. */
export type Turn = {
  readonly each: string | null;
  readonly declared: Parameters;
  readonly values: Values;
};

type Over = Pick<Action, 'for_each' | 'parameters'>;

/** In the order in which they were named; none, where the action is over one thing. */
export function tablesIn({ for_each }: Pick<Over, 'for_each'>, values: Values): readonly string[] {
  const named = for_each === undefined ? undefined : values[for_each];
  return named === undefined ? [] : eachOf(named);
}

export function turnsOf(action: Over, values: Values): readonly Turn[] {
  const { for_each, parameters } = action;
  const list = for_each === undefined ? undefined : parameters[for_each];
  if (list === undefined) return [{ each: null, declared: parameters, values }];
  const one = eachParameter(list.among === undefined ? {} : { among: list.among });
  return tablesIn(action, values).map((each) => ({
    each,
    declared: { ...parameters, [EACH]: one },
    values: { ...values, [EACH]: each },
  }));
}

export function eachParameter(among: Pick<Parameter, 'among'>): Parameter {
  return { id: EACH, type: 'table', label: 'Table', ...among };
}

export function isOfEach(template: string): boolean {
  return lexTemplate(template).tokens.some(({ kind, text }) => kind === 'hole' && text === EACH);
}
