/**
 * What stands around every read of the outside: so many at a time, so many waiting for their turn, and none for a while of
 * what does not answer. Never around a change, which waits for no turn and is never tried by itself. It knows nobody who is
 * asked: who reads says what counts as no answer, and in which words it is told.
 */
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  wrap,
} from 'cockatiel';

export type GuardLimits = {
  readonly atOnceMax: number;
  readonly waitingMax: number;
  /** So many in a row without an answer, and the next ones are not tried for `breakMs`. */
  readonly failuresMax: number;
  readonly breakMs: number;
};

/** `full`: as many are under way and waiting as may be. `silent`: too many in a row had no answer. */
export type NotTried = { readonly outcome: 'not_tried'; readonly why: 'full' | 'silent' };

export type Guarded<Result> = { readonly outcome: 'tried'; readonly result: Result } | NotTried;

/** Throws what the read throws; that counts neither as an answer nor as none. */
export function guardReads<Result>(
  { atOnceMax, waitingMax, failuresMax, breakMs }: GuardLimits,
  isWithoutAnswer: (result: Result) => boolean,
): (read: () => Promise<Result>) => Promise<Guarded<Result>> {
  const breaker = circuitBreaker(
    handleWhenResult((result) => isWithoutAnswer(result as Result)),
    { halfOpenAfter: breakMs, breaker: new ConsecutiveBreaker(failuresMax) },
  );
  const policy = wrap(bulkhead(atOnceMax, waitingMax), breaker);
  return async (read) => {
    try {
      return { outcome: 'tried', result: await policy.execute(read) };
    } catch (error) {
      if (error instanceof BulkheadRejectedError) return { outcome: 'not_tried', why: 'full' };
      if (error instanceof BrokenCircuitError) return { outcome: 'not_tried', why: 'silent' };
      throw error;
    }
  };
}
