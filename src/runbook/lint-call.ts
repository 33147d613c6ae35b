/** An action by REST: what its call names, and the groups that it may be about. */
import type { Definitions } from './merge.ts';
import { isEverybody } from './parameter-names.ts';
import { didYouMean, type Issue } from './problems.ts';
import type { WrittenAction } from './schema-actions.ts';

export function lintCall(action: WrittenAction, { accountGroups }: Definitions): readonly Issue[] {
  const { call, parameters, evidence } = action;
  const reads = Object.entries(evidence.reads).filter(([, { rest }]) => rest !== undefined);
  if (call === undefined) {
    return reads.map(([name]) => ({
      path: ['evidence', 'reads', name],
      message: 'reads who is in a group, which only an action with a call can: it says which group and whom',
    }));
  }
  const [group, member] = [parameters[call.group], parameters[call.member]];
  const unlisted = group?.type === 'choice' ? group.of.filter((name) => !accountGroups.has(name)) : [];
  return [
    ...(group?.type === 'choice'
      ? []
      : [{ path: ['call', 'group'], message: `"${call.group}" is not a parameter of type choice` }]),
    ...unlisted.map((name) => ({
      path: ['parameters', call.group, 'of'],
      message: `the group "${name}" is not listed under targets.${didYouMean(name, accountGroups.keys())}`,
    })),
    ...(member?.type === 'principal'
      ? []
      : [{ path: ['call', 'member'], message: `"${call.member}" is not a parameter of type principal` }]),
    ...(reads.length === 1
      ? []
      : [
          {
            path: ['evidence', 'reads'],
            message: 'has to read "rest: membership" once: it says what is called',
          },
        ]),
  ];
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
