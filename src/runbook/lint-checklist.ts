/** One checklist, looked at as a whole: its items can be told apart, and each says how it is done. */
import { amongTargets, type WrittenParameters } from './lint-parameters.ts';
import type { Definitions } from './merge.ts';
import { parseParameters } from './parameters.ts';
import type { Issue, Path } from './problems.ts';
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

function howIssues({ id, check, how, with: given }: Item, path: Path): readonly Issue[] {
  if (check !== undefined) return [];
  if (Object.keys(given).length > 0)
    return [{ path: [...path, 'with'], message: `item "${id}" names no check that these could be for` }];
  return how === undefined
    ? [{ path, message: `item "${id}" names no check and does not say how it is done: add "how"` }]
    : [];
}

/** Nobody is there to fill in what is missing when it is run. */
function parameterIssues(
  { check, with: given }: Item,
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
    Object.entries(written).map(([id, parameter]) => [
      id,
      { ...parameter, id, ...amongTargets(parameter, definitions) },
    ]),
  );
}
