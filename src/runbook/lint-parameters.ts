/** Parameters against the statements and expressions that use them. */
import type { z } from 'zod';
import { LIMITS } from './limits.ts';
import { sentenceIssues } from './lint-expressions.ts';
import type { Definitions } from './merge.ts';
import { typeOf } from './parameter-types.ts';
import { PLAIN_CHOICE } from './parameter-values.ts';
import { didYouMean, type Issue, type Path } from './problems.ts';
import type { Parameter, parametersSchema } from './schema-parameters.ts';
import { readProblems } from './sql-rules.ts';
import { lexTemplate, type Token } from './sql-template.ts';

export type WrittenParameters = z.output<typeof parametersSchema>;

export type Targets = Pick<Definitions, 'tables' | 'masks'>;

/** Every `{hole}` and `:marker` of a statement names a declared parameter that can stand there. */
export function placeholderIssues(
  template: string,
  declared: WrittenParameters,
  targets: Targets,
  path: Path,
): readonly Issue[] {
  return placeholdersOf(template).flatMap((token) => {
    const parameter = Object.hasOwn(declared, token.text) ? declared[token.text] : undefined;
    const message =
      parameter === undefined
        ? `uses "${token.text}", which is not among its parameters.${didYouMean(token.text, Object.keys(declared))}`
        : misplaced(token, parameter, targets);
    return message === undefined ? [] : [{ path, message }];
  });
}

export function placeholdersOf(template: string): readonly Token[] {
  return lexTemplate(template).tokens.filter(({ kind }) => kind === 'hole' || kind === 'marker');
}

/** `used` are the names that statements, expressions and suggestions mention. */
export function unusedIssues(declared: WrittenParameters, used: ReadonlySet<string>): readonly Issue[] {
  const ids = Object.keys(declared);
  if (ids.length > LIMITS.parameters) {
    return [{ path: ['parameters'], message: `has ${ids.length} parameters, at most ${LIMITS.parameters}` }];
  }
  return ids
    .filter((id) => !used.has(id))
    .map((id) => ({
      path: ['parameters', id],
      at: 'key',
      message: `parameter "${id}" is declared but used nowhere`,
    }));
}

/** Defaults are values like any other: what is written must be what a person could have typed. */
export function defaultIssues(declared: WrittenParameters, targets: Targets): readonly Issue[] {
  return Object.entries(declared).flatMap(([id, parameter]) => {
    const path: Path = ['parameters', id];
    if (parameter.type === 'number' && parameter.default_from !== undefined) {
      const source = declared[parameter.default_from.split('.')[0] ?? ''];
      if (source?.type !== 'table' || source.of !== 'targets') {
        return [{ path: [...path, 'default_from'], message: 'names no table parameter with "of: targets"' }];
      }
    }
    const loaded = loadedParameter(id, parameter, targets);
    if (!('default' in loaded) || loaded.default === undefined) return [];
    const parsed = typeOf(parameter.type).parse(String(loaded.default), loaded);
    const at = 'default' in parameter && parameter.default !== undefined ? 'default' : 'default_from';
    return parsed.ok ? [] : [{ path: [...path, at], message: `the default is refused: ${parsed.error}` }];
  });
}

/** What is offered to choose from, or looked up, must be one single read that other parameters of the form allow. */
export function lookupIssues(declared: WrittenParameters, targets: Targets): readonly Issue[] {
  return Object.entries(declared).flatMap(([id, parameter]) => {
    if (parameter.type !== 'version') return [];
    const { recent, at_time: atTime } = parameter;
    const path: Path = ['parameters', id];
    const others = Object.fromEntries(Object.entries(declared).filter(([other]) => other !== id));
    const oneRead = (statement: string, at: Path): readonly Issue[] => [
      ...readProblems(statement).map((message) => ({ path: at, message })),
      ...placeholderIssues(statement, others, targets, at),
    ];
    return [
      ...(recent === undefined
        ? []
        : [
            ...oneRead(recent.statement, [...path, 'recent', 'statement']),
            ...sentenceIssues(recent.say, { row: null, now: new Set<string>() }, [...path, 'recent', 'say']),
          ]),
      ...(atTime === undefined ? [] : oneRead(atTime.statement, [...path, 'at_time', 'statement'])),
    ];
  });
}

/** As it is when loaded. What may only name targets knows which they are. */
export function loadedParameter(
  id: string,
  parameter: WrittenParameters[string],
  targets: Targets,
): Parameter {
  return { ...parameter, id, ...amongTargets(parameter, targets) } as Parameter;
}

/** What the loader adds to a parameter that may only name targets. */
export function amongTargets(
  parameter: WrittenParameters[string],
  { tables, masks }: Targets,
): Pick<Parameter, 'among' | 'masks'> & { readonly default?: string } {
  if (!('of' in parameter) || parameter.of !== 'targets') return {};
  if (parameter.type === 'table') return { among: named(tables) };
  if (parameter.type !== 'tables') return { masks: named(masks) };
  const among = named(tables);
  const large = among.filter(({ large: isLarge }) => isLarge === true).map(({ name }) => name);
  return { among, ...(parameter.default_from === undefined ? {} : { default: large.join(', ') }) };
}

function named<Entry extends object>(
  section: ReadonlyMap<string, { readonly id: string; readonly entry: Entry | null }>,
): readonly (Entry & { readonly name: string })[] {
  return [...section.values()].flatMap(({ id, entry }) => (entry === null ? [] : [{ ...entry, name: id }]));
}

function misplaced(
  token: Token,
  parameter: WrittenParameters[string],
  { tables }: Targets,
): string | undefined {
  if (parameter.type === 'tables')
    return `"${token.text}" are several: name it in for_each, and write {each}`;
  const type = typeOf(parameter.type);
  if (type.hole === undefined && type.bind === undefined)
    return `a ${parameter.type} has no place in a statement: name "${token.text}" under "for"`;
  if (token.kind === 'marker') {
    return type.bind === undefined
      ? `a ${parameter.type} cannot be bound: write {${token.text}} instead of :${token.text}`
      : undefined;
  }
  if (token.member !== undefined) return memberProblem(token, parameter, tables);
  if (type.hole === undefined)
    return `a ${parameter.type} cannot stand in the text: write :${token.text} instead of {${token.text}}`;
  if (parameter.type === 'number' && parameter.whole !== true)
    return `a number stands in the text only with "whole: true": write :${token.text} instead of {${token.text}}`;
  const odd = parameter.type === 'choice' ? parameter.of.find((one) => !PLAIN_CHOICE.test(one)) : undefined;
  return odd === undefined
    ? undefined
    : `“${odd}” cannot stand in the text: letters, digits, spaces, dots and hyphens, or write :${token.text}`;
}

function memberProblem(
  token: Token,
  parameter: WrittenParameters[string],
  tables: Definitions['tables'],
): string | undefined {
  const written = `{${token.text}.${token.member ?? ''}}`;
  if (token.member !== 'time_column') return `${written}: only time_column can be asked of a table`;
  if (parameter.type !== 'table' || parameter.of !== 'targets') {
    return `${written} needs "${token.text}" to be a table with "of: targets"`;
  }
  const without = [...tables.values()].find(({ entry }) => entry !== null && entry.time_column === undefined);
  return without === undefined ? undefined : `${written}: the target ${without.id} has no time_column`;
}
