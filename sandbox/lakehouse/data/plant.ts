import { randomUUID } from 'node:crypto';
import { duckName } from '../sql/names.ts';
import type { AccessSeed } from './access.ts';
import type { Catalog, DataFile, Mask, Routine, Table, Version } from './catalog.ts';
import type { Engine } from './engine.ts';

/** `rowsSql` is DuckDB's SQL: the seed is ours, and is run before any client is let in. */
export type VersionSeed = Omit<
  Version,
  'version' | 'snapshot' | 'columns' | 'properties' | 'files' | 'readVersion'
> & {
  readonly rowsSql: string;
  /** `append` keeps the files of the version before, `replace` drops them. */
  readonly files: 'append' | 'replace';
  readonly addedBytes: readonly number[];
};

export type TableSeed = Pick<Table, 'fullName' | 'owner'> & {
  readonly versions: readonly VersionSeed[];
  readonly properties?: Version['properties'];
  readonly masks?: { readonly [column: string]: Mask };
};

/** What a lakehouse begins with. `sources` are tables that `rowsSql` may read; they go when all is planted. */
export type Seed = {
  readonly sources: readonly { readonly name: string; readonly rowsSql: string }[];
  readonly tables: readonly TableSeed[];
  readonly access?: AccessSeed;
  readonly routines?: readonly Routine[];
};

export async function plant(seed: Seed, engine: Engine, catalog: Catalog): Promise<void> {
  for (const { name, rowsSql } of seed.sources)
    await engine.run(`CREATE TABLE ${duckName(name)} AS ${rowsSql}`);
  for (const [index, table] of seed.tables.entries()) catalog.add(await plantTable(table, index, engine));
  for (const routine of seed.routines ?? []) catalog.addRoutine(routine);
  if (seed.access !== undefined) catalog.access.plant(seed.access);
  for (const { name } of seed.sources) await engine.run(`DROP TABLE ${duckName(name)}`);
}

async function plantTable(seed: TableSeed, index: number, engine: Engine): Promise<Table> {
  const versions: Version[] = [];
  for (const [version, { rowsSql, addedBytes, files, ...rest }] of seed.versions.entries()) {
    const snapshot = `snapshot_${index}_${version}`;
    await engine.run(`CREATE TABLE ${duckName(snapshot)} AS ${rowsSql}`);
    const kept = files === 'append' ? (versions[version - 1]?.files ?? []) : [];
    const added = addedBytes.map(
      (sizeBytes): DataFile => ({ path: `part-${randomUUID()}.parquet`, sizeBytes }),
    );
    const readVersion = version === 0 ? null : version - 1;
    const { columns } = await engine.read(`SELECT * FROM ${duckName(snapshot)} LIMIT 0`);
    const properties = seed.properties ?? {};
    versions.push({
      ...rest,
      version,
      snapshot,
      columns,
      properties,
      readVersion,
      files: [...kept, ...added],
    });
  }
  if (versions.length === 0) throw new Error(`The seed of ${seed.fullName.join('.')} has no version.`);
  const masks = new Map(Object.entries(seed.masks ?? {}));
  return {
    fullName: seed.fullName,
    owner: seed.owner,
    id: randomUUID(),
    versions,
    masks,
    vacuumed: new Set(),
  };
}
