/** What an action gives, and whether it can be taken back without taking more. */

import { lastingMs } from './lasting.ts';
import { LIMITS } from './limits.ts';
import { placeholdersOf } from './lint-parameters.ts';
import { didYouMean, type Issue, type Path } from './problems.ts';
import type { WrittenAction } from './schema-actions.ts';
import { lexTemplate } from './sql-template.ts';

type Closing = NonNullable<WrittenAction['for']>['verify'];

/** The part that says whether it is gone, where there is one, with its place. */
export function closingPart(
  action: Pick<WrittenAction, 'for'>,
): readonly { readonly part: Closing; readonly path: Path }[] {
  return action.for === undefined ? [] : [{ part: action.for.verify, path: ['for', 'verify'] }];
}

export function givesIssues(action: WrittenAction): readonly Issue[] {
  const { gives, takes } = action;
  const taken = takes === undefined ? [] : eachIssues(action, takes, ['takes', 'each']);
  if (gives === undefined) {
    const message = 'nothing says what is taken back at the end: add "gives" with "taken_by"';
    return action.for === undefined ? taken : [{ path: ['for'], message }, ...taken];
  }
  const each = eachIssues(action, gives, ['gives', 'each']);
  return [...statementIssues(action, gives), ...each, ...forIssues(action, gives), ...taken];
}

type Gives = NonNullable<WrittenAction['gives']>;

/** Only a REVOKE does no harm when it is sent again, and it has to name all that the GRANT names. */
function statementIssues({ statements }: WrittenAction, { taken_by }: Gives): readonly Issue[] {
  const path = ['gives', 'taken_by'];
  const [given = '', ...more] = statements;
  if (more.length > 0 || firstWord(given) !== 'GRANT') {
    const message = 'is for an action of one single GRANT: what a part of a list has given could not be told';
    return [{ path: ['gives'], message }];
  }
  if (firstWord(taken_by) !== 'REVOKE')
    return [
      { path, message: 'is no REVOKE: it is sent until nothing is left, and nothing else may be sent twice' },
    ];
  const [named, taken] = [given, taken_by].map((text) => placeholdersOf(text).map(({ text: name }) => name));
  const missing = (named ?? []).filter((name) => taken?.includes(name) !== true);
  return missing.map((name) => ({ path, message: `does not name {${name}}, which the GRANT names` }));
}

function eachIssues({ parameters }: WrittenAction, { each, taken_by }: Gives, path: Path): readonly Issue[] {
  if (each === undefined) return [];
  const lists = Object.keys(parameters).filter((id) => parameters[id]?.type === 'privilege');
  if (!lists.includes(each))
    return [{ path, message: `there is no list of privileges "${each}".${didYouMean(each, lists)}` }];
  const stands = placeholdersOf(taken_by).some(({ text }) => text === each);
  return stands ? [] : [{ path, message: `"taken_by" does not name {${each}}` }];
}

function forIssues(action: WrittenAction, { each }: Gives): readonly Issue[] {
  const { parameters, undo } = action;
  if (action.for === undefined) return [];
  const { duration } = action.for;
  const path = ['for', 'duration'];
  const durations = Object.keys(parameters).filter((id) => parameters[id]?.type === 'duration');
  const unknown = durations.includes(duration)
    ? []
    : [{ path, message: `there is no duration "${duration}".${didYouMean(duration, durations)}` }];
  const endsItself = 'leave "undo" away: what is given for a while is taken back by ending it early';
  return [
    ...unknown,
    ...durations.flatMap((id) => spanIssues(parameters, id)),
    ...(undo === undefined ? [] : [{ path: ['undo'], at: 'key' as const, message: endsItself }]),
    ...wholesaleIssues(parameters, each),
  ];
}

function spanIssues(parameters: WrittenAction['parameters'], id: string): readonly Issue[] {
  const parameter = parameters[id];
  if (parameter?.type !== 'duration') return [];
  const [min, max] = [lastingMs(parameter.min), lastingMs(parameter.max)];
  const path = ['parameters', id];
  if (min > max) return [{ path: [...path, 'min'], message: `is longer than the most, ${parameter.max}` }];
  if (min < LIMITS.lastingMinMs) return [{ path: [...path, 'min'], message: 'should be at least 5m' }];
  return max > LIMITS.lastingMaxMs ? [{ path: [...path, 'max'], message: 'should be at most 31d' }] : [];
}

/** REVOKE ALL PRIVILEGES takes along what others have given meanwhile, and REVOKE of a list what only some of it is covered. */
function wholesaleIssues(
  parameters: WrittenAction['parameters'],
  each: string | undefined,
): readonly Issue[] {
  return Object.entries(parameters).flatMap(([id, parameter]) => {
    if (parameter.type !== 'privilege') return [];
    const path = ['parameters', id, 'of'];
    if (parameter.of.includes('ALL PRIVILEGES')) {
      const message = 'REVOKE ALL PRIVILEGES would take what others gave as well: offer single privileges';
      return [{ path, message }];
    }
    const message = `several may be given, and each ends by itself: set "gives.each" to ${id}`;
    return each === id || parameter.of.length === 1 ? [] : [{ path, message }];
  });
}

function firstWord(text: string): string | undefined {
  const [first] = lexTemplate(text).tokens;
  return first?.kind === 'word' ? first.text.toUpperCase() : undefined;
}
