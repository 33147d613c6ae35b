/** What SCIM knows of a group beyond its name and members, which are Access's. */
export type Group = {
  readonly displayName: string;
  /** Synchronised from an identity provider: nobody changes its members here. */
  readonly isExternal: boolean;
  /** Who has the role `group.manager` on it, besides the account's admins. */
  readonly managers: readonly string[];
};

export const ADMINS = 'admins';
