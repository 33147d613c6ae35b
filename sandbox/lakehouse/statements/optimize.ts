import { randomUUID } from 'node:crypto';
import { type DataFile, latestOf, locationOf, sizeOf, type Table } from '../data/catalog.ts';
import { commit } from '../data/commit.ts';
import { notAPartitionColumn, zOrderColumnNotFound } from '../errors-delta.ts';
import type { Column, Value } from '../result.ts';
import type { Cursor } from '../sql/cursor.ts';
import { parseExpression } from '../sql/expression.ts';
import { parseName, parsePart } from '../sql/names.ts';
import { parseQuery } from '../sql/query.ts';
import type { StatementRule } from './statement.ts';

const MEBIBYTE = 1_048_576;

/** Files from this size on are left alone, and are what compaction aims at. */
const FILE_BYTES_TARGET = 1_024 * MEBIBYTE;

const bigints = (...names: readonly string[]): readonly Column[] =>
  names.map((name) => ({ name, type: 'bigint' }));

const SIZES: Column['type'] = {
  record: [...bigints('min', 'max'), { name: 'avg', type: 'double' }, ...bigints('totalFiles', 'totalSize')],
};

/** https://docs.databricks.com/en/sql/language-manual/delta-optimize.html; the metrics as OptimizeStats.scala names them. */
const COLUMNS: readonly Column[] = [
  { name: 'path', type: 'string' },
  {
    name: 'metrics',
    type: {
      record: [
        ...bigints('numFilesAdded', 'numFilesRemoved'),
        { name: 'filesAdded', type: SIZES },
        { name: 'filesRemoved', type: SIZES },
        ...bigints('partitionsOptimized', 'numBatches', 'totalConsideredFiles', 'totalFilesSkipped'),
      ],
    },
  },
];

/** `OPTIMIZE t [FULL] [WHERE …] [ZORDER BY (c, …)]` */
export const optimize: StatementRule = {
  begins: (cursor) => cursor.takeWords('OPTIMIZE'),
  parse: (cursor, scope, world) => {
    const table = world.catalog.find(parseName(cursor));
    cursor.takeWords('FULL');
    const reader = { cursor, scope, query: () => parseQuery(cursor, scope) };
    const predicate = cursor.takeWords('WHERE') ? parseExpression(reader) : '';
    const zOrderBy = cursor.takeWords('ZORDER', 'BY') ? parseColumns(cursor) : [];
    const run = async () => {
      const [, column] = /"((?:[^"]|"")*)"/.exec(predicate) ?? [];
      if (column !== undefined) throw notAPartitionColumn(column);
      assertColumns(table, zOrderBy);
      const before = latestOf(table).files;
      const removed = toRewrite(table, zOrderBy);
      const added = removed.length === 0 ? [] : packed(sizeOf(removed));
      // Without anything to rewrite there is no new version.
      if (removed.length > 0) {
        const gone = new Set(removed);
        commit(
          table,
          { userName: scope.principal, nowMs: world.now() },
          {
            files: [...before.filter((file) => !gone.has(file)), ...added],
            operation: 'OPTIMIZE',
            parameters: {
              predicate: '[]',
              zOrderBy: JSON.stringify(zOrderBy),
              batchId: '0',
              auto: 'false',
              clusterBy: '[]',
            },
            metrics: historyMetrics(removed, added),
            isolationLevel: 'SnapshotIsolation',
            isBlindAppend: false,
          },
        );
      }
      return { columns: COLUMNS, rows: [[locationOf(table), shown(before, removed, added)]] };
    };
    return { changes: [table.fullName.join('.')], run };
  },
};

function parseColumns(cursor: Cursor): readonly string[] {
  const isBracketed = cursor.takeSymbol('(');
  const columns = [parsePart(cursor)];
  while (cursor.takeSymbol(',')) columns.push(parsePart(cursor));
  if (isBracketed) cursor.expectSymbol(')');
  return columns;
}

function assertColumns(table: Table, wanted: readonly string[]): void {
  const known = new Set(latestOf(table).columns.map(({ name }) => name.toLowerCase()));
  const stranger = wanted.find((name) => !known.has(name.toLowerCase()));
  if (stranger !== undefined) throw zOrderColumnNotFound(stranger);
}

const KEEP_FILES = new Set(['VACUUM START', 'VACUUM END', 'SET TBLPROPERTIES', 'ADD COLUMNS']);

/**
 * Bin-packing takes small files, where there is more than one. Z-ordering takes all of them, but does nothing to data
 * that it has just ordered by the same columns: https://docs.databricks.com/en/delta/data-skipping.html
 */
function toRewrite(table: Table, zOrderBy: readonly string[]): readonly DataFile[] {
  const { files } = latestOf(table);
  if (zOrderBy.length === 0) {
    const small = files.filter(({ sizeBytes }) => sizeBytes < FILE_BYTES_TARGET);
    return small.length > 1 ? small : [];
  }
  const last = table.versions.findLast(({ operation }) => !KEEP_FILES.has(operation));
  const isOrdered =
    last?.operation === 'OPTIMIZE' && last.parameters['zOrderBy'] === JSON.stringify(zOrderBy);
  return isOrdered ? [] : files;
}

function packed(bytes: number): readonly DataFile[] {
  const count = Math.ceil(bytes / FILE_BYTES_TARGET) || 1;
  return Array.from({ length: count }, (_none, index) => ({
    path: `part-${randomUUID()}.parquet`,
    sizeBytes: Math.min(FILE_BYTES_TARGET, bytes - index * FILE_BYTES_TARGET),
  }));
}

function historyMetrics(removed: readonly DataFile[], added: readonly DataFile[]) {
  const sizes = added.map(({ sizeBytes }) => sizeBytes).toSorted((a, b) => a - b);
  const at = (share: number) => String(sizes[Math.floor((sizes.length - 1) * share)] ?? 0);
  return {
    numRemovedFiles: String(removed.length),
    numRemovedBytes: String(sizeOf(removed)),
    numAddedFiles: String(added.length),
    numAddedBytes: String(sizeOf(added)),
    minFileSize: at(0),
    p25FileSize: at(0.25),
    p50FileSize: at(0.5),
    p75FileSize: at(0.75),
    maxFileSize: at(1),
    numDeletionVectorsRemoved: '0',
  };
}

function shown(before: readonly DataFile[], removed: readonly DataFile[], added: readonly DataFile[]): Value {
  return {
    numFilesAdded: BigInt(added.length),
    numFilesRemoved: BigInt(removed.length),
    filesAdded: sizesOf(added),
    filesRemoved: sizesOf(removed),
    partitionsOptimized: 0n,
    numBatches: removed.length === 0 ? 0n : 1n,
    totalConsideredFiles: BigInt(before.length),
    totalFilesSkipped: BigInt(before.length - removed.length),
  };
}

function sizesOf(files: readonly DataFile[]): Value {
  const sizes = files.map(({ sizeBytes }) => sizeBytes);
  const bytes = sizeOf(files);
  return {
    min: files.length === 0 ? null : BigInt(Math.min(...sizes)),
    max: files.length === 0 ? null : BigInt(Math.max(...sizes)),
    avg: files.length === 0 ? 0 : bytes / files.length,
    totalFiles: BigInt(files.length),
    totalSize: BigInt(bytes),
  };
}
