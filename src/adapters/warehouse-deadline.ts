export type Deadline = {
  /** Resolves when the time is up, never rejects. */
  readonly passed: Promise<'passed'>;
  readonly signal: AbortSignal;
  readonly clear: () => void;
};

export function startDeadline(maxMs: number): Deadline {
  const controller = new AbortController();
  const { promise: passed, resolve } = Promise.withResolvers<'passed'>();
  const timer = setTimeout(() => {
    controller.abort();
    resolve('passed');
  }, maxMs);
  return { passed, signal: controller.signal, clear: () => clearTimeout(timer) };
}
