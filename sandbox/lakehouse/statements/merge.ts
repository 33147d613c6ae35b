import { randomUUID } from 'node:crypto';
import { latestOf, type Table, type Version } from '../data/catalog.ts';
import { commit } from '../data/commit.ts';
import { insufficientPermissions, unresolvedColumn } from '../errors.ts';
import { notNullViolated } from '../errors-delta.ts';
import type { Column } from '../result.ts';
import type { Cursor } from '../sql/cursor.ts';
import { parseExpression, parseList, type Reader } from '../sql/expression.ts';
import { duckName, isName, parseName, parsePart } from '../sql/names.ts';
import { parseQuery } from '../sql/query.ts';
import { castTo, typeName } from '../sql/types.ts';
import type { StatementRule, World } from './statement.ts';

const COLUMNS: readonly Column[] = [
  'num_affected_rows',
  'num_updated_rows',
  'num_deleted_rows',
  'num_inserted_rows',
].map((name) => ({ name, type: 'bigint' }));

const BYTES_PER_ROW = 400;

type Merge = {
  readonly target: string;
  readonly source: string;
  readonly on: string;
  readonly columns: readonly string[];
  readonly values: readonly string[];
};

/**
 * `MERGE INTO t [AS] a USING (query) [AS] b ON … WHEN NOT MATCHED [BY TARGET] THEN INSERT (…) VALUES (…)`: what only
 * inserts, and so only appends: https://docs.databricks.com/en/sql/language-manual/delta-merge-into.html
 */
export const merge: StatementRule = {
  begins: (cursor) => cursor.takeWords('MERGE', 'INTO'),
  parse: (cursor, scope, world) => {
    const name = parseName(cursor);
    const table = world.catalog.find(name);
    const reader: Reader = { cursor, scope, query: () => parseQuery(cursor, scope) };
    const wanted = parseMerge(reader, name.parts.at(-1) ?? '');
    const key = table.fullName.join('.').toLowerCase();
    const run = async () => {
      for (const privilege of ['SELECT', 'MODIFY']) {
        if (!world.catalog.access.holds(scope.principal, privilege, { kind: 'TABLE', key }))
          throw insufficientPermissions(privilege, 'Table', key);
      }
      const inserted = await insert(table, wanted, scope.principal, world);
      return { columns: COLUMNS, rows: [[inserted, 0n, 0n, inserted]] };
    };
    return { changes: [table.fullName.join('.')], looksAtGrants: true, run };
  },
};

function parseMerge(reader: Reader, name: string): Merge {
  const { cursor } = reader;
  const target = parseAlias(cursor) ?? name;
  cursor.expectWord('USING');
  cursor.expectSymbol('(');
  const query = cursor.nested(reader.query);
  cursor.expectSymbol(')');
  const alias = duckName(parseAlias(cursor) ?? cursor.refuse());
  cursor.expectWord('ON');
  const on = parseExpression(reader);
  if (!cursor.takeWords('WHEN', 'NOT', 'MATCHED')) cursor.refuse();
  if (cursor.takeWords('BY')) cursor.expectWord('TARGET');
  cursor.expectWord('THEN');
  cursor.expectWord('INSERT');
  const columns = bracketed(cursor, () => parseColumnNames(cursor));
  cursor.expectWord('VALUES');
  const values = bracketed(cursor, () => parseList(reader));
  if (values.length !== columns.length) cursor.refuse();
  return { target: duckName(target), source: `(${query}) AS ${alias}`, on, columns, values };
}

function parseAlias(cursor: Cursor): string | null {
  if (cursor.takeWords('AS')) return parsePart(cursor);
  return isName(cursor) ? parsePart(cursor) : null;
}

function bracketed<T>(cursor: Cursor, parse: () => T): T {
  cursor.expectSymbol('(');
  const parsed = parse();
  cursor.expectSymbol(')');
  return parsed;
}

function parseColumnNames(cursor: Cursor): readonly string[] {
  const names = [parsePart(cursor)];
  while (cursor.takeSymbol(',')) names.push(parsePart(cursor));
  return names;
}

async function insert(table: Table, wanted: Merge, principal: string, world: World): Promise<bigint> {
  const { engine, now } = world;
  const before = latestOf(table);
  const added = addedRows(before, wanted);
  await assertRequired(table, added, world);
  const snapshot = `snapshot_${randomUUID().replaceAll('-', '')}`;
  const { rows } = await engine.read(`SELECT count(*) FROM (${added})`);
  const count = (rows[0]?.[0] as bigint | undefined) ?? 0n;
  if (count > 0n)
    await engine.run(
      `CREATE TABLE ${duckName(snapshot)} AS SELECT * FROM ${duckName(before.snapshot)} UNION ALL ${added}`,
    );
  // Somebody else has committed while the engine worked: whoever is second looks again at what is there now.
  if (latestOf(table) !== before) return insert(table, wanted, principal, world);
  if (count === 0n) return count;
  const file = { path: `part-${randomUUID()}.parquet`, sizeBytes: Number(count) * BYTES_PER_ROW };
  commit(
    table,
    { userName: principal, nowMs: now() },
    {
      snapshot,
      files: [...before.files, file],
      operation: 'MERGE',
      parameters: { matchedPredicates: '[]', notMatchedPredicates: '[{"actionType":"insert"}]' },
      metrics: { numTargetRowsInserted: String(count), numOutputRows: String(count) },
      isolationLevel: before.properties['delta.isolationLevel'] ?? 'WriteSerializable',
      isBlindAppend: false,
    },
  );
  return count;
}

/** In the order of the table's columns and in their types; what is not given is NULL. */
function addedRows({ columns, snapshot }: Version, wanted: Merge): string {
  const given = new Map(
    wanted.columns.map((name, index) => [name.toLowerCase(), wanted.values[index] ?? 'NULL']),
  );
  const cells = columns.map(({ name, type }) => {
    const value = given.get(name.toLowerCase()) ?? 'NULL';
    given.delete(name.toLowerCase());
    return `${castTo(value, typeName(type).toUpperCase())} AS ${duckName(name)}`;
  });
  const [stranger] = given.keys();
  if (stranger !== undefined)
    throw unresolvedColumn(
      [stranger],
      columns.map(({ name }) => name),
    );
  const there = `SELECT 1 FROM ${duckName(snapshot)} AS ${wanted.target} WHERE ${wanted.on}`;
  return `SELECT ${cells.join(', ')} FROM ${wanted.source} WHERE NOT EXISTS (${there})`;
}

async function assertRequired({ required = new Set() }: Table, added: string, world: World): Promise<void> {
  for (const column of required) {
    const { rows } = await world.engine.read(
      `SELECT 1 FROM (${added}) AS added WHERE added.${duckName(column)} IS NULL LIMIT 1`,
    );
    if (rows.length > 0) throw notNullViolated(column);
  }
}
