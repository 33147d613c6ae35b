import { cursorOver } from '../sql/cursor.ts';
import type { Parameter, Scope } from '../sql/scope.ts';
import { alterTable } from './alter-table.ts';
import { createTable } from './create-table.ts';
import { describeDetail } from './describe-detail.ts';
import { describeFunction } from './describe-function.ts';
import { describeHistory } from './describe-history.ts';
import { describeTable } from './describe-table.ts';
import { explain } from './explain.ts';
import { grant, revoke } from './grant.ts';
import { merge } from './merge.ts';
import { optimize } from './optimize.ts';
import { alterOwner, describeCatalog, describeSchema } from './owner.ts';
import { relationOf } from './relation.ts';
import { restore } from './restore.ts';
import { select } from './select.ts';
import { showCreateTable } from './show-create-table.ts';
import { showFunctions } from './show-functions.ts';
import { showGrants } from './show-grants.ts';
import { showGroups } from './show-groups.ts';
import { showProperties } from './show-properties.ts';
import type { Plan, StatementRule, World } from './statement.ts';
import { vacuum } from './vacuum.ts';

/** All that the lakehouse takes, the longer beginning first; anything else is PARSE_SYNTAX_ERROR. */
const STATEMENTS: readonly StatementRule[] = [
  select,
  describeHistory,
  describeDetail,
  describeCatalog,
  describeSchema,
  describeFunction,
  describeTable,
  createTable,
  merge,
  restore,
  vacuum,
  optimize,
  explain,
  grant,
  revoke,
  showGrants,
  showGroups,
  showCreateTable,
  showFunctions,
  showProperties,
  alterTable,
  alterOwner,
];

export type Session = { readonly principal: string; readonly parameters: ReadonlyMap<string, Parameter> };

/** One statement, and nothing behind it but semicolons. Throws EngineError. */
export function parseStatement(sql: string, session: Session, world: World): Plan {
  const cursor = cursorOver(sql);
  const scope: Scope = {
    ...session,
    nowMs: world.now(),
    groups: world.catalog.access.groupsOf(session.principal),
    relationOf: (name, travel) => relationOf(name, travel, scope, world),
  };
  const rule = STATEMENTS.find(({ begins }) => begins(cursor));
  if (rule === undefined) return cursor.refuse();
  const plan = rule.parse(cursor, scope, world);
  while (cursor.takeSymbol(';'));
  return cursor.peek().type === 'end' ? plan : cursor.refuse();
}
