/** What an action gives, in the pieces in which it is taken back. */
import type { Values } from './parameters.ts';
import type { Action } from './schema-actions.ts';
import { renderStatement } from './statement.ts';

export type Piece = {
  /** The privilege, where each is taken back by itself; else the statement that takes it back. */
  readonly what: string;
  /** The statement that takes it back, without a tag. */
  readonly text: string;
  /** As the request would have it that gave this alone. */
  readonly values: Values;
};

/**
 * One closing statement for each privilege of a list, not one for all of them: whether one ends is decided for each by itself,
 * since another request may still give SELECT and not MODIFY. One statement for both could then be sent only with other
 * bytes than those that were approved; so all that may be sent stands in the bill, and what is covered is left out.
 * Throws AppError('invalid') like `renderStatement`.
 */
export function piecesOf({ gives, parameters }: Action, values: Values): readonly Piece[] {
  return gives === undefined ? [] : named(gives, parameters, values);
}

/** What an action takes away, in the pieces in which others give it. */
export function takenPiecesOf({ takes, parameters }: Action, values: Values): readonly Piece[] {
  if (takes === undefined) return [];
  const { each = '' } = takes;
  const parameter = parameters[each];
  // All at once takes whatever is there.
  const isAll = values[each] === ALL && parameter?.type === 'privilege';
  const single = isAll ? parameter.of.filter((privilege) => privilege !== ALL).join(', ') : '';
  return named(takes, parameters, single === '' ? values : { ...values, [each]: single });
}

const ALL = 'ALL PRIVILEGES';

function named(
  { each, taken_by }: NonNullable<Action['gives']>,
  parameters: Action['parameters'],
  values: Values,
): readonly Piece[] {
  const alone = each === undefined ? [values] : listed(values, each);
  return alone.map((one) => {
    const { text } = renderStatement(taken_by, parameters, one);
    return { what: each === undefined ? text : String(one[each]), text, values: one };
  });
}

function listed(values: Values, each: string): readonly Values[] {
  return String(values[each])
    .split(', ')
    .map((value) => ({ ...values, [each]: value }));
}
