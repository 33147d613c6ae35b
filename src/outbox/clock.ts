/** Time as the outbox sees it: monotonic, in milliseconds, never the wall's. */
export type Clock = {
  readonly monotonicMs: () => number;
  /** Runs once after the delay; the returned function calls it off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
};
