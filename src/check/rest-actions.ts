/** What actions see and change of Databricks beside SQL, under the principal that may change things. */
import type { ReadResult, SendResult } from './warehouse.ts';

export type RestActions = {
  /**
   * Who is in a group of the account, as one row: group, group_id (null: there is no such group), is_external (kept by an
   * identity provider), members (how many), member, member_id (null: there is no such user), is_member.
   */
  readonly membership: (
    wish: { readonly group: string; readonly member: string },
    timeoutMs: number,
  ) => Promise<ReadResult>;
  /**
   * Makes one call, once, and never again, on a connection of its own. `text` is the method and the path, then on the next
   * line the body, as they are sent. `guard` as for a statement: asked when the connection stands, before its first byte.
   */
  readonly send: (
    text: string,
    limits: { readonly timeoutMs: number; readonly guard: () => Promise<boolean> },
  ) => Promise<SendResult>;
};
