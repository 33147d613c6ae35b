/** What the seeds of all tables are made of. */
import type { VersionSeed } from './plant.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const BYTES_PER_ROW = 96;

export const PIPELINE = 'svc-ingest@examplebank.test';

export const timestamp = (ms: number): string =>
  `TIMESTAMP '${new Date(ms).toISOString().replace('T', ' ').slice(0, -1)}'`;

export function creation(atMs: number, rowsSql: string, rows: number): VersionSeed {
  const bytes = rows * BYTES_PER_ROW;
  return {
    atMs,
    rowsSql,
    userName: PIPELINE,
    operation: 'CREATE TABLE AS SELECT',
    parameters: { partitionBy: '[]', description: 'null', isManaged: 'true', properties: '{}' },
    metrics: { numFiles: '2', numOutputRows: String(rows), numOutputBytes: String(bytes) },
    job: null,
    isolationLevel: 'WriteSerializable',
    isBlindAppend: true,
    files: 'replace',
    addedBytes: [Math.floor(bytes / 2), Math.ceil(bytes / 2)],
  };
}
