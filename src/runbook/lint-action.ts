/** One action, looked at as a whole. */

import { kindOf, parameterOf } from './call-kinds.ts';
import { LIMITS } from './limits.ts';
import { namedTexts } from './lint-check.ts';
import { forEachIssues, withEach } from './lint-each.ts';
import { expressionIssues, mentioned, mentions, type Scope, sentenceIssues } from './lint-expressions.ts';
import { closingPart, givesIssues } from './lint-gives.ts';
import {
  defaultIssues,
  lookupIssues,
  placeholderIssues,
  placeholdersOf,
  type Targets,
  unusedIssues,
} from './lint-parameters.ts';
import type { Issue, Path } from './problems.ts';
import { didYouMean } from './problems.ts';
import type { WrittenAction } from './schema-actions.ts';
import { expressionsIn } from './sentence.ts';
import { changeProblems, dryRunProblems, readProblems } from './sql-rules.ts';
import { lexTemplate } from './sql-template.ts';

type Text = {
  readonly text: string;
  readonly path: Path;
  readonly scope: Scope;
  readonly form: 'expression' | 'sentence';
};

type Template = { readonly text: string; readonly path: Path; readonly role: keyof typeof problemsOf };

/** What is measured may also be what a change would do, as the engine itself says without doing it. */
const problemsOf = {
  change: changeProblems,
  read: (text: string) => (dryRunProblems(text).length === 0 ? [] : readProblems(text)),
} as const;

export function lintAction(action: WrittenAction, targets: Targets): readonly Issue[] {
  const templates = templatesOf(action);
  const texts = textsOf(action);
  const expressions = texts.flatMap(({ text, form }) =>
    form === 'expression' ? [text] : expressionsIn(text),
  );
  const used = new Set([
    ...templates.flatMap(({ text }) => placeholdersOf(text).map((token) => token.text)),
    ...mentioned(expressions, 'params'),
    ...calledParameters(action),
    ...(action.for === undefined ? [] : [action.for.duration]),
    ...(action.for_each === undefined ? [] : [action.for_each]),
  ]);
  const declared = withEach(action, targets);
  return [
    ...templates.flatMap(({ text, path, role }) => [
      ...problemsOf[role](text).map((message) => ({ path, message })),
      ...placeholderIssues(text, declared, targets, path),
    ]),
    ...unusedIssues(action.parameters, used),
    ...defaultIssues(action.parameters, targets),
    ...lookupIssues(action.parameters, targets),
    ...texts.flatMap(({ text, path, scope, form }) =>
      form === 'expression' ? expressionIssues(text, scope, path) : sentenceIssues(text, scope, path),
    ),
    ...unchangedIssues(action),
    ...listIssues(action),
    ...forEachIssues(action),
    ...countIssues(action),
    ...containmentIssues(action),
    ...givesIssues(action),
  ];
}

function calledParameters({ call }: WrittenAction): readonly string[] {
  return call === undefined ? [] : Object.keys(kindOf(call).fields).map((field) => parameterOf(call, field));
}

function templatesOf(action: WrittenAction): readonly Template[] {
  const reads = partsOf(action).flatMap(({ part, path }) =>
    Object.entries(part.reads)
      .filter(([, read]) => read.rest === undefined)
      .map(([name, read]) => ({
        text: read.statement,
        path: [...path, 'reads', name, 'statement'],
        role: 'read' as const,
      })),
  );
  return [
    ...action.statements.map((text, index) => ({
      text,
      path: ['statements', index],
      role: 'change' as const,
    })),
    ...(['gives', 'takes'] as const).flatMap((key) => {
      const text = action[key]?.taken_by;
      return text === undefined ? [] : [{ text, path: [key, 'taken_by'], role: 'change' as const }];
    }),
    ...reads,
  ];
}

function textsOf(action: WrittenAction): readonly Text[] {
  const params = new Set(Object.keys(action.parameters));
  const before = new Set(Object.keys(action.evidence.facts));
  const { evidence, verify, reconcile } = action;
  const boxed: Scope = (action.gives ?? action.takes) === undefined ? {} : { boxed: new Set() };
  const scene: Scope = { params, reads: names(evidence.reads), facts: before, ...boxed };
  const ofEach: Scope = action.for_each === undefined ? scene : { ...scene, each: new Set() };
  const after = (part: Pick<typeof verify, 'reads' | 'facts'>): Scope => ({
    params,
    reads: names(part.reads),
    facts: names(part.facts),
    before,
    claimedAt: new Set(),
    until: new Set(),
    ...(part === reconcile && isList(action) ? { statement: new Set<string>() } : {}),
  });
  const inForm = (form: Text['form'], scope: Scope) => (text: { text: string; path: Path }) => ({
    ...text,
    scope,
    form,
  });
  return [
    ...factTexts(evidence.facts, ['evidence', 'facts'], scene),
    ...evidence.refuse.flatMap(({ when, say }, index) => [
      { text: when, path: ['evidence', 'refuse', index, 'when'], scope: scene, form: 'expression' as const },
      { text: say, path: ['evidence', 'refuse', index, 'say'], scope: scene, form: 'sentence' as const },
    ]),
    ...evidence.show.map((line, index) =>
      'each' in line
        ? inForm('sentence', ofEach)({ text: line.each, path: ['evidence', 'show', index, 'each'] })
        : inForm('sentence', scene)({ text: line.value, path: ['evidence', 'show', index, 'value'] }),
    ),
    ...action.warnings.flatMap((warning, index) => [
      ...('when' in warning
        ? [inForm('expression', scene)({ text: warning.when, path: ['warnings', index, 'when'] })]
        : []),
      inForm('sentence', scene)({ text: warning.say, path: ['warnings', index] }),
    ]),
    ...factTexts(verify.facts, ['verify', 'facts'], after(verify)),
    inForm('expression', after(verify))({ text: verify.pass, path: ['verify', 'pass'] }),
    ...namedTexts(verify.say, ['verify', 'say']).map(inForm('sentence', after(verify))),
    ...factTexts(reconcile.facts, ['reconcile', 'facts'], after(reconcile)),
    inForm('expression', after(reconcile))({ text: reconcile.applied, path: ['reconcile', 'applied'] }),
    ...namedTexts(reconcile.say, ['reconcile', 'say']).map(inForm('sentence', after(reconcile))),
    ...closingPart(action).flatMap(({ part, path }) => [
      ...factTexts(part.facts, [...path, 'facts'], after(part)),
      inForm('expression', after(part))({ text: part.pass, path: [...path, 'pass'] }),
      ...namedTexts(part.say, [...path, 'say']).map(inForm('sentence', after(part))),
    ]),
    ...undosOf(action)
      .flatMap(({ undo, path }) => [
        ...namedTexts(undo.with, [...path, 'with']),
        { text: undo.say, path: [...path, 'say'] },
      ])
      .map(inForm('sentence', { params, before, ...boxed })),
  ];
}

