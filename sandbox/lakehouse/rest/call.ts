import type { Principal } from '../sessions.ts';
import type { World } from '../statements/statement.ts';
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
