import type { Principal } from '../sessions.ts';
import type { World } from '../statements/statement.ts';
import { RestRefusal } from './refusal.ts';
import type { WorkspaceState } from './workspace.ts';

/** One REST call once its token is known to be good. `ids` are the parts of the path that name something. */
export type RestCall = {
  readonly caller: Principal;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly ids: readonly string[];
};

/** What the calls look at and change. */
export type RestContext = {
  readonly workspace: WorkspaceState;
  readonly world: World;
  readonly warehouseId: string;
};

/** Who may only read is refused as whoever has no permission on the object. */
export function assertMayChange({ caller }: RestCall, permission: string, on: string): void {
  if (caller.may === 'change') return;
  const message = `${caller.principal} does not have ${permission} permissions on ${on}. Please contact the owner or an administrator for access.`;
  throw new RestRefusal(403, 'PERMISSION_DENIED', message);
}
