/** Principals and the groups that they are in. Names are compared without regard to case: e-mail addresses come in all of them. */
export type Membership = {
  readonly add: (principal: string, groups: readonly string[]) => void;
  readonly exists: (principal: string) => boolean;
  /** The groups that it is in, by itself or by another group. */
  readonly groupsOf: (principal: string) => readonly { readonly name: string; readonly direct: boolean }[];
  /** Is it this one, or in this group? Everybody is in `account users`. */
  readonly is: (principal: string, other: string) => boolean;
};

const EVERYBODY = 'account users';

export const named = (principal: string): string => principal.toLowerCase();

export function createMembership(): Membership {
  const direct = new Map<string, readonly string[]>();
  const above = (principal: string): readonly string[] => {
    const found = new Set<string>();
    const look = (name: string): void => {
      for (const group of direct.get(named(name)) ?? []) {
        if (found.has(group)) continue;
        found.add(group);
        look(group);
      }
    };
    look(principal);
    return [...found];
  };
  return {
    add: (principal, groups) => void direct.set(named(principal), groups),
    exists: (principal) => named(principal) === EVERYBODY || direct.has(named(principal)),
    groupsOf: (principal) =>
      above(principal).map((name) => ({
        name,
        direct: direct.get(named(principal))?.includes(name) ?? false,
      })),
    is: (principal, other) =>
      [principal, EVERYBODY, ...above(principal)].some((name) => named(name) === named(other)),
  };
}
