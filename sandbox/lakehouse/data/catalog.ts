/** The tables and their versions. A version never changes; a new one is appended in one synchronous step. */
import {
  tableNotFound,
  timestampAfterLatest,
  timestampBeforeEarliest,
  timestampInvalid,
  versionNotFound,
} from '../errors.ts';
import type { Column } from '../result.ts';
import type { Name } from '../sql/names.ts';
import { sparkTimestamp, type TimeTravel } from '../sql/scope.ts';
import { type Access, createAccess } from './access.ts';

/** Data files are figures only; the rows are in the snapshot. */
export type DataFile = { readonly path: string; readonly sizeBytes: number };

export type Job = { readonly jobId: string; readonly jobName: string; readonly runId: string };

export type Version = {
  readonly version: number;
  readonly atMs: number;
  /** The name of the engine's table with all rows of this version. */
  readonly snapshot: string;
  /** A version keeps the schema that it was written with. */
  readonly columns: readonly Column[];
  /** Delta's table properties, as of this version. */
  readonly properties: { readonly [key: string]: string };
  readonly files: readonly DataFile[];
  readonly userName: string;
  readonly operation: string;
  readonly parameters: { readonly [name: string]: string };
  readonly metrics: { readonly [name: string]: string };
  readonly job: Job | null;
  readonly readVersion: number | null;
  readonly isolationLevel: string | null;
  readonly isBlindAppend: boolean;
};

export type FullName = readonly [catalog: string, schema: string, name: string];

/** A further argument of a masking function: another column of the row, or a literal as Databricks writes it. */
export type MaskArgument = { readonly column: string } | { readonly literal: string };

export type Mask = { readonly routine: Routine; readonly using: readonly MaskArgument[] };

export type Table = {
  readonly fullName: FullName;
  readonly id: string;
  readonly owner: string;
  readonly versions: Version[];
  /** Paths of files that VACUUM has deleted: a version that had one of them is history only. */
  readonly vacuumed: Set<string>;
  /** By column, in lower case. They are Unity Catalog's and not Delta's: no version knows of them. */
  readonly masks: Map<string, Mask>;
  /** Columns that were declared NOT NULL, in lower case. Absent: none. */
  readonly required?: ReadonlySet<string>;
};

/** A scalar SQL function. `body` is in Databricks' SQL and knows nothing but its parameters. */
export type Routine = {
  readonly fullName: FullName;
  readonly owner: string;
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly returns: string;
  readonly body: string;
};

export type Catalog = {
  readonly add: (table: Table) => void;
  readonly access: Access;
  /** Is there a catalog or schema of that name? */
  readonly holds: (parts: readonly string[]) => boolean;
  /** Throws TABLE_OR_VIEW_NOT_FOUND. */
  readonly find: (name: Name) => Table;
  readonly tables: () => readonly Table[];
  readonly addRoutine: (routine: Routine) => void;
  readonly routines: () => readonly Routine[];
  readonly findRoutine: (parts: readonly string[]) => Routine | null;
};

export function createCatalog(): Catalog {
  const tables = new Map<string, Table>();
  const routines = new Map<string, Routine>();
  // Unity Catalog stores and compares names in lower case.
  const keyOf = (parts: readonly string[]) => parts.join('.').toLowerCase();
  const access = createAccess();
  return {
    access,
    add: (table) => {
      tables.set(keyOf(table.fullName), table);
      access.setOwner(keyOf(table.fullName), table.owner);
    },
    holds: (parts) => [...tables.keys()].some((key) => key.startsWith(`${keyOf(parts)}.`)),
    find: (name) => {
      const table = tables.get(keyOf(name.parts));
      if (table === undefined) throw tableNotFound(name.parts, name.position);
      return table;
    },
    tables: () => [...tables.values()],
    addRoutine: (routine) => {
      routines.set(keyOf(routine.fullName), routine);
      access.setOwner(keyOf(routine.fullName), routine.owner);
    },
    routines: () => [...routines.values()],
    findRoutine: (parts) => routines.get(keyOf(parts)) ?? null,
  };
}

export function latestOf(table: Table): Version {
  const latest = table.versions[table.versions.length - 1];
  if (latest === undefined) throw new Error(`${table.fullName.join('.')} has no version.`);
  return latest;
}

export function versionOf(table: Table, travel: TimeTravel): Version {
  if (travel === null) return latestOf(table);
  return 'version' in travel ? byNumber(table, travel.version) : byTime(table, travel.timestamp);
}

function byNumber(table: Table, wanted: number): Version {
  const found = table.versions.find(({ version }) => version === wanted);
  if (found !== undefined) return found;
  throw versionNotFound(wanted, table.versions[0]?.version ?? 0, latestOf(table).version);
}

/** The version that was the latest at that time. Without a zone the time is UTC, the session's. */
function byTime(table: Table, text: string): Version {
  const wantedMs = parseTimestamp(text);
  const name = table.fullName.join('.');
  const first = table.versions[0] ?? latestOf(table);
  const latest = latestOf(table);
  if (wantedMs > latest.atMs) throw timestampAfterLatest(text, name, sparkTimestamp(latest.atMs));
  const reached = table.versions.filter(({ atMs }) => atMs <= wantedMs);
  const found = reached[reached.length - 1];
  if (found === undefined) throw timestampBeforeEarliest(text, name, sparkTimestamp(first.atMs));
  return found;
}

function parseTimestamp(text: string): number {
  const [, date, time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?\s*(Z|[+-]\d{2}:\d{2})?$/.exec(
      text.trim(),
    ) ?? [];
  const ms = date === undefined ? Number.NaN : Date.parse(`${date}T${time}${zone}`);
  if (Number.isNaN(ms)) throw timestampInvalid(text);
  return ms;
}

export const locationOf = (table: Table): string => `s3://lakehouse/${table.id}`;

/** Files of that version that are no longer there. */
export const missingFilesOf = (table: Table, version: Version): readonly string[] =>
  version.files.map(({ path }) => path).filter((path) => table.vacuumed.has(path));

export const sizeOf = (files: readonly DataFile[]): number =>
  files.reduce((sum, file) => sum + file.sizeBytes, 0);
