/** One check, looked at as a whole. */

import { expressionIssues, mentioned, type Scope, sentenceIssues } from './lint-expressions.ts';
import {
  defaultIssues,
  placeholderIssues,
  placeholdersOf,
  type Targets,
  unusedIssues,
} from './lint-parameters.ts';
import type { Issue, Path } from './problems.ts';
import type { WrittenCheck } from './schema-checks.ts';
import { expressionsIn } from './sentence.ts';
import { readProblems } from './sql-rules.ts';

const BUDGET_MEMBERS = new Set(['label', 'amount', 'currency', 'days']);

export function lintCheck(check: WrittenCheck, targets: Targets): readonly Issue[] {
  const { verdict } = check;
  const statements = check.kind === 'sql' ? [check.statement] : [];
  const scope: Scope = {
    rows: null,
    params: new Set(Object.keys(check.parameters)),
    targets: new Set(targetParameters(check)),
    ...(check.budget === undefined ? {} : { budget: BUDGET_MEMBERS }),
    facts: new Set(Object.keys(check.facts)),
  };
  const conditions = [
    ...namedTexts(check.facts, ['facts']),
    ...namedTexts({ fail: verdict.fail, warn: verdict.warn }, ['verdict']),
  ];
  const sentences = [
    ...namedTexts(verdict.say, ['verdict', 'say']),
    ...check.next.map((text, index) => ({ text, path: ['next', index] as Path })),
    ...check.suggests.flatMap((suggestion, index) =>
      namedTexts(suggestion.with, ['suggests', index, 'with']),
    ),
  ];
  const expressions = [
    ...conditions.map(({ text }) => text),
    ...sentences.flatMap(({ text }) => expressionsIn(text)),
  ];
  const used = new Set([
    ...statements.flatMap(placeholdersOf).map((token) => token.text),
    ...mentioned(expressions, 'params'),
  ]);
  return [
    ...statements.flatMap((statement) => [
      ...readProblems(statement).map((message) => ({ path: ['statement'], message })),
      ...placeholderIssues(statement, check.parameters, targets, ['statement']),
    ]),
    ...unusedIssues(check.parameters, used),
    ...defaultIssues(check.parameters, targets),
    ...conditions.flatMap(({ text, path }) => expressionIssues(text, scope, path)),
    ...sentences.flatMap(({ text, path }) => sentenceIssues(text, scope, path)),
    ...warnIssues(verdict),
  ];
}

/** Those that name one of the runbook's tables: what it knows of the table can be asked for. */
function targetParameters({ parameters }: WrittenCheck): readonly string[] {
  return Object.entries(parameters)
    .filter(([, parameter]) => parameter.type === 'table' && parameter.of === 'targets')
    .map(([id]) => id);
}

/** The texts of a mapping with their places; absent ones left out. */
export function namedTexts(
  texts: { readonly [name: string]: string | undefined },
  path: Path,
): readonly { readonly text: string; readonly path: Path }[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    text === undefined ? [] : [{ text, path: [...path, name] }],
  );
}

function warnIssues({ warn, say }: WrittenCheck['verdict']): readonly Issue[] {
  if ((warn === undefined) === (say.warn === undefined)) return [];
  const message =
    warn === undefined ? 'says what a warning means, but nothing warns' : 'can warn, but "say" has no "warn"';
  return [{ path: ['verdict', 'say'], message }];
}
