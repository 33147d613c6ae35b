/** One checklist, looked at as a whole: its items can be told apart, and each says how it is done. */
import { loadedParameter, type WrittenParameters } from './lint-parameters.ts';
import type { Definitions } from './merge.ts';
import { parseOne, parseParameters } from './parameters.ts';
import { didYouMean, type Issue, type Path } from './problems.ts';
import type { WrittenChecklist } from './schema-checklists.ts';
import type { Parameter } from './schema-parameters.ts';

type Item = WrittenChecklist['items'][number];

export function lintChecklist({ items }: WrittenChecklist, definitions: Definitions): readonly Issue[] {
  return items.flatMap((item, index) => {
    const path: Path = ['items', index];
    const first = items.findIndex(({ id }) => id === item.id);
    return [
      ...(first === index ? [] : [{ path: [...path, 'id'], message: `there are two items "${item.id}"` }]),
      ...howIssues(item, path),
      ...parameterIssues(item, definitions, path),
    ];
  });
}

function howIssues({ id, check, action, how, with: given }: Item, path: Path): readonly Issue[] {
  if (check !== undefined && action !== undefined)
    return [
      {
        path: [...path, 'action'],
        message: `item "${id}" names a check too: Run does one of them, name one`,
      },
    ];
  if (check !== undefined || action !== undefined) return [];
  if (Object.keys(given).length > 0)
    return [
      { path: [...path, 'with'], message: `item "${id}" names no check or action that these could be for` },
    ];
  return how === undefined
    ? [{ path, message: `item "${id}" names no check or action and does not say how it is done: add "how"` }]
    : [];
}

function parameterIssues(item: Item, definitions: Definitions, path: Path): readonly Issue[] {
  return [
    ...checkIssues(item, definitions, path),
    ...(item.action === undefined ? [] : givenIssues(definitions, item.action, item.with, path)),
  ];
}

/** Of an action a person fills in the rest; what is given has to be what they could have typed. */
export function givenIssues(
  definitions: Definitions,
  action: string,
  given: Item['with'],
  path: Path,
): readonly Issue[] {
  const written = definitions.actions.get(action)?.entry?.parameters;
  if (written === undefined) return [];
  const declared = loaded(written, definitions);
  return Object.entries(given).flatMap(([id, text]) => {
    const parameter = Object.hasOwn(declared, id) ? declared[id] : undefined;
    const parsed = parameter === undefined ? null : parseOne(parameter, text);
    if (parsed?.ok === true) return [];
    const message =
      parsed === null
        ? `action "${action}" asks for no "${id}".${didYouMean(id, Object.keys(declared))}`
        : `action "${action}" cannot be asked for with this: ${parsed.error}`;
    return [{ path: [...path, 'with', id], message }];
  });
}

/** Nobody is there to fill in what is missing when it is run. */
export function checkIssues(
  { check, with: given }: Pick<Item, 'with'> & { readonly check?: string | undefined },
  definitions: Definitions,
  path: Path,
): readonly Issue[] {
  const written = check === undefined ? undefined : definitions.checks.get(check)?.entry?.parameters;
  if (written === undefined) return [];
  const parsed = parseParameters(loaded(written, definitions), given);
  if (parsed.ok) return [];
  return Object.entries(parsed.errors).map(([id, error]) => ({
    path: Object.hasOwn(given, id) ? [...path, 'with', id] : [...path, 'check'],
    message: `check "${check}" cannot be run with this: ${error}`,
  }));
}

function loaded(written: WrittenParameters, definitions: Definitions): { [id: string]: Parameter } {
  return Object.fromEntries(
    Object.entries(written).map(([id, parameter]) => [id, loadedParameter(id, parameter, definitions)]),
  );
}
