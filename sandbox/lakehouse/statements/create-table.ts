import { randomUUID } from 'node:crypto';
import type { FullName } from '../data/catalog.ts';
import { schemaNotFound } from '../errors.ts';
import { columnExists, tableExists } from '../errors-delta.ts';
import type { Cursor } from '../sql/cursor.ts';
import { duckName, parseName, parsePart } from '../sql/names.ts';
import { castTo, parseType } from '../sql/types.ts';
import { assertKnown, parseProperties } from './set-properties.ts';
import type { StatementRule, World } from './statement.ts';

type Wanted = { readonly name: string; readonly type: string; readonly isRequired: boolean };

type Clauses = {
  readonly columns: readonly Wanted[];
  readonly properties: { readonly [key: string]: string };
  readonly tolerates: boolean;
};

/**
 * `CREATE TABLE [IF NOT EXISTS] c.s.t (column type [NOT NULL] [COMMENT '…'], …) [USING DELTA] [COMMENT '…']
 * [TBLPROPERTIES (…)]`: https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-ddl-create-table-using.html
 */
export const createTable: StatementRule = {
  begins: (cursor) => cursor.takeWords('CREATE', 'TABLE'),
  parse: (cursor, scope, world) => {
    const tolerates = cursor.takeWords('IF', 'NOT', 'EXISTS');
    const { parts } = parseName(cursor);
    const [catalog, schema, name] = parts;
    if (catalog === undefined || schema === undefined || name === undefined || parts.length !== 3)
      return cursor.refuse();
    const columns = parseColumns(cursor);
    const clauses: Clauses = { columns, properties: parseClauses(cursor), tolerates };
    const run = async () => {
      if (!world.catalog.holds([catalog, schema])) throw schemaNotFound([catalog, schema]);
      assertKnown(clauses.properties);
      assertDistinct(columns);
      await create([catalog, schema, name], clauses, scope.principal, world);
      return { columns: [], rows: [] };
    };
    return { changes: [parts.join('.')], run };
  },
};

function parseColumns(cursor: Cursor): readonly Wanted[] {
  const columns: Wanted[] = [];
  cursor.expectSymbol('(');
  do {
    const name = parsePart(cursor);
    const type = parseType(cursor);
    const isRequired = cursor.takeWords('NOT', 'NULL');
    takeComment(cursor);
    columns.push({ name, type, isRequired });
  } while (cursor.takeSymbol(','));
  cursor.expectSymbol(')');
  return columns;
}

function parseClauses(cursor: Cursor): Clauses['properties'] {
  if (cursor.takeWords('USING')) cursor.expectWord('DELTA');
  takeComment(cursor);
  return cursor.takeWords('TBLPROPERTIES') ? parseProperties(cursor) : {};
}

function takeComment(cursor: Cursor): void {
  if (cursor.takeWords('COMMENT') && cursor.next().type !== 'string') cursor.refuse();
}

function assertDistinct(columns: readonly Wanted[]): void {
  const taken = new Set<string>();
  for (const { name } of columns) {
    if (taken.has(name.toLowerCase())) throw columnExists(name, 'STRUCT<>');
    taken.add(name.toLowerCase());
  }
}

async function create(fullName: FullName, wanted: Clauses, owner: string, world: World): Promise<void> {
  const { catalog, engine, now } = world;
  const isThere = () => catalog.tables().some((table) => keyOf(table.fullName) === keyOf(fullName));
  const snapshot = `snapshot_${randomUUID().replaceAll('-', '')}`;
  const columns = wanted.columns.map(({ name, type }) => `${castTo('NULL', type)} AS ${duckName(name)}`);
  await engine.run(`CREATE TABLE ${duckName(snapshot)} AS SELECT ${columns.join(', ')} WHERE FALSE`);
  const described = await engine.read(`SELECT * FROM ${duckName(snapshot)}`);
  // Only now: somebody else may have created it while the engine worked.
  if (isThere()) {
    if (wanted.tolerates) return;
    throw tableExists(fullName);
  }
  const required = wanted.columns.filter(({ isRequired }) => isRequired);
  catalog.add({
    fullName,
    id: randomUUID(),
    owner,
    masks: new Map(),
    vacuumed: new Set(),
    required: new Set(required.map(({ name }) => name.toLowerCase())),
    versions: [
      {
        version: 0,
        atMs: now(),
        snapshot,
        columns: described.columns,
        properties: wanted.properties,
        files: [],
        userName: owner,
        operation: 'CREATE TABLE',
        parameters: { partitionBy: '[]', isManaged: 'true', properties: JSON.stringify(wanted.properties) },
        metrics: {},
        job: null,
        readVersion: null,
        isolationLevel: 'WriteSerializable',
        isBlindAppend: true,
      },
    ],
  });
}

function keyOf(fullName: FullName): string {
  return fullName.join('.').toLowerCase();
}
