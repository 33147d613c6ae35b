/** A look at a service by HTTP: GET only, without credentials, and nowhere else than where the runbook says it is. */
export type HttpAddress = {
  /** An address without a path, or `PLATFORM_API_URL`, which is set where the bot runs. */
  readonly base: string;
  readonly path: string;
};

export type HttpAnswer =
  /** A redirect is an answer, and is not followed. `body` is null where it is larger than anybody reads. */
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly body: string | null;
      readonly takenMs: number;
      /** When it began to come, by a clock that only goes forward. */
      readonly atMs: number;
    }
  /** It was asked and did not answer, which says something about the service. */
  | { readonly outcome: 'silent'; readonly message: string; readonly takenMs: number }
  /** It was not asked: nothing is known. */
  | { readonly outcome: 'not_asked'; readonly message: string };

export type Http = {
  readonly get: (address: HttpAddress, limits: { readonly timeoutMs: number }) => Promise<HttpAnswer>;
  /** Resolves after so long. */
  readonly pause: (ms: number) => Promise<void>;
};
