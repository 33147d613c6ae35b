/** One procedure, looked at as a whole: its steps can be told apart, and each can be settled by one thing. */
import { fieldIn } from '../procedure/fields.ts';
import { checkIssues, givenIssues } from './lint-checklist.ts';
import type { Definitions } from './merge.ts';
import { didYouMean, type Issue, type Path } from './problems.ts';
import { STEP_KINDS, type WrittenProcedure, type WrittenStep } from './schema-procedures.ts';

type Placed = { readonly step: WrittenStep; readonly path: Path; readonly isWayBack: boolean };

/** Every step with its place in the file. */
export function stepsIn({ phases, roll_back = [] }: WrittenProcedure): readonly Placed[] {
  return (['phases', 'roll_back'] as const).flatMap((part) =>
    (part === 'phases' ? phases : roll_back).flatMap(({ steps }, phase) =>
      steps.map((step, index) => ({
        step,
        path: [part, phase, 'steps', index],
        isWayBack: part === 'roll_back',
      })),
    ),
  );
}

export function lintProcedure(procedure: WrittenProcedure, definitions: Definitions): readonly Issue[] {
  const placed = stepsIn(procedure);
  const filled = new Set(placed.map(({ step }) => step.fill));
  return [
    ...placed.flatMap(({ step, path, isWayBack }, index) => [
      ...(placed.findIndex((other) => other.step.id === step.id) === index
        ? []
        : [{ path: [...path, 'id'], message: `there are two steps "${step.id}"` }]),
      ...kindIssues(step, path, isWayBack),
      ...fieldIssues(step, path, procedure),
      ...givenTo(step, path, definitions, procedure),
    ]),
    ...Object.keys(procedure.fields)
      .filter((field) => !filled.has(field))
      .map((field) => ({
        path: ['fields', field],
        at: 'key' as const,
        message: `no step fills "${field}" in: give one "fill: ${field}"`,
      })),
  ];
}

function kindIssues(step: WrittenStep, path: Path, isWayBack: boolean): readonly Issue[] {
  const kinds = STEP_KINDS.filter((kind) => step[kind] !== undefined);
  const [first, second] = kinds;
  const issues: Issue[] = [];
  if (first !== undefined && second !== undefined)
    issues.push({
      path: [...path, second],
      message: `step "${step.id}" names "${first}" too: one thing settles a step`,
    });
  if (first !== undefined && step.confirms !== undefined)
    issues.push({
      path: [...path, 'confirms'],
      message: `step "${step.id}" is settled by "${first}", so nobody confirms it`,
    });
  if (first !== 'check' && first !== 'action' && Object.keys(step.with).length > 0)
    issues.push({
      path: [...path, 'with'],
      message: `step "${step.id}" names nothing that these could be for`,
    });
  if (step.look !== undefined && first !== 'check')
    issues.push({ path: [...path, 'look'], message: `step "${step.id}" names no check that is to be read` });
  if (first === undefined && step.how === undefined && step.command === undefined)
    issues.push({ path, message: `step "${step.id}" does not say how it is done: add "how" or "command"` });
  if (step.undo !== undefined && !isWayBack)
    issues.push({
      path: [...path, 'undo'],
      message: 'only the way back undoes: here nothing would ever settle it. Move it under roll_back',
    });
  if (step.watch !== undefined && step.watch.everyMs > step.watch.forMs)
    issues.push({ path: [...path, 'watch', 'every'], message: 'is longer than the whole watch' });
  return issues;
}

function fieldIssues({ fill }: WrittenStep, path: Path, { fields }: WrittenProcedure): readonly Issue[] {
  if (fill === undefined || Object.hasOwn(fields, fill)) return [];
  const message = `there is no field "${fill}".${didYouMean(fill, Object.keys(fields))}`;
  return [{ path: [...path, 'fill'], message }];
}

/** What a field stands for is typed later, and looked at then; here it has to be a field, and one that is asked for. */
function givenTo(
  step: WrittenStep,
  path: Path,
  definitions: Definitions,
  { fields }: WrittenProcedure,
): readonly Issue[] {
  const given = { ...step.with, ...step.watch?.with };
  const at = step.watch === undefined ? path : [...path, 'watch'];
  const references = Object.entries(given).filter(([, text]) => fieldIn(text) !== null);
  const unknown = references.flatMap(([id, text]) => {
    const field = fieldIn(text) ?? '';
    const message = `there is no field "${field}".${didYouMean(field, Object.keys(fields))}`;
    return Object.hasOwn(fields, field) ? [] : [{ path: [...at, 'with', id], message }];
  });
  const later = new Set(references.map(([id]) => id));
  const typed = valueIssues(step, path, definitions).filter(
    ({ path: where, message }) =>
      !(later.has(String(where.at(-1))) && !/asks for no|not asked for/.test(message)),
  );
  return [...unknown, ...typed];
}

function valueIssues(step: WrittenStep, path: Path, definitions: Definitions): readonly Issue[] {
  if (step.action !== undefined) return givenIssues(definitions, step.action, step.with, path);
  return step.watch === undefined
    ? checkIssues(step, definitions, path)
    : checkIssues(step.watch, definitions, [...path, 'watch']);
}
