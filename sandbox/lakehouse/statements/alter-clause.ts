import type { Table } from '../data/catalog.ts';
import type { Cursor } from '../sql/cursor.ts';
import type { Scope } from '../sql/scope.ts';
import type { Plan, World } from './statement.ts';

/** One kind of ALTER TABLE: what stands behind the table's name. */
export type AlterClause = {
  /** Takes the words that tell. */
  readonly begins: (cursor: Cursor) => boolean;
  readonly parse: (table: Table, cursor: Cursor, scope: Scope, world: World) => Plan;
};
