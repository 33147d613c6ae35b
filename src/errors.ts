/** The seven ways in which something goes wrong. What each means for the person is written once, in handlers/error.ts. */
export type ErrorCode =
  | 'invalid'
  | 'refused'
  | 'conflict'
  | 'not_found'
  | 'unavailable'
  | 'outcome_unknown'
  | 'internal';

/** Thrown by effects. `message` says what happened, to what, and what to do now; it is shown to people. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
  }
}
