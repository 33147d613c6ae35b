/** An action over several tables: it says which parameter names them, and every statement is about one. */
import { EACH, eachParameter, isOfEach } from './each.ts';
import { amongTargets, type Targets, type WrittenParameters } from './lint-parameters.ts';
import { didYouMean, type Issue } from './problems.ts';
import type { WrittenAction } from './schema-actions.ts';

/** What its statements and reads may name. */
export function withEach(action: WrittenAction, targets: Targets): WrittenParameters {
  const list = action.for_each === undefined ? undefined : action.parameters[action.for_each];
  if (list?.type !== 'tables') return action.parameters;
  const { id: _id, ...one } = eachParameter(amongTargets(list, targets));
  return { ...action.parameters, [EACH]: one as WrittenParameters[string] };
}

export function forEachIssues({ for_each, parameters, statements }: WrittenAction): readonly Issue[] {
  const taken = Object.hasOwn(parameters, EACH)
    ? [
        {
          path: ['parameters', EACH],
          message: `"${EACH}" is what for_each calls the one at hand: call it otherwise`,
        },
      ]
    : [];
  if (for_each === undefined) return taken;
  const lists = Object.entries(parameters).flatMap(([id, { type }]) => (type === 'tables' ? [id] : []));
  if (!lists.includes(for_each)) {
    const message = `there is no parameter "${for_each}" of type tables.${didYouMean(for_each, lists)}`;
    return [...taken, { path: ['for_each'], message }];
  }
  const others = statements.flatMap((text, index) =>
    isOfEach(text)
      ? []
      : [{ path: ['statements', index], message: `is made for each table and names none: write {${EACH}}` }],
  );
  return [...taken, ...others];
}
