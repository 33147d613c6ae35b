/** A role given to somebody: only full members hold one, so two people are looked at. */
import { otherFullMember } from '../approval/full-member.ts';
import { type Asker, commitAs, type IncidentAnswer, type IncidentDeps } from './commit.ts';
import type { Role } from './roles.ts';

export async function assignRole(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  { role, to }: { readonly role: Role; readonly to: string },
): Promise<IncidentAnswer> {
  await otherFullMember(
    deps.directory,
    asker,
    to,
    'Only full members of this workspace can have a role in an incident; guests, bots and people of other organisations cannot.',
  );
  const { by } = asker;
  const event =
    role === 'commander'
      ? ({ type: 'handed_over', by, to } as const)
      : ({ type: 'role_given', by, to, role } as const);
  return commitAs(deps, asker, id, event);
}
