/** Users, service principals and groups as SCIM tells them apart; who is in a group is Access's, as for SQL. */
import type { Access } from '../data/access.ts';
import { principalId } from '../data/principal-id.ts';
import type { Group } from './group.ts';

export type Member = {
  readonly name: string;
  readonly id: string;
  readonly kind: 'Users' | 'ServicePrincipals' | 'Groups';
};

export function membersOf(group: Group, access: Access, groups: readonly Group[]): readonly Member[] {
  return everybody(access, groups).filter(({ name }) => isIn(name, group, access));
}

/** Services have addresses too, in this bank: they are told by their names. */
export function everybody(access: Access, groups: readonly Group[]): readonly Member[] {
  const names = new Set(groups.map(({ displayName }) => displayName.toLowerCase()));
  return access.principals().map((name) => {
    const isUser = name.includes('@') && !name.startsWith('svc-');
    const kind = names.has(name.toLowerCase()) ? 'Groups' : isUser ? 'Users' : 'ServicePrincipals';
    return { name, id: principalId(name), kind };
  });
}

export function setMember(member: Member, group: Group, isMember: boolean, access: Access): void {
  const others = access
    .groupsOf(member.name)
    .filter((name) => name.toLowerCase() !== group.displayName.toLowerCase());
  access.setGroups(member.name, isMember ? [...others, group.displayName] : others);
}

function isIn(principal: string, { displayName }: Group, access: Access): boolean {
  return access.groupsOf(principal).some((name) => name.toLowerCase() === displayName.toLowerCase());
}
