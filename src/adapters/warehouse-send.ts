/**
 * A change, sent at most once. Everything before `executeStatement` is called leaves the engine untouched; from there on
 * only the engine's own word counts, and without it the outcome is unknown.
 */
import { setTimeout } from 'node:timers/promises';
import type { SendResult, Statement, Warehouse } from '../check/warehouse.ts';
import type { Background } from './warehouse-background.ts';
import { columnsOf, fetchRows } from './warehouse-cells.ts';
import type { Connection, Open, Operation } from './warehouse-connection.ts';
import { startDeadline } from './warehouse-deadline.ts';
import { verdictOf } from './warehouse-errors.ts';

export type SendDeps = {
  readonly open: Open;
  readonly background: Background;
  readonly clock: () => number;
  readonly limits: { readonly sendGraceMs: number };
};

/** Only what the audit table is sent has parameters: an approved statement is its bytes and nothing else. */
export type Change = Statement & Parameters<Warehouse['send']>[1];

/** What a change answers is a row of figures; more is not of interest. */
const ROWS_MAX = 100;

const SECOND_MS = 1_000;
const POLL_MIN_MS = 50;
const POLL_MAX_MS = 1_000;

const PERCENT = 100;

/** INITIALIZED_STATE, RUNNING_STATE and PENDING_STATE of TOperationState. */
const RUNNING_STATES: ReadonlySet<number> = new Set([0, 1, 7]);

export async function sendOnce(change: Change, deps: SendDeps): Promise<SendResult> {
  const { timeoutMs, tags } = change;
  const configuration = { STATEMENT_TIMEOUT: String(Math.max(1, Math.ceil(timeoutMs / SECOND_MS))) };
  let connection: Connection;
  try {
    // Of its own: a pooled socket that has died fails where it is no longer known what arrived.
    connection = await deps.open({ configuration, queryTags: tags });
  } catch (error) {
    return { outcome: 'not_sent', message: `No session could be opened: ${verdictOf(error).message}` };
  }
  const refusal = await askGuard(change.guard);
  if (refusal !== null) {
    giveBack(connection, deps);
    return { outcome: 'not_sent', message: refusal };
  }
  return execute(change, connection, deps);
}

async function askGuard(guard: () => Promise<boolean>): Promise<string | null> {
  try {
    return (await guard()) ? null : 'It was called off just before it would have been sent.';
  } catch (error) {
    return `What must be asked just before sending could not be asked: ${verdictOf(error).message}`;
  }
}

async function execute(change: Change, connection: Connection, deps: SendDeps): Promise<SendResult> {
  const { clock, limits } = deps;
  const startedMs = clock();
  const takenMs = () => Math.round(clock() - startedMs);
  const deadline = startDeadline(change.timeoutMs + limits.sendGraceMs);
  const late = async (): Promise<SendResult> => {
    await deadline.passed;
    return { outcome: 'unknown', message: `It was sent, and after ${takenMs()} ms there is no answer.` };
  };
  const result = await Promise.race([run(change, connection, deadline.signal, takenMs), late()]);
  deadline.clear();
  // Closing a session ends what runs in it: where the outcome is not known, the engine is left alone to find its end.
  if (result.outcome === 'unknown') connection.abandon();
  else giveBack(connection, deps);
  return result;
}

type Phase = 'executing' | 'polling' | 'fetching';

async function run(
  { text, parameters, tags, onRunning }: Change,
  { session }: Connection,
  signal: AbortSignal,
  takenMs: () => number,
): Promise<SendResult> {
  let phase: Phase = 'executing';
  try {
    const operation = await session.executeStatement(text, {
      queryTags: tags,
      ...(parameters === undefined ? {} : { namedParameters: { ...parameters } }),
      useCloudFetch: false,
      // No rows in the first answer: the handle comes back at once, and whatever is lost after it can be asked again.
      maxRows: null,
    });
    phase = 'polling';
    let percent: number | null = null;
    onRunning?.({ cancel: () => askToCancel(operation), percent: () => percent });
    await untilEnded(operation, signal, (told) => {
      percent = told;
    });
    phase = 'fetching';
    const rows = await fetchRows(operation, await columnsOf(operation), ROWS_MAX);
    return { outcome: 'succeeded', rows: rows.slice(0, ROWS_MAX), takenMs: takenMs() };
  } catch (error) {
    return resultOf(error, phase);
  }
}

function resultOf(error: unknown, phase: Phase): SendResult {
  const verdict = verdictOf(error);
  if (verdict.type === 'refused' && provesFailure(verdict.of, phase)) {
    return { outcome: 'failed', errorClass: verdict.errorClass, message: verdict.message };
  }
  if (verdict.type === 'cancelled') return { outcome: 'cancelled', message: verdict.message };
  const what = verdict.type === 'timed_out' ? 'the engine gave up on it' : 'the answer was lost';
  return { outcome: 'unknown', message: `It was sent, and ${what} (${phase}): ${verdict.message}` };
}

/** A refused call proves something only where it was the call that carried the statement. */
function provesFailure(of: 'statement' | 'call', phase: Phase): boolean {
  return of === 'statement' ? phase !== 'fetching' : phase === 'executing';
}

/**
 * By our own loop: the driver's does not stop before the statement does, not even after its client was dropped. The
 * last status is kept by the driver, and `finished` throws what it says.
 */
async function untilEnded(
  operation: Operation,
  signal: AbortSignal,
  progressed: (percent: number | null) => void,
): Promise<void> {
  for (let pauseMs = POLL_MIN_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, POLL_MAX_MS)) {
    const { operationState, progressUpdateResponse } = await operation.status(true);
    const part = progressUpdateResponse?.progressedPercentage;
    progressed(part === undefined || !(part > 0 && part <= 1) ? null : Math.floor(part * PERCENT));
    if (operationState === undefined || !RUNNING_STATES.has(operationState)) return operation.finished();
    await setTimeout(pauseMs);
  }
  throw new Error('The deadline has passed.');
}

/**
 * Once its `cancel` was called the driver says of an operation that it is cancelled, whatever the engine says. It marks the
 * object on which it was called, so that is one behind the operation: this one goes on to ask the engine how it ended.
 */
async function askToCancel(operation: Operation): Promise<void> {
  const behind = Object.create(operation) as Operation;
  await behind.cancel();
}

function giveBack(connection: Connection, { background }: SendDeps): void {
  background.run('Closing a session', connection.close);
}
