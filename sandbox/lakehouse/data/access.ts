/** Who may do what: principals and their groups, owners, and grants, as Unity Catalog keeps them. */
export type SecurableKind = 'CATALOG' | 'SCHEMA' | 'TABLE' | 'FUNCTION';

/** `key` is the dotted name in lower case. */
export type Securable = { readonly kind: SecurableKind; readonly key: string };

export type Grant = { readonly principal: string; readonly privilege: string; readonly on: Securable };

/** `principals` are all that exist, each with the groups it is in. */
export type AccessSeed = {
  readonly principals: { readonly [name: string]: readonly string[] };
  readonly owners: { readonly [key: string]: string };
  readonly grants: readonly Grant[];
};

export type Access = {
  readonly plant: (seed: AccessSeed) => void;
  readonly exists: (principal: string) => boolean;
  readonly ownerOf: (key: string) => string | null;
  readonly setOwner: (key: string, owner: string) => void;
  /** Its own and those that it has from above, the nearest first. */
  readonly grantsOn: (securable: Securable) => readonly Grant[];
  readonly grant: (grants: readonly Grant[]) => void;
  /** Also of what was never granted. */
  readonly revoke: (grants: readonly Grant[]) => void;
  /** Owns it or what it is in, or has MANAGE there, by itself or by a group. */
  readonly manages: (principal: string, securable: Securable) => boolean;
  /** Owns it or what it is in, or was granted the privilege there, by itself or by a group. */
  readonly holds: (principal: string, privilege: string, securable: Securable) => boolean;
  readonly groupsOf: (principal: string) => readonly string[];
  /** Every principal that exists, as it was first written. */
  readonly principals: () => readonly string[];
  readonly setGroups: (principal: string, groups: readonly string[]) => void;
};

const EVERYBODY = 'account users';

/** What REVOKE ALL PRIVILEGES leaves: https://docs.databricks.com/en/data-governance/unity-catalog/manage-privileges/privileges.html */
const NOT_AMONG_ALL = new Set(['MANAGE', 'EXTERNAL USE SCHEMA', 'EXTERNAL USE LOCATION']);

export function createAccess(): Access {
  const groupsOf = new Map<string, readonly string[]>();
  const written = new Map<string, string>();
  const owners = new Map<string, string>();
  let grants: readonly Grant[] = [];
  // Principals are compared without regard to case; e-mail addresses come in all of them.
  const named = (principal: string) => principal.toLowerCase();
  const same = (one: Grant, other: Grant) =>
    named(one.principal) === named(other.principal) &&
    one.privilege === other.privilege &&
    one.on.key === other.on.key;
  const take = (wanted: Grant) => (held: Grant) =>
    wanted.privilege === 'ALL PRIVILEGES'
      ? same({ ...wanted, privilege: held.privilege }, held) && !NOT_AMONG_ALL.has(held.privilege)
      : same(wanted, held);
  const holds = (principal: string, privileges: readonly string[], securable: Securable) => {
    const all = [principal, EVERYBODY, ...(groupsOf.get(named(principal)) ?? [])];
    const identities = new Set(all.map(named));
    return withParents(securable).some(
      ({ key }) =>
        identities.has(named(owners.get(key) ?? '')) ||
        grants.some(
          (held) =>
            held.on.key === key &&
            privileges.includes(held.privilege) &&
            identities.has(named(held.principal)),
        ),
    );
  };
  return {
    plant: (seed) => {
      for (const [name, groups] of Object.entries(seed.principals)) {
        groupsOf.set(named(name), groups);
        written.set(named(name), name);
      }
      for (const [key, owner] of Object.entries(seed.owners)) owners.set(key, owner);
      grants = [...grants, ...seed.grants];
    },
    exists: (principal) => named(principal) === EVERYBODY || groupsOf.has(named(principal)),
    ownerOf: (key) => owners.get(key) ?? null,
    setOwner: (key, owner) => void owners.set(key, owner),
    grantsOn: (securable) =>
      withParents(securable).flatMap(({ key }) => grants.filter((grant) => grant.on.key === key)),
    grant: (added) => {
      grants = [...grants, ...added.filter((grant) => !grants.some((held) => same(grant, held)))];
    },
    revoke: (taken) => {
      grants = grants.filter((held) => !taken.some((wanted) => take(wanted)(held)));
    },
    manages: (principal, securable) => holds(principal, ['MANAGE'], securable),
    holds: (principal, privilege, securable) => holds(principal, [privilege, 'ALL PRIVILEGES'], securable),
    groupsOf: (principal) => groupsOf.get(named(principal)) ?? [],
    principals: () => [...written.values()],
    setGroups: (principal, groups) => void groupsOf.set(named(principal), groups),
  };
}

const KINDS = ['CATALOG', 'SCHEMA', 'TABLE'] as const;

/** A table, its schema and its catalog; keys hold no dots but those between the parts. */
function withParents({ key }: Securable): readonly Securable[] {
  const parts = key.split('.');
  return parts
    .map((_part, index) => ({
      kind: KINDS[index] ?? 'TABLE',
      key: parts.slice(0, index + 1).join('.'),
    }))
    .toReversed();
}
