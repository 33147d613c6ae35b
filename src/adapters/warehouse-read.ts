/** Reads: side by side on one session that is replaced when it has gone stale, behind a bulkhead and a breaker. */
import type { ReadResult, Statement, Warehouse } from '../check/warehouse.ts';
import { AppError } from '../errors.ts';
import { guardReads, type NotTried } from '../guard/reads.ts';
import type { Background } from './warehouse-background.ts';
import { columnsOf, fetchRows } from './warehouse-cells.ts';
import type { Connection, Operation } from './warehouse-connection.ts';
import { type Deadline, startDeadline } from './warehouse-deadline.ts';
import { verdictOf } from './warehouse-errors.ts';
import { createShared, type Shared, type Use } from './warehouse-shared.ts';

export type ReadLimits = {
  readonly readsMax: number;
  readonly readsWaitingMax: number;
  /** So many reads in a row without an answer, and the next ones are not tried for `breakMs`. */
  readonly failuresMax: number;
  readonly breakMs: number;
};

export type ReaderDeps = {
  readonly open: () => Promise<Connection>;
  readonly background: Background;
  readonly clock: () => number;
  readonly limits: ReadLimits;
};

const TIMEOUT_MAX_MS = 600_000;
const ROWS_MAX = 10_000;

type Limits = Parameters<Warehouse['read']>[1];
type Attempt = ReadResult | { readonly outcome: 'stale'; readonly message: string };

export function createReader(deps: ReaderDeps): { read: Warehouse['read']; close: () => void } {
  const { limits, clock } = deps;
  const shared = createShared(deps.open, deps.background);
  const guarded = guardReads<ReadResult>(
    { ...limits, atOnceMax: limits.readsMax, waitingMax: limits.readsWaitingMax },
    ({ outcome }) => outcome === 'unavailable',
  );
  const read: Warehouse['read'] = async (statement, asked) => {
    assertLimits(asked);
    const startedMs = clock();
    const deadline = startDeadline(asked.timeoutMs);
    const task: Task = { statement, ...asked, deadline, isSent: false };
    const late = async (): Promise<ReadResult> => {
      await deadline.passed;
      if (task.isSent) return { outcome: 'timed_out', afterMs: Math.round(clock() - startedMs) };
      return {
        outcome: 'unavailable',
        message: `No session within ${asked.timeoutMs} ms; it may be starting.`,
      };
    };
    // Twice: inside, so that a read without an answer gives up its place, and outside, for those waiting for one.
    const attempts = () => Promise.race([readTwice(task, shared, deps), late()]);
    const inTurn = async (): Promise<ReadResult> => {
      const tried = await guarded(attempts);
      return tried.outcome === 'tried'
        ? tried.result
        : { outcome: 'unavailable', message: whyNotTried(tried, limits) };
    };
    try {
      return await Promise.race([inTurn(), late()]);
    } catch (error) {
      return { outcome: 'unavailable', message: verdictOf(error).message };
    } finally {
      deadline.clear();
    }
  };
  return { read, close: shared.close };
}

type Task = {
  readonly statement: Statement;
  readonly rowsMax: number;
  readonly deadline: Deadline;
  isSent: boolean;
};

/** A second time, on a new session, only where the first was on one that may have died since it was last used. */
async function readTwice(task: Task, shared: Shared, deps: ReaderDeps): Promise<ReadResult> {
  let last = 'no session';
  for (const isLast of [false, true]) {
    let use: Use;
    try {
      use = await shared.use();
    } catch (error) {
      return { outcome: 'unavailable', message: `No session: ${verdictOf(error).message}` };
    }
    if (task.deadline.signal.aborted) {
      use.done(false);
      return { outcome: 'unavailable', message: 'The time was up before it could be sent.' };
    }
    const result = await attempt(task, use, deps);
    const isDead = result.outcome === 'stale' || result.outcome === 'unavailable';
    use.done(isDead);
    if (!isDead) return result;
    last = result.message;
    if (use.isFresh || isLast || task.deadline.signal.aborted) break;
  }
  return { outcome: 'unavailable', message: last };
}

async function attempt(task: Task, { session }: Use, { background, clock }: ReaderDeps): Promise<Attempt> {
  const { statement, rowsMax, deadline } = task;
  const startedMs = clock();
  let isEnded = false;
  task.isSent = true;
  const executing = session.executeStatement(statement.text, {
    namedParameters: { ...statement.parameters },
    // Inline only: no second way to the data, over storage that a bank's network may not let us reach.
    useCloudFetch: false,
    maxRows: rowsMax + 1,
  });
  const cancel = () => {
    if (!isEnded) background.run('Cancelling a statement', async () => (await executing).cancel());
  };
  deadline.signal.addEventListener('abort', cancel, { once: true });
  try {
    const operation = await executing;
    await operation.finished();
    const columns = await columnsOf(operation);
    const rows = await fetchRows(operation, columns, rowsMax);
    isEnded = true;
    giveBack(operation, background);
    return {
      outcome: 'read',
      columns: columns.names,
      rows: rows.slice(0, rowsMax),
      truncated: rows.length > rowsMax,
      takenMs: Math.round(clock() - startedMs),
    };
  } catch (error) {
    isEnded = !deadline.signal.aborted;
    return resultOf(error, Math.round(clock() - startedMs));
  } finally {
    deadline.signal.removeEventListener('abort', cancel);
  }
}

function resultOf(error: unknown, afterMs: number): Attempt {
  const verdict = verdictOf(error);
  switch (verdict.type) {
    case 'refused':
      return { outcome: 'refused', errorClass: verdict.errorClass, message: verdict.message };
    case 'timed_out':
      return { outcome: 'timed_out', afterMs };
    case 'stale':
      return { outcome: 'stale', message: verdict.message };
    case 'cancelled':
    case 'lost':
      return { outcome: 'unavailable', message: `The answer was lost: ${verdict.message}` };
  }
}

function giveBack(operation: Operation, background: Background): void {
  background.run('Closing an operation', () => operation.close());
}

function assertLimits({ timeoutMs, rowsMax }: Limits): void {
  if (!(timeoutMs > 0 && timeoutMs <= TIMEOUT_MAX_MS)) {
    throw new AppError(
      'invalid',
      `A read's timeoutMs is ${timeoutMs}; it must be from 1 to ${TIMEOUT_MAX_MS}.`,
    );
  }
  if (!(Number.isInteger(rowsMax) && rowsMax > 0 && rowsMax <= ROWS_MAX)) {
    throw new AppError('invalid', `A read's rowsMax is ${rowsMax}; it must be from 1 to ${ROWS_MAX}.`);
  }
}

function whyNotTried({ why }: NotTried, limits: ReadLimits): string {
  if (why === 'full') return `${limits.readsMax} reads are running and enough are waiting.`;
  const pauseS = Math.ceil(limits.breakMs / 1_000);
  return `The warehouse did not answer ${limits.failuresMax} times in a row; it is asked again after ${pauseS} s.`;
}
