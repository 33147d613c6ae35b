/** What the driver throws, and what each says about the statement. Read in @databricks/sql 2.1. */

export type Verdict =
  /** The answer was no: to the statement, or to one call about it, which says nothing of the statement once it is sent. */
  | {
      readonly type: 'refused';
      readonly of: 'statement' | 'call';
      readonly errorClass: string;
      readonly message: string;
    }
  /** The engine gave up at STATEMENT_TIMEOUT. */
  | { readonly type: 'timed_out'; readonly message: string }
  /** The engine gave up because somebody asked it to. */
  | { readonly type: 'cancelled'; readonly message: string }
  /** The server does not know our session (any more): nothing was run. */
  | { readonly type: 'stale'; readonly message: string }
  /** No answer, or none that can be read. */
  | { readonly type: 'lost'; readonly message: string };

type Thrown = {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly errorCode?: unknown;
  readonly response?: {
    readonly operationState?: unknown;
    readonly displayMessage?: unknown;
    readonly errorMessage?: unknown;
  } | null;
};

/** TOperationState.CANCELED_STATE and ERROR_STATE */
const CANCELED_STATE = 3;
const ERROR_STATE = 5;

/**
 * Classes of an engine that answers "failed" after the change was committed
 * (https://docs.databricks.com/en/error-messages/error-classes.html): not proof that nothing happened.
 */
const COMMITTED_CLASSES: ReadonlySet<string> = new Set(['DELTA_POST_COMMIT_HOOK_FAILED']);

const TIMEOUT_CLASSES: ReadonlySet<string> = new Set(['QUERY_EXECUTION_TIMEOUT_EXCEEDED']);

/** For anything thrown by executeStatement, polling or fetching. */
export function verdictOf(thrown: unknown): Verdict {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown;
  const message = messageOf(error, thrown);
  // OperationStateError: the engine's word about this very statement.
  if (error.errorCode === 'ERROR' && error.response?.operationState === ERROR_STATE)
    return refusal(message, 'statement');
  // Without a response it is the driver's own word.
  if (error.errorCode === 'CANCELED' && error.response?.operationState === CANCELED_STATE)
    return { type: 'cancelled', message };
  if (error.errorCode === 'TIMEOUT') return { type: 'timed_out', message };
  // StatusError is no Error: the Thrift server answered the call with an error status.
  if (error.name === 'Status Error') return statusVerdict(message);
  if (message === 'The session was closed or has expired') return { type: 'stale', message };
  return { type: 'lost', message };
}

function refusal(message: string, of: 'statement' | 'call'): Verdict {
  const errorClass = classIn(message);
  if (TIMEOUT_CLASSES.has(errorClass)) return { type: 'timed_out', message };
  if (COMMITTED_CLASSES.has(errorClass)) return { type: 'lost', message };
  return { type: 'refused', of, errorClass, message };
}

function statusVerdict(message: string): Verdict {
  if (/Invalid SessionHandle/i.test(message)) return { type: 'stale', message };
  return classIn(message) === 'UNKNOWN' ? { type: 'lost', message } : refusal(message, 'call');
}

/** `[TABLE_OR_VIEW_NOT_FOUND]`, at the start or behind the name of an exception; elsewhere it may be data. */
function classIn(message: string): string {
  return /^[^[\n]{0,200}\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]/.exec(message)?.[1] ?? 'UNKNOWN';
}

function messageOf(error: Thrown, thrown: unknown): string {
  const candidates = [error.response?.displayMessage, error.response?.errorMessage, error.message];
  const found = candidates.find((text) => typeof text === 'string' && text !== '');
  return typeof found === 'string' ? found : String(thrown);
}
