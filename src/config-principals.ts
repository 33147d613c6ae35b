/** The principals of Databricks in the environment, each by a token or as a service principal, and no two of them one. */
export type Credentials =
  | { readonly token: string }
  | { readonly clientId: string; readonly clientSecret: string };

/** Null: none given. A string: half of a pair, or both kinds, and what to do. */
type Given = Credentials | null | string;

export function credentials(given: { readonly [name: string]: string | undefined }, prefix: string): Given {
  const [token, clientId, clientSecret] = ['TOKEN', 'CLIENT_ID', 'CLIENT_SECRET'].map(
    (name) => given[`${prefix}_${name}`],
  );
  if (token !== undefined && (clientId !== undefined || clientSecret !== undefined))
    return `${prefix}_TOKEN and ${prefix}_CLIENT_ID are both set: unset one`;
  if (token !== undefined) return { token };
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret };
  if (clientId !== undefined) return `${prefix}_CLIENT_SECRET is missing beside ${prefix}_CLIENT_ID`;
  return clientSecret === undefined ? null : `${prefix}_CLIENT_ID is missing beside ${prefix}_CLIENT_SECRET`;
}

/** A reader that may change things is no reader. One client is one principal, whichever of its secrets it uses. */
export function samePrincipal(reader: Given, actions: Given): string[] {
  return whoIs(reader) !== null && whoIs(reader) === whoIs(actions)
    ? [
        'DATABRICKS_ACTIONS_… is the same principal as DATABRICKS_…: checks need one of their own that can only read',
      ]
    : [];
}

/** Who may write what is proven must not be who does what it proves, nor somebody whom every check is. */
export function auditProblems(
  table: string | undefined,
  audit: Given,
  others: readonly Given[],
): readonly string[] {
  if (table !== undefined && audit === null)
    return [
      'AUDIT_DATABRICKS_TOKEN is missing beside AUDIT_TABLE (or AUDIT_DATABRICKS_CLIENT_ID and AUDIT_DATABRICKS_CLIENT_SECRET): the principal that writes that table, and nothing else',
    ];
  if (table === undefined && audit !== null)
    return ['AUDIT_TABLE is missing beside AUDIT_DATABRICKS_…: set it, or unset those'];
  const who = whoIs(audit);
  return who !== null && others.some((other) => whoIs(other) === who)
    ? [
        'AUDIT_DATABRICKS_… is the same principal as DATABRICKS_… or DATABRICKS_ACTIONS_…: the audit table needs one of its own',
      ]
    : [];
}

function whoIs(credentials: Given): string | null {
  if (credentials === null || typeof credentials === 'string') return null;
  return 'token' in credentials ? `token ${credentials.token}` : `client ${credentials.clientId}`;
}
