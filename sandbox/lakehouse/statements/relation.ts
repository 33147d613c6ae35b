/**
 * What stands behind FROM. A mask works before anything else looks at the row: conditions, joins and ordering see what
 * it returns. https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-ddl-column-mask.html
 */
import {
  locationOf,
  type Mask,
  missingFilesOf,
  type Table,
  type Version,
  versionOf,
} from '../data/catalog.ts';
import { fileNotThere } from '../errors-delta.ts';
import { timeTravelOfMasked } from '../errors-masks.ts';
import type { Column } from '../result.ts';
import { cursorOver } from '../sql/cursor.ts';
import { parseExpression } from '../sql/expression.ts';
import { duckName, type Name } from '../sql/names.ts';
import type { Scope, TimeTravel } from '../sql/scope.ts';
import { castTo, typeName } from '../sql/types.ts';
import { columnMasks } from './column-masks.ts';
import { queryHistory } from './query-history.ts';
import { OBSERVER } from './show-grants.ts';
import type { World } from './statement.ts';
import { viewText } from './view-text.ts';

export function relationOf(name: Name, travel: TimeTravel, scope: Scope, world: World): string {
  const view =
    name.parts.length === 3
      ? viewOf(
          name.parts.map((part) => part.toLowerCase()),
          scope,
          world,
        )
      : null;
  if (view !== null) return view;
  const table = world.catalog.find(name);
  const isMasked = isMaskedFor(scope, table);
  if (isMasked && travel !== null) throw timeTravelOfMasked(table.fullName);
  const version = versionOf(table, travel);
  const [missing] = missingFilesOf(table, version);
  if (missing !== undefined) throw fileNotThere(`${locationOf(table)}/${missing}`);
  return isMasked ? masked(table, version, scope) : duckName(version.snapshot);
}

/** For everybody, its owner too: whom a mask spares is the function's business. The observer sees what is there. */
export function isMaskedFor({ principal }: Scope, table: Table): boolean {
  return table.masks.size > 0 && principal !== OBSERVER;
}

const SOURCE = duckName('source');

function masked(table: Table, version: Version, scope: Scope): string {
  const columns = version.columns.map((column) => {
    const mask = table.masks.get(column.name.toLowerCase());
    const plain = `${SOURCE}.${duckName(column.name)}`;
    return mask === undefined ? plain : `${maskedValue(mask, column, scope)} AS ${duckName(column.name)}`;
  });
  return `(SELECT ${columns.join(', ')} FROM ${duckName(version.snapshot)} AS ${SOURCE})`;
}

/** The function's body over a row of nothing but its parameters, in the column's own type. */
function maskedValue({ routine, using }: Mask, column: Column, scope: Scope): string {
  const given = [`${SOURCE}.${duckName(column.name)}`, ...using.map((one) => argument(one, scope))];
  const row = routine.parameters.map(
    ({ name, type }, index) => `${castTo(given[index] ?? 'NULL', type)} AS ${duckName(name)}`,
  );
  const body = expression(routine.body, scope);
  const value = `(SELECT ${body} FROM (SELECT ${row.join(', ')}) AS ${duckName('given')})`;
  return castTo(value, typeName(column.type).toUpperCase());
}

function argument(given: Mask['using'][number], scope: Scope): string {
  return 'column' in given ? `${SOURCE}.${duckName(given.column)}` : expression(given.literal, scope);
}

function expression(text: string, scope: Scope): string {
  const cursor = cursorOver(text);
  return parseExpression({ cursor, scope, query: () => cursor.refuse() });
}

/** Views of the system that no table stands for. */
function viewOf([catalog = '', ...rest]: readonly string[], scope: Scope, world: World): string | null {
  const view = rest.join('.');
  if (view === 'information_schema.column_masks') return columnMasks(catalog, world.catalog);
  if (catalog === 'system' && view === 'query.history') return queryHistory(scope, world);
  return viewText([catalog, ...rest], scope.principal, world.catalog);
}
