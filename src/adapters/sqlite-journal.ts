/** The journal in one SQLite file, for one process: see journal.ts for the contract. */
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { historyLimitDefault, prepareCommit } from '../journal/prepare.ts';
import { sqliteCommitter } from './sqlite-commit.ts';
import { asAppError } from './sqlite-errors.ts';
import { type GroupWriter, groupWriter } from './sqlite-group.ts';
import { memoryLeases, sqliteDue, sqliteEmitted } from './sqlite-leases.ts';
import { holdLock, type ProcessLock } from './sqlite-lock.ts';
import { sqliteOutbox } from './sqlite-outbox.ts';
import { sqliteReader } from './sqlite-read.ts';
import { makeDataDir, openDatabase } from './sqlite-schema.ts';

export type SqliteJournalOptions = {
  readonly dataDir: string;
  /** The store's clock; Date.now unless a test brings its own. */
  readonly now?: () => number;
  readonly log?: { readonly info: (fields: object, message: string) => void };
};

/** Throws AppError('unavailable') when another process has it, AppError('invalid') for a file or directory that cannot serve. */
export function openSqliteJournal(options: SqliteJournalOptions): Journal {
  const now = options.now ?? Date.now;
  const { db, lock } = openLocked(options.dataDir);
  options.log?.info({ dataDir: options.dataDir }, 'the journal is open');
  const group = groupWriter(db);
  const { read, write, close } = access(db, lock, group);
  const outbox = sqliteOutbox(db);
  const { commit, usedBy } = sqliteCommitter(db, outbox.isBeingSent);
  const reader = sqliteReader(db);
  const due = sqliteDue(db);
  const emitted = sqliteEmitted(db);
  const lease = memoryLeases(now);
  const countUp = db.prepare(
    `INSERT INTO sequences VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`,
  );
  return {
    now: () => read(now),
    load: (ref) => read(() => reader.load(ref)),
    commit: async (request) => {
      const prepared = prepareCommit(request);
      return write(() => commit(prepared, now()), 'outcome_unknown');
    },
    history: (ref, fromSeq = 1, limit = historyLimitDefault) =>
      read(() => reader.history(ref, fromSeq, limit)),
    find: (kind, index, page) => read(() => reader.find(kind, index, page)),
    count: (kind, index) => read(() => reader.count(kind, index)),
    changed: (after, limit) => read(() => reader.changed(after, limit)),
    next: (sequence) => write(() => countUp.get(sequence)?.['value'] as number),
    usedBy: (key) => read(() => usedBy(key, now())),
    due: (nowMs, limit, leaseMs) => read(() => due(nowMs, limit, leaseMs)),
    lease: (key, ttlMs) => read(() => lease(key, ttlMs)),
    posts: (ref) => read(() => reader.posts(ref)),
    postAt: (channel, ts) => read(() => reader.postAt(channel, ts)),
    outbox: {
      take: (nowMs, limit, leaseMs) => write(() => outbox.take(nowMs, limit, leaseMs)),
      done: (rowId, post) => write(() => outbox.done(rowId, post)),
      retry: (rowId, notBeforeMs) => write(() => outbox.retry(rowId, notBeforeMs)),
      bury: (rowId, reason) => write(() => outbox.bury(rowId, reason)),
      forget: (post) => write(() => outbox.forget(post)),
      stats: () => read(outbox.stats),
    },
    emitted: {
      take: (nowMs, limit, leaseMs) => read(() => emitted.take(nowMs, limit, leaseMs)),
      done: (rowId) => write(() => emitted.done(rowId)),
    },
    close,
  };
}

function openLocked(dataDir: string): { readonly db: DatabaseSync; readonly lock: ProcessLock } {
  makeDataDir(dataDir);
  try {
    const lock = holdLock(dataDir);
    try {
      return { db: openDatabase(dataDir), lock };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw asAppError(error);
  }
}

type Access = {
  readonly read: <T>(work: () => T) => Promise<T>;
  readonly write: GroupWriter['write'];
  readonly close: () => Promise<void>;
};

/** Every use of the database goes through here: errors become ours, and a closed journal says so. */
function access(db: DatabaseSync, lock: ProcessLock, group: GroupWriter): Access {
  const refuseClosed = (): void => {
    if (!db.isOpen) throw new AppError('unavailable', 'The journal is closed: this process is stopping.');
  };
  return {
    read: async (work) => {
      refuseClosed();
      try {
        return work();
      } catch (error) {
        throw asAppError(error);
      }
    },
    write: async (work, lostCode) => {
      refuseClosed();
      return group.write(work, lostCode);
    },
    close: async () => {
      if (!db.isOpen) return;
      group.flush();
      db.close();
      lock.release();
    },
  };
}
