/** One kind of statement is one file beside this one and one row of the table in `parse.ts`. */
import type { Catalog } from '../data/catalog.ts';
import type { Engine } from '../data/engine.ts';
import type { LoggedQuery } from '../query-log.ts';
import type { Result } from '../result.ts';
import type { Cursor } from '../sql/cursor.ts';
import type { Scope } from '../sql/scope.ts';

export type World = {
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly now: () => number;
  /** What the warehouse has had; none where there is no warehouse. */
  readonly queries?: () => readonly LoggedQuery[];
};

export type Plan = {
  /** Tables that it changes, as `catalog.schema.table`: who may only read is refused. */
  readonly changes: readonly string[];
  /** It looks by itself at who may do it, by what is granted. */
  readonly looksAtGrants?: true;
  readonly run: () => Promise<Result>;
};

export type StatementRule = {
  /** Is it this one? Takes the words that tell, where the parser does not need them. */
  readonly begins: (cursor: Cursor) => boolean;
  /** Reads the rest of the statement. Names are looked up here, so that a refusal comes before anything runs. */
  readonly parse: (cursor: Cursor, scope: Scope, world: World) => Plan;
};
