/** An action by REST: what its call names, what it may be about, and what has to be measured for it. */
import { type Field, kindOf, parameterOf } from './call-kinds.ts';
import type { Definitions } from './merge.ts';
import { isEverybody } from './parameter-names.ts';
import { didYouMean, type Issue, type Path } from './problems.ts';
import { SECTIONS } from './schema.ts';
import type { WrittenAction } from './schema-actions.ts';
import type { LookName } from './schema-calls.ts';

type Looked = { readonly look: LookName; readonly path: Path };

export function lintCall(action: WrittenAction, definitions: Definitions): readonly Issue[] {
  const { call } = action;
  if (call === undefined) {
    return looksOf(action, 'evidence').map(({ path }) => ({
      path,
      message: 'looks at the workspace by REST, which only an action with a call can: it says at what',
    }));
  }
  const { fields } = kindOf(call);
  return [
    ...Object.entries(fields).flatMap(([field, wanted]) =>
      fieldIssues(action, field, parameterOf(call, field), wanted, definitions),
    ),
    ...lookIssues(action),
  ];
}

function fieldIssues(
  { parameters }: WrittenAction,
  field: string,
  name: string,
  { type, among, of }: Field,
  definitions: Definitions,
): readonly Issue[] {
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (parameter?.type !== type)
    return [{ path: ['call', field], message: `"${name}" is not a parameter of type ${type}` }];
  if (parameter.type === 'number' && parameter.whole !== true)
    return [{ path: ['call', field], message: `"${name}" has to be a whole number: give it "whole: true"` }];
  if (parameter.type === 'id' && parameter.of !== of)
    return [{ path: ['call', field], message: `"${name}" has to be an id with "of: ${of}"` }];
  if (parameter.type !== 'choice' || among === undefined) return [];
  const known = definitions[among];
  return parameter.of
    .filter((one) => !known.has(one))
    .map((one) => ({
      path: ['parameters', name, 'of'],
      message: `the ${SECTIONS[among].one} "${one}" is not listed under targets.${didYouMean(one, known.keys())}`,
    }));
}

/** What the call is made of and compared with has to be seen before it, and what became of it afterwards. */
function lookIssues(action: WrittenAction): readonly Issue[] {
  const { call } = action;
  if (call === undefined) return [];
  const { looks } = kindOf(call);
  const before = looksOf(action, 'evidence');
  const [proof] = looks;
  return [
    ...looks
      .filter((wanted) => before.filter(({ look }) => look === wanted).length !== 1)
      .map((wanted) => ({
        path: ['evidence', 'reads'],
        message: `has to read "rest: ${wanted}" once: it says what is called`,
      })),
    ...(['verify', 'reconcile'] as const)
      .filter((part) => !looksOf(action, part).some(({ look }) => look === proof))
      .map((part) => ({
        path: [part, 'reads'],
        message: `has to read "rest: ${proof}": nothing else shows what became of the call`,
      })),
    ...PARTS.flatMap((part) => looksOf(action, part))
      .filter(({ look }) => !looks.includes(look))
      .map(({ look, path }) => ({
        path,
        message: `"rest: ${look}" is not of what "${call.operation}" is about: ${looks.join(', ')}`,
      })),
  ];
}

const PARTS = ['evidence', 'verify', 'reconcile'] as const;

function looksOf(action: WrittenAction, part: (typeof PARTS)[number]): readonly Looked[] {
  return Object.entries(action[part].reads).flatMap(([name, { rest }]) =>
    rest === undefined ? [] : [{ look: rest, path: [part, 'reads', name] }],
  );
}

/** Whoever could put people into these could make approvers, or everything else. */
export function groupIssues(name: string, { groups }: Definitions): readonly Issue[] {
  const handle = [...groups.keys()].find((id) => bare(id) === bare(name));
  const told = isEverybody(name)
    ? `"${name}" stands for everybody or for the administrators, and is never changed from here`
    : handle !== undefined
      ? `"${name}" is named as the approver group @${handle}: whoever is in the one may come to be in the other`
      : null;
  return told === null ? [] : [{ path: [], at: 'key', message: told }];
}

/** However it is written: `Security Approvers`, `security_approvers`, `SecurityApprovers`. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