type Undo = Omit<NonNullable<WrittenAction['undo']>, 'otherwise'>;

/** Both ways back, where there are two, with their places. */
export function undosOf({ undo }: WrittenAction): readonly { readonly undo: Undo; readonly path: Path }[] {
  if (undo === undefined) return [];
  const first = { undo, path: ['undo'] };
  return undo.otherwise === undefined
    ? [first]
    : [first, { undo: undo.otherwise, path: ['undo', 'otherwise'] }];
}

/** A fact may use those above it, and none below. */
function factTexts(facts: { readonly [name: string]: string }, path: Path, scope: Scope): readonly Text[] {
  return Object.entries(facts).map(([name, text], index, all) => ({
    text,
    path: [...path, name],
    scope: { ...scope, facts: new Set(all.slice(0, index).map(([earlier]) => earlier)) },
    form: 'expression',
  }));
}

function unchangedIssues({ evidence }: WrittenAction): readonly Issue[] {
  const known = Object.keys(evidence.facts);
  return evidence.unchanged.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [
          {
            path: ['evidence', 'unchanged', index],
            message: `there is no fact "${name}".${didYouMean(name, known)}`,
          },
        ],
  );
}

function isList({ statements, for_each }: WrittenAction): boolean {
  return statements.length > 1 || for_each !== undefined;
}

/** Of a list whose answer was lost, the engine's traces have to tell which of its statements ran. */
function listIssues(action: WrittenAction): readonly Issue[] {
  const { statements, reconcile } = action;
  const asked = [...Object.values(reconcile.facts), reconcile.applied];
  if (!isList(action) || mentions(asked, 'statement')) return [];
  const many = action.for_each === undefined ? String(statements.length) : 'several';
  const message = `has ${many} statements, and "applied" does not say for which of them: use "statement", which is 1 for the first`;
  return [{ path: ['reconcile', 'applied'], message }];
}

type Part = Pick<WrittenAction['verify'], 'reads' | 'facts'>;

/** All that reads, with its place. */
function partsOf(action: WrittenAction): readonly { readonly part: Part; readonly path: Path }[] {
  const { evidence, verify, reconcile } = action;
  const always = Object.entries({ evidence, verify, reconcile });
  return [...always.map(([name, part]) => ({ part, path: [name] })), ...closingPart(action)];
}

function countIssues(action: WrittenAction): readonly Issue[] {
  return partsOf(action).flatMap(({ part, path }) => {
    const reads = Object.keys(part.reads).length;
    const facts = Object.keys(part.facts).length;
    const told = [
      reads === 0 ? [`"${path.join('.')}" reads nothing: it would prove nothing`, 'reads'] : [],
      reads > LIMITS.reads ? [`has ${reads} reads, at most ${LIMITS.reads}`, 'reads'] : [],
      facts > LIMITS.facts ? [`has ${facts} facts, at most ${LIMITS.facts}`, 'facts'] : [],
    ];
    return told.flatMap(([message, key]) =>
      message === undefined || key === undefined ? [] : [{ path: [...path, key], message }],
    );
  });
}

/** What gives somebody more than they had: one person alone may never do that, whoever the runbook lets break the glass. */
const GIVES = /^GRANT\b|\bDROP (?:MASK|ROW FILTER)\b|\bOWNER TO\b/;

function containmentIssues({ containment, statements, call }: WrittenAction): readonly Issue[] {
  const wordsOf = (text: string): string =>
    lexTemplate(text)
      .tokens.map((token) => (token.kind === 'word' ? token.text.toUpperCase() : '·'))
      .join(' ');
  const calls = call !== undefined && !kindOf(call).takesAway(call);
  const gives = calls || statements.some((text) => GIVES.test(wordsOf(text)));
  if (!containment || !gives) return [];
  const what = call === undefined || call.operation === 'group_membership' ? 'gives access' : 'does more';
  const message = `${what}, and "containment" is for what only takes it away: that may go without a second person`;
  return [{ path: ['containment'], message }];
}

function names(mapping: object): ReadonlySet<string> {
  return new Set(Object.keys(mapping));
}
