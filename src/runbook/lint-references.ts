/** What no single definition can know: whether the others that it names exist, and fit. */

import { type Approvers, areFewer } from './approvers.ts';
import { lintAction, undosOf } from './lint-action.ts';
import { groupIssues, lintCall } from './lint-call.ts';
import { lintCheck } from './lint-check.ts';
import { lintChecklist } from './lint-checklist.ts';
import type { WrittenParameters } from './lint-parameters.ts';
import { lintProcedure, stepsIn } from './lint-procedure.ts';
import { endpointIssues, modelIssues, namedTargets, queryIssues } from './lint-targets.ts';
import type { Defined, Definitions } from './merge.ts';
import { didYouMean, type Issue, type Path, type Problem } from './problems.ts';
import { SECTIONS, type SectionName } from './schema.ts';
import { MAY_BE_QUIET } from './schema-pace.ts';
import type { WrittenStep } from './schema-procedures.ts';
import { SEVERITY_IDS } from './schema-team.ts';
import type { Lead } from './verdict.ts';
import { problemAt } from './yaml-source.ts';

/** `directory` is named where something is missing from all files. */
export function lintReferences(definitions: Definitions, directory: string): readonly Problem[] {
  const { severities, areas, checks, actions, checklists, procedures } = definitions;
  return [
    ...SEVERITY_IDS.filter((id) => !severities.has(id)).map((id) => ({
      file: directory,
      line: 1,
      column: 1,
      message: `severity ${id} is defined nowhere: add it under severities`,
    })),
    ...teamIssues(definitions),
    ...each(definitions.queries, queryIssues),
    ...each(areas, (area) => {
      const link = linker(definitions);
      return [
        ...link('checks', area.checks, ['checks']),
        ...link('actions', area.actions, ['actions']),
        ...link('contacts', area.escalation, ['escalation']),
        ...link('links', area.links, ['links']),
        ...area.causes.flatMap((cause, index) => [
          ...link('checks', cause.checks, ['causes', index, 'checks']),
          ...link('actions', cause.actions, ['causes', index, 'actions']),
          ...link('contacts', cause.alert, ['causes', index, 'alert']),
          ...link('links', cause.links, ['causes', index, 'links']),
        ]),
      ];
    }),
    ...each(checks, (check) => [
      ...lintCheck(check, definitions),
      ...namedTargets(check).flatMap(({ section, id, path }) => unknownIssue(definitions, section, id, path)),
      ...linker(definitions)('links', check.links, ['links']),
      ...endpointIssues(check, definitions),
      ...modelIssues(check, definitions),
      ...check.suggests.flatMap((suggestion, index) =>
        suggestionIssues(definitions, suggestion, ['suggests', index]),
      ),
    ]),
    ...each(actions, (action) => [
      ...lintAction(action, definitions),
      ...lintCall(action, definitions),
      ...linker(definitions)('groups', action.approvers.groups, ['approvers', 'groups']),
      ...undosOf(action).flatMap(({ undo, path }) => undoIssues(definitions, action.approvers, undo, path)),
    ]),
    ...each(checklists, (checklist) => [
      ...lintChecklist(checklist, definitions),
      ...checklist.items.flatMap(({ check, action, owner }, index) => [
        ...(check === undefined ? [] : unknownIssue(definitions, 'checks', check, ['items', index, 'check'])),
        ...(action === undefined
          ? []
          : unknownIssue(definitions, 'actions', action, ['items', index, 'action'])),
        ...(owner === undefined
          ? []
          : unknownIssue(definitions, 'contacts', owner, ['items', index, 'owner'])),
      ]),
    ]),
    ...each(procedures, (procedure) => [
      ...lintProcedure(procedure, definitions),
      ...stepsIn(procedure).flatMap(({ step, path }) => namedIn(definitions, step, path)),
    ]),
  ];
}

function teamIssues(definitions: Definitions): readonly Problem[] {
  return [...accountGroupIssues(definitions), ...quietIssues(definitions)];
}

/** Nobody sleeps through what cannot wait. */
function quietIssues({ severities }: Definitions): readonly Problem[] {
  return [...severities.values()].flatMap(({ id, entry, source, path }) =>
    entry?.quiet_hours === undefined || MAY_BE_QUIET.includes(id)
      ? []
      : [
          problemAt(source, {
            path: [...path, 'quiet_hours'],
            at: 'key',
            message: `of a ${id} people are told at any hour: quiet hours are for ${MAY_BE_QUIET.join(' and ')}`,
          }),
        ],
  );
}

