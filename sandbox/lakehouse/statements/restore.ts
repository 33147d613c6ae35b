import {
  type DataFile,
  latestOf,
  locationOf,
  missingFilesOf,
  sizeOf,
  type Table,
  type Version,
  versionOf,
} from '../data/catalog.ts';
import { commit } from '../data/commit.ts';
import { restoreToLatest } from '../errors.ts';
import { restoreMissesFiles } from '../errors-delta.ts';
import { timeTravelOfMasked } from '../errors-masks.ts';
import type { Column, Result } from '../result.ts';
import { parseName } from '../sql/names.ts';
import type { TimeTravel } from '../sql/scope.ts';
import { parseTimeTravel } from '../sql/time-travel.ts';
import { isMaskedFor } from './relation.ts';
import type { StatementRule } from './statement.ts';

const METRICS = [
  ['table_size_after_restore', 'tableSizeAfterRestore'],
  ['num_of_files_after_restore', 'numOfFilesAfterRestore'],
  ['num_removed_files', 'numRemovedFiles'],
  ['num_restored_files', 'numRestoredFiles'],
  ['removed_files_size', 'removedFilesSize'],
  ['restored_files_size', 'restoredFilesSize'],
] as const;

const COLUMNS: readonly Column[] = METRICS.map(([name]) => ({ name, type: 'bigint' }));

/** `RESTORE [TABLE] t [TO] VERSION AS OF n`, `… TIMESTAMP AS OF '…'` */
export const restore: StatementRule = {
  begins: (cursor) => cursor.takeWords('RESTORE'),
  parse: (cursor, scope, world) => {
    cursor.takeWords('TABLE');
    const table = world.catalog.find(parseName(cursor));
    cursor.takeWords('TO');
    const travel = parseTimeTravel(cursor) ?? cursor.refuse();
    return {
      changes: [table.fullName.join('.')],
      run: async () => {
        if (isMaskedFor(scope, table)) throw timeTravelOfMasked(table.fullName);
        return restoreTable(table, travel, scope.principal, world.now());
      },
    };
  },
};

function restoreTable(table: Table, travel: TimeTravel, principal: string, nowMs: number): Result {
  const latest = latestOf(table);
  const target = versionOf(table, travel);
  if (target.version === latest.version) throw restoreToLatest(target.version);
  const missing = missingFilesOf(table, target);
  if (missing.length > 0)
    throw restoreMissesFiles(
      target.version,
      missing.map((path) => `${locationOf(table)}/${path}`),
    );
  const figures = figuresOf(latest, target);
  const byTime = travel !== null && 'timestamp' in travel;
  const { snapshot, columns, properties, files } = target;
  commit(
    table,
    { userName: principal, nowMs },
    {
      snapshot,
      columns,
      properties,
      files,
      operation: 'RESTORE',
      parameters: byTime
        ? { version: 'null', timestamp: travel.timestamp }
        : { version: String(target.version), timestamp: 'null' },
      metrics: Object.fromEntries(METRICS.map(([, name], index) => [name, String(figures[index] ?? 0)])),
      isolationLevel: 'Serializable',
      isBlindAppend: false,
    },
  );
  return { columns: COLUMNS, rows: [figures.map(BigInt)] };
}

/** In the order of METRICS. */
function figuresOf(latest: Version, target: Version): readonly number[] {
  const removed = without(latest.files, target.files);
  const restored = without(target.files, latest.files);
  return [
    sizeOf(target.files),
    target.files.length,
    removed.length,
    restored.length,
    sizeOf(removed),
    sizeOf(restored),
  ];
}

function without(files: readonly DataFile[], others: readonly DataFile[]): readonly DataFile[] {
  const paths = new Set(others.map(({ path }) => path));
  return files.filter(({ path }) => !paths.has(path));
}
