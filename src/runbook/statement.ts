/**
 * Statements with their values. A value enters the text only through the quoting function of its type, or travels beside it
 * as a bound parameter; there is no third way.
 */
import type { Cell, Statement } from '../check/warehouse.ts';
import { AppError } from '../errors.ts';
import { quoteName } from './parameter-names.ts';
import { typeOf } from './parameter-types.ts';
import type { Values } from './parameters.ts';
import type { Parameter, Parameters } from './schema-parameters.ts';
import { lexTemplate, type Token } from './sql-template.ts';

/**
 * Values are checked by their type once more: they may come from a store or from another process's request.
 * Throws AppError('invalid') rather than render anything that `parseParameters` would not have let through.
 */
export function renderStatement(template: string, declared: Parameters, values: Values): Required<Statement> {
  const { tokens, problems } = lexTemplate(template);
  if (problems.length > 0) throw new AppError('invalid', `The statement ${problems[0]}.`);
  const parameters: Record<string, Cell> = {};
  let text = '';
  let copied = 0;
  for (const token of tokens.filter(({ kind }) => kind === 'hole' || kind === 'marker')) {
    if (token.kind === 'hole') {
      const rendered = renderHole(token, declared, values);
      const before = text + template.slice(copied, token.start);
      // A clause that is left away takes the space before it along.
      text = rendered === '' ? before.trimEnd() : before + rendered;
      copied = token.end;
    } else {
      parameters[token.text] = renderBound(token, declared, values);
    }
  }
  return { text: text + template.slice(copied), parameters };
}

function renderHole(token: Token, declared: Parameters, values: Values): string {
  const { parameter, value } = checkedValue(token, declared, values);
  if (token.member !== undefined) return quoteName(memberOf(parameter, value, token.member));
  const { hole } = typeOf(parameter.type);
  if (hole === undefined)
    throw new AppError('invalid', `${parameter.label} can only be bound, as :${token.text}.`);
  return hole(value);
}

function renderBound(token: Token, declared: Parameters, values: Values): Cell {
  const { parameter, value } = checkedValue(token, declared, values);
  const { bind } = typeOf(parameter.type);
  if (bind === undefined)
    throw new AppError('invalid', `${parameter.label} cannot be bound: write {${token.text}}.`);
  return bind(value);
}

function checkedValue(
  token: Token,
  declared: Parameters,
  values: Values,
): { readonly parameter: Parameter; readonly value: string | number } {
  const parameter = Object.hasOwn(declared, token.text) ? declared[token.text] : undefined;
  const value = Object.hasOwn(values, token.text) ? values[token.text] : undefined;
  if (parameter === undefined || value === undefined) {
    throw new AppError('invalid', `The statement needs ${token.text}, which was not given.`);
  }
  const again = typeOf(parameter.type).parse(String(value), parameter);
  if (!again.ok || again.value !== value) {
    throw new AppError('invalid', `${parameter.label}: ${again.ok ? 'not as it was checked' : again.error}`);
  }
  return { parameter, value };
}

/** `{table.time_column}`: a column's name that the runbook gives for the chosen table. */
function memberOf(parameter: Parameter, value: string | number, member: string): string {
  const table =
    parameter.type === 'table' ? parameter.among?.find((entry) => entry.name === value) : undefined;
  const column = member === 'time_column' ? table?.time_column : undefined;
  if (column === undefined) {
    throw new AppError('invalid', `The runbook names no ${member} for ${value}: add it under targets.`);
  }
  return column;
}
