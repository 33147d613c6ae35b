/** Expressions and sentences against the names that exist where they stand. */
import { compile, isKnownFunction } from './cel.ts';
import { didYouMean, type Issue, type Path } from './problems.ts';
import { expressionsIn, sentenceProblems } from './sentence.ts';

/** Variables by name; a set holds the members that may follow, null means that any may. */
export type Scope = { readonly [variable: string]: ReadonlySet<string> | null };

/** CEL's own names of types, as in `type(x) == string`. */
const TYPE_NAMES = new Set([
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
]);

export function expressionIssues(expression: string, scope: Scope, path: Path): readonly Issue[] {
  const program = compile(expression);
  if (!program.ok) {
    return [{ path, message: `is not CEL: ${program.problem} (character ${program.at})` }];
  }
  const unknown = program.names.functions
    .filter((name) => !isKnownFunction(name))
    .map((name) => ({ path, message: `calls ${name}(), which does not exist` }));
  return [...unknown, ...program.names.paths.flatMap((chain) => chainIssues(chain, scope, path))];
}

export function sentenceIssues(template: string, scope: Scope, path: Path): readonly Issue[] {
  const problems = sentenceProblems(template);
  if (problems.length > 0) return problems.map((message) => ({ path, message }));
  return expressionsIn(template).flatMap((expression) => expressionIssues(expression, scope, path));
}

/** The members of `variable` that the expressions mention: `params` gives the parameters in use. */
export function mentioned(expressions: readonly string[], variable: string): ReadonlySet<string> {
  const names = expressions.flatMap((expression) => {
    const program = compile(expression);
    return program.ok
      ? program.names.paths.filter((chain) => chain[0] === variable).map((chain) => chain[1])
      : [];
  });
  return new Set(names.filter((name) => name !== undefined));
}

/** Whether any of the expressions uses the variable. */
export function mentions(expressions: readonly string[], variable: string): boolean {
  return expressions.some((expression) => {
    const program = compile(expression);
    return program.ok && program.names.paths.some(([name]) => name === variable);
  });
}

function chainIssues(chain: readonly string[], scope: Scope, path: Path): readonly Issue[] {
  const [variable = '', member] = chain;
  if (TYPE_NAMES.has(variable)) return [];
  const members = Object.hasOwn(scope, variable) ? scope[variable] : undefined;
  if (members === undefined) {
    const known = Object.keys(scope);
    const hint = didYouMean(variable, known) || ` Known here: ${known.join(', ')}.`;
    return [{ path, message: `there is no "${variable}" here.${hint}` }];
  }
  if (members === null || member === undefined || members.has(member)) return [];
  return [{ path, message: `there is no "${variable}.${member}".${didYouMean(member, members)}` }];
}
