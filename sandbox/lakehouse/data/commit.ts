import { latestOf, type Table, type Version } from './catalog.ts';

export type Author = { readonly userName: string; readonly nowMs: number };

/** What a commit says of itself, and what of the table it changes; the rest stays as it was. */
export type Change = Pick<
  Version,
  'operation' | 'parameters' | 'metrics' | 'isolationLevel' | 'isBlindAppend'
> &
  Partial<Pick<Version, 'snapshot' | 'columns' | 'properties' | 'files'>>;

/** In one synchronous step. Two versions never have the same time. */
export function commit(table: Table, { userName, nowMs }: Author, change: Change): Version {
  const latest = latestOf(table);
  const version: Version = {
    ...latest,
    ...change,
    version: latest.version + 1,
    atMs: Math.max(nowMs, latest.atMs + 1),
    userName,
    job: null,
    readVersion: latest.version,
  };
  table.versions.push(version);
  return version;
}
