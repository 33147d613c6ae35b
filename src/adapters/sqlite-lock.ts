/**
 * One process per journal. The lock is SQLite's own on an empty side database: the operating system drops it with the
 * process, however that ends, so that no file has to be removed by hand. The pid beside it is for the message only.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import { busyCode, primaryCode } from './sqlite-errors.ts';

export type ProcessLock = { readonly release: () => void };

/** Throws AppError('unavailable') naming the process that holds it. */
export function holdLock(dataDir: string): ProcessLock {
  const lockFile = join(dataDir, 'journal.lock');
  const ownerFile = join(dataDir, 'journal.pid');
  const db = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (primaryCode(error) !== busyCode) throw error;
    throw new AppError(
      'unavailable',
      `The journal in ${dataDir} is in use by ${ownerOf(ownerFile)} (lock: ${lockFile}). ` +
        'Stop that process, or give this one a DATA_DIR of its own; several processes on one journal need REDIS_URL.',
      error,
    );
  }
  writeFileSync(ownerFile, `${process.pid} ${hostname()}\n`, { mode: 0o600 });
  return {
    release: () => {
      rmSync(ownerFile, { force: true });
      db.close();
    },
  };
}

function ownerOf(ownerFile: string): string {
  try {
    const [pid, host] = readFileSync(ownerFile, 'utf8').trim().split(' ');
    return pid === String(process.pid) && host === hostname()
      ? `this same process (pid ${pid})`
      : `the process with pid ${pid} on ${host}`;
  } catch {
    return 'another process';
  }
}
