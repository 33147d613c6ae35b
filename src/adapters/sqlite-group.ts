/**
 * Group commit: all writes asked for in one turn of the event loop share one transaction, and so one fsync. Each runs
 * under a savepoint of its own; one that throws is undone alone. Nobody is answered before the transaction is on disk.
 */
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import { asAppError } from './sqlite-errors.ts';

const groupSizeMax = 500;
const queueLengthMax = 10_000;

type Job = {
  readonly work: () => unknown;
  readonly lostCode: 'unavailable' | 'outcome_unknown';
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
};

export type GroupWriter = {
  /** `lostCode`: what is thrown when the disk refused at the last moment, and the write may yet turn up after a crash. */
  readonly write: <T>(work: () => T, lostCode?: 'outcome_unknown') => Promise<T>;
  /** Writes what is waiting, at once. */
  readonly flush: () => void;
};

export function groupWriter(db: DatabaseSync): GroupWriter {
  const waiting: Job[] = [];
  const writeGroup = transaction(db);
  const flush = (): void => {
    while (waiting.length > 0) writeGroup(waiting.splice(0, groupSizeMax));
  };
  return {
    flush,
    write: <T>(work: () => T, lostCode?: 'outcome_unknown') =>
      new Promise<T>((resolve, reject) => {
        if (waiting.length >= queueLengthMax) {
          reject(
            new AppError('unavailable', `${queueLengthMax} writes are waiting for the disk: try again.`),
          );
          return;
        }
        // setImmediate runs after all input of this turn was handled; a microtask would run after the first of it.
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({
          work,
          lostCode: lostCode ?? 'unavailable',
          resolve: resolve as (value: unknown) => void,
          reject,
        });
      }),
  };
}

function transaction(db: DatabaseSync): (jobs: readonly Job[]) => void {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const run = savepointRunner(db);
  return (jobs) => {
    const answers: (() => void)[] = [];
    let committing = false;
    try {
      begin.run();
      for (const job of jobs) answers.push(run(job));
      committing = true;
      commit.run();
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const job of jobs) job.reject(asAppError(error, committing ? job.lostCode : 'unavailable'));
      return;
    }
    for (const answer of answers) answer();
  };
}

/** The answer of one job, to be given after the commit. Throws when the engine has given up the whole transaction. */
function savepointRunner(db: DatabaseSync): (job: Job) => () => void {
  const savepoint = db.prepare('SAVEPOINT job');
  const release = db.prepare('RELEASE job');
  const undo = db.prepare('ROLLBACK TO job');
  return (job) => {
    savepoint.run();
    try {
      const value = job.work();
      release.run();
      return () => job.resolve(value);
    } catch (error) {
      // On a full or failing disk SQLite rolls the whole transaction back by itself; then the neighbours are gone too.
      if (!db.isTransaction) throw error;
      undo.run();
      release.run();
      return () => job.reject(asAppError(error));
    }
  };
}
