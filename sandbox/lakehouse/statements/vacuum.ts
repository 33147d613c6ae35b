import { type DataFile, latestOf, locationOf, sizeOf, type Table } from '../data/catalog.ts';
import { type Author, commit } from '../data/commit.ts';
import { retentionTooShort } from '../errors-delta.ts';
import type { Column } from '../result.ts';
import { parseName } from '../sql/names.ts';
import type { StatementRule } from './statement.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

const RETENTION_DEFAULT_HOURS = 168;
const RETENTION_PROPERTY = 'delta.deletedFileRetentionDuration';

/** https://docs.databricks.com/en/sql/language-manual/delta-vacuum.html: DRY RUN returns up to 1,000 files. */
const DRY_RUN_PATHS_MAX = 1_000;
const COLUMNS: readonly Column[] = [{ name: 'path', type: 'string' }];

/** `VACUUM t [FULL | LITE] [RETAIN n HOURS] [DRY RUN]`: the paths, or, when it has deleted them, where the table is. */
export const vacuum: StatementRule = {
  begins: (cursor) => cursor.takeWords('VACUUM'),
  parse: (cursor, scope, world) => {
    const table = world.catalog.find(parseName(cursor));
    if (!cursor.takeWords('FULL')) cursor.takeWords('LITE');
    let retainHours: number | null = null;
    if (cursor.takeWords('RETAIN')) {
      const token = cursor.next();
      if (token.type !== 'number' || !/^\d{1,9}(?:\.\d{1,9})?$/.test(token.text)) cursor.refuse(token);
      // Rounded by the engine as well, so that 167.5 hours are 168.
      retainHours = Math.round(Number(token.text));
      cursor.expectWord('HOURS');
    }
    const isDryRun = cursor.takeWords('DRY', 'RUN');
    const run = async () => {
      const leastHours = configuredHours(table);
      if (retainHours !== null && retainHours < leastHours) throw retentionTooShort(leastHours);
      const author = { userName: scope.principal, nowMs: world.now() };
      const files = unneeded(table, author.nowMs - (retainHours ?? leastHours) * HOUR_MS);
      if (!isDryRun) {
        record(table, author, files, retainHours, leastHours);
        return { columns: COLUMNS, rows: [[locationOf(table)]] };
      }
      const paths = files.slice(0, DRY_RUN_PATHS_MAX).map(({ path }) => `${locationOf(table)}/${path}`);
      return { columns: COLUMNS, rows: paths.map((path) => [path]) };
    };
    return { changes: [table.fullName.join('.')], run };
  },
};

/** `interval 30 days` or `interval 720 hours` of the property, which also is the least that RETAIN may say. */
function configuredHours(table: Table): number {
  const text = latestOf(table).properties[RETENTION_PROPERTY] ?? '';
  const [, count, unit = ''] = /^interval\s+(\d+)\s+(day|hour)s?$/i.exec(text) ?? [];
  if (count === undefined) return RETENTION_DEFAULT_HOURS;
  return Number(count) * (unit.toLowerCase() === 'day' ? DAY_HOURS : 1);
}

/** Not of the latest version, and gone from the table since before `cutoffMs`: what counts is when it was removed. */
function unneeded(table: Table, cutoffMs: number): readonly DataFile[] {
  const needed = new Set(latestOf(table).files.map(({ path }) => path));
  const removed = new Map<string, { readonly file: DataFile; readonly atMs: number }>();
  for (const [index, version] of table.versions.entries()) {
    const next = table.versions[index + 1];
    if (next === undefined) break;
    // Overwritten as long as later versions still have it.
    for (const file of version.files) removed.set(file.path, { file, atMs: next.atMs });
  }
  return [...removed.values()]
    .filter(({ file, atMs }) => atMs < cutoffMs && !needed.has(file.path) && !table.vacuumed.has(file.path))
    .map(({ file }) => file);
}

/** Two commits that change nothing but the files behind older versions: VacuumCommand.scala, logVacuumStart and …End. */
function record(
  table: Table,
  author: Author,
  files: readonly DataFile[],
  retainHours: number | null,
  leastHours: number,
): void {
  const common = { isolationLevel: 'SnapshotIsolation', isBlindAppend: true };
  commit(table, author, {
    ...common,
    operation: 'VACUUM START',
    parameters: {
      retentionCheckEnabled: 'true',
      ...(retainHours === null ? {} : { specifiedRetentionMillis: String(retainHours * HOUR_MS) }),
      defaultRetentionMillis: String(leastHours * HOUR_MS),
    },
    metrics: { numFilesToDelete: String(files.length), sizeOfDataToDelete: String(sizeOf(files)) },
  });
  for (const { path } of files) table.vacuumed.add(path);
  commit(table, author, {
    ...common,
    operation: 'VACUUM END',
    parameters: { status: 'COMPLETED' },
    metrics: { numDeletedFiles: String(files.length), numVacuumedDirectories: '1' },
  });
}
