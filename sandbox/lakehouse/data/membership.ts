/** Who is in which group, also by another group. Names are compared without regard to case. */
import type { Access } from './access.ts';

export type Groups = Pick<Access, 'groupsOf'>;

const EVERYBODY = 'account users';

export function groupsAbove(
  access: Groups,
  principal: string,
): readonly { readonly name: string; readonly direct: boolean }[] {
  const found = new Set<string>();
  const look = (name: string): void => {
    for (const group of access.groupsOf(name)) {
      if (found.has(group)) continue;
      found.add(group);
      look(group);
    }
  };
  look(principal);
  const direct = new Set(access.groupsOf(principal));
  return [...found].map((name) => ({ name, direct: direct.has(name) }));
}

/** Is it this one, or in this group? Everybody is in `account users`. */
export function isIn(access: Groups, principal: string, other: string): boolean {
  const all = [principal, EVERYBODY, ...groupsAbove(access, principal).map(({ name }) => name)];
  return all.some((name) => name.toLowerCase() === other.toLowerCase());
}