function namedIn(definitions: Definitions, step: WrittenStep, path: Path): readonly Issue[] {
  const { check, action, owner, tell, watch } = step;
  const named = [
    ['checks', check, ['check']],
    ['checks', watch?.check, ['watch', 'check']],
    ['actions', action, ['action']],
    ['contacts', owner, ['owner']],
    ['contacts', tell, ['tell']],
  ] as const;
  return named.flatMap(([section, id, at]) =>
    id === undefined ? [] : unknownIssue(definitions, section, id, [...path, ...at]),
  );
}

function accountGroupIssues(definitions: Definitions): readonly Problem[] {
  return [...definitions.accountGroups.values()].flatMap(({ id, entry, source, path }) => [
    ...groupIssues(id, definitions).map((issue) =>
      problemAt(source, { ...issue, path: [...path, ...issue.path] }),
    ),
    ...(entry === null ? [] : unknownIssue(definitions, 'contacts', entry.owner, [...path, 'owner'])).map(
      (issue) => problemAt(source, issue),
    ),
  ]);
}

function each<Entry>(
  section: ReadonlyMap<string, Defined<Entry>>,
  issues: (entry: Entry) => readonly Issue[],
): readonly Problem[] {
  return [...section.values()].flatMap(({ entry, source, path }) =>
    entry === null
      ? []
      : issues(entry).map((issue) => problemAt(source, { ...issue, path: [...path, ...issue.path] })),
  );
}

function linker(definitions: Definitions) {
  return (section: SectionName, ids: readonly string[], path: Path): readonly Issue[] =>
    ids.flatMap((id, index) => unknownIssue(definitions, section, id, [...path, index]));
}

function unknownIssue(
  definitions: Definitions,
  section: SectionName,
  id: string,
  path: Path,
): readonly Issue[] {
  const known = definitions[section];
  const message = `there is no ${SECTIONS[section].one} "${id}".${didYouMean(id, known.keys())}`;
  return known.has(id) ? [] : [{ path, message }];
}

type Suggested = { readonly action: string; readonly with: { readonly [id: string]: string } };

function suggestionIssues(definitions: Definitions, suggestion: Lead, path: Path): readonly Issue[] {
  const [what, id, section] =
    'check' in suggestion
      ? (['check', suggestion.check, 'checks'] as const)
      : (['action', suggestion.action, 'actions'] as const);
  const missing = unknownIssue(definitions, section, id, [...path, what]);
  const declared = definitions[section].get(id)?.entry?.parameters;
  if (declared === undefined) return missing;
  return Object.keys(suggestion.with)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => ({
      path: [...path, 'with', name],
      at: 'key' as const,
      message: `${what} "${id}" asks for no "${name}".${didYouMean(name, Object.keys(declared))}`,
    }));
}

/** An undo is filled in without a person's help, so it must be whole; and it may not be the easier way in. */
function undoIssues(
  definitions: Definitions,
  approvers: Approvers,
  undo: Suggested,
  path: Path,
): readonly Issue[] {
  const inverse = definitions.actions.get(undo.action)?.entry;
  const declared: WrittenParameters = inverse?.parameters ?? {};
  const missing = Object.keys(declared)
    .filter((id) => !Object.hasOwn(undo.with, id))
    .map((id) => ({
      path: [...path, 'with'],
      message: `undo gives no "${id}", which "${undo.action}" asks for`,
    }));
  const weaker =
    inverse !== undefined && inverse !== null && areFewer(inverse.approvers, approvers)
      ? [
          {
            path: [...path, 'action'],
            message: `"${undo.action}" asks for fewer approvers than what it undoes`,
          },
        ]
      : [];
  const others = (inverse?.approvers.groups ?? [])
    .filter((group) => !approvers.groups.includes(group))
    .map((group) => ({
      path: [...path, 'action'],
      message: `"${undo.action}" is approved by ${group} too, who may not approve what it undoes`,
    }));
  return [...suggestionIssues(definitions, undo, path), ...missing, ...weaker, ...others];
}
