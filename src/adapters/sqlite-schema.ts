/** The file: its settings, its tables, and the refusal to open what a later version wrote. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import { notADatabaseCode, primaryCode } from './sqlite-errors.ts';

/** How long a statement waits, and with it the process, for someone at the file with a tool of their own. */
const busyTimeoutMs = 500;

/** The n-th script leads from user_version n to n + 1. Never changed once released, only added to. */
const migrations = [
  `
  CREATE TABLE documents (
    kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, head TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT;
  CREATE TABLE entries (
    kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, event TEXT NOT NULL,
    state_hash TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (kind, id, seq)
  ) STRICT;
  CREATE TABLE positions (
    kind TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, score REAL NOT NULL,
    PRIMARY KEY (kind, id, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX positions_by_score ON positions (kind, name, score, id);
  CREATE TABLE deadlines (
    kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, id, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deadlines_by_time ON deadlines (at_ms);
  CREATE TABLE once_keys (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, expires_at_ms INTEGER
  ) STRICT;
  CREATE INDEX once_keys_by_expiry ON once_keys (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
  CREATE TABLE sequences (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  CREATE TABLE outbox (
    row_id INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, collapse TEXT, intent TEXT NOT NULL,
    at_ms INTEGER NOT NULL, expires_at_ms INTEGER, not_before_ms INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX outbox_by_lane ON outbox (lane, row_id);
  CREATE INDEX outbox_by_collapse ON outbox (collapse) WHERE collapse IS NOT NULL;
  CREATE TABLE buried (
    row_id INTEGER PRIMARY KEY, lane TEXT NOT NULL, intent TEXT NOT NULL, at_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL, reason TEXT NOT NULL
  ) STRICT;
  CREATE TABLE posts (
    kind TEXT NOT NULL, id TEXT NOT NULL, view TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (kind, id, view, channel, ts)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE emitted (
    row_id INTEGER PRIMARY KEY AUTOINCREMENT, to_kind TEXT NOT NULL, to_id TEXT NOT NULL, event TEXT NOT NULL,
    once_key TEXT NOT NULL
  ) STRICT;
  `,
  // AUTOINCREMENT: a number is given once, whatever was removed since.
  `
  CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (kind, id)
  ) STRICT;
  INSERT INTO changes (kind, id) SELECT kind, id FROM documents;
  `,
  `
  CREATE INDEX posts_by_place ON posts (channel, ts);
  `,
] as const;

export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'invalid',
      `DATA_DIR must be a directory that this process can write to: ${why}.`,
      error,
    );
  }
}

/** Throws AppError('invalid') for a file of a newer version, no SQLite file, or a disk that cannot hold a WAL. */
export function openDatabase(dataDir: string): DatabaseSync {
  const file = join(dataDir, 'journal.db');
  const db = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
    if (mode !== 'wal') {
      throw new AppError(
        'invalid',
        `${file} cannot be kept in WAL mode (got ${String(mode)}): put DATA_DIR on a local disk.`,
      );
    }
    // fullfsync matters on macOS alone, where a plain fsync stops at the drive's own cache.
    db.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;');
    migrate(db, file);
    return db;
  } catch (error) {
    db.close();
    if (primaryCode(error) !== notADatabaseCode) throw error;
    const remedy = 'move it away, restore a backup, or set DATA_DIR to another directory';
    throw new AppError('invalid', `${file} is not an SQLite file: ${remedy}.`, error);
  }
}

function migrate(db: DatabaseSync, file: string): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > migrations.length) {
    throw new AppError(
      'invalid',
      `${file} was written by a newer version of this bot (its format is ${version}, this one knows ${migrations.length}): ` +
        'run that version or a later one, or restore a backup from before the upgrade.',
    );
  }
  for (const [index, script] of migrations.entries()) {
    if (index < version) continue;
    db.exec(`BEGIN IMMEDIATE; ${script} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
